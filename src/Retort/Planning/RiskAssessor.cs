using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Retort.Linting;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Planning;

/// <summary>Judges what statements do, on the sizes of the live tables. Pure: it asks nothing.</summary>
/// <param name="sizes">How large the relations of the live database are.</param>
internal sealed partial class RiskAssessor(IReadOnlyDictionary<ObjectName, RelationSize> sizes)
{
    // What a disk of a small server reads, and writes with indexes and log, in a second. Only the order of magnitude is told.
    private const double BytesScannedPerSecond = 200e6;
    private const double BytesWrittenPerSecond = 40e6;

    /// <summary>Judges one statement.</summary>
    public AssessedStatement Assess(Statement statement, StatementEffects effects, string? refusal)
    {
        ObjectName? relation = effects.Rewrites.Concat(effects.Scans).OrderByDescending(name => SizeOf(name)?.Bytes ?? -1).Select(name => (ObjectName?)name).FirstOrDefault()
            ?? effects.Locks.Select(held => (ObjectName?)held.Relation).FirstOrDefault()
            ?? (effects.Source == EffectSource.Unknown ? TableOf(statement.Operation) : null);
        return new AssessedStatement(statement, effects)
        {
            Relation = relation,
            Size = relation is { } name ? SizeOf(name) : null,
            Losses = [.. Losses(statement, effects)],
            Duration = DurationOf(effects),
            Refusal = refusal,
        };
    }

    /// <summary>Judges a revision.</summary>
    public static AssessedRevision Assess(PlannedRevision planned, ImmutableArray<AssessedStatement> statements, ImmutableArray<Finding> findings = default)
    {
        var judged = statements.SelectMany(Judge).OrderByDescending(reason => reason.Risk).ToList();
        var risk = judged.Select(reason => reason.Risk).DefaultIfEmpty(statements.IsEmpty ? Risk.None : Risk.Low).Max();
        return new AssessedRevision(planned, statements, risk, [.. judged.Select(reason => reason.Text).Distinct()]) { Findings = findings.IsDefault ? [] : findings };
    }

    /// <summary>Judges a plan.</summary>
    public static PlanAssessment Assess(MigrationPlan plan, ImmutableArray<AssessedRevision> revisions, WayBack wayBack)
    {
        string[] ofPlan =
        [
            .. revisions.IsEmpty || revisions.Any(revision => revision.Statements.Any(statement => statement.IsDestructive)) ? Array.Empty<string>()
                : revisions.Any(revision => revision.Statements.Any(MayDelete)) ? ["No column and no table is deleted; rows may be."]
                : ["No data is deleted."],
            .. Sentence(wayBack),
        ];
        var risk = revisions.Select(revision => revision.Risk).Append(wayBack is WayBack.Fails or WayBack.Missing ? Risk.Medium : Risk.None).Max();
        return new PlanAssessment
        {
            Plan = plan,
            Risk = risk,
            Reasons = [.. revisions.SelectMany(revision => revision.Statements).SelectMany(Judge).OrderByDescending(reason => reason.Risk).Select(reason => reason.Text).Distinct(), .. ofPlan],
            Revisions = revisions,
            WayBack = wayBack,
        };
    }

    /// <summary>Whether rows that a condition names go, or code runs that nobody has read.</summary>
    private static bool MayDelete(AssessedStatement statement) => statement.Statement is CodeStatement || Deletion().IsMatch(statement.Statement.Text);

    [GeneratedRegex(@"\bDELETE\s+FROM\b|\ATRUNCATE\b", RegexOptions.IgnoreCase)]
    private static partial Regex Deletion();

    private static IEnumerable<string> Sentence(WayBack wayBack) => wayBack switch
    {
        WayBack.Untried => ["A downgrade exists; it was not tried."],
        WayBack.Proved => ["A downgrade exists and was proved."],
        WayBack.Fails => ["The downgrade does not give the schema back as it was."],
        WayBack.Missing => ["There is no way back: a revision has no downgrade."],
        _ => [],
    };

    private static IEnumerable<(Risk Risk, string Text)> Judge(AssessedStatement statement)
    {
        var (effects, size) = (statement.Effects, Words.SizeOf(statement.Size));
        if (statement.Refusal is { } refusal)
        {
            yield return (Risk.High, $"The database refuses a statement: {refusal.TrimEnd('.')}.");
        }

        if (statement.IsDestructive)
        {
            yield return (Risk.High, $"Data is deleted: {string.Join(", ", statement.Losses)}.");
        }

        if (effects.Source == EffectSource.Unknown)
        {
            yield return (Risk.Medium, $"What a statement locks is not known: {statement.Statement.Operation?.Describe() ?? "SQL"}.");
        }

        var blocks = effects.Lock.Blocks();
        if (blocks < Blocked.Writes || statement.Relation is not { } relation)
        {
            yield break;
        }

        var waiting = blocks == Blocked.All ? "Nobody can read or write" : "Nobody can write to";
        var isLong = statement.Duration > DurationClass.Instant;
        if (!effects.Rewrites.IsEmpty || !effects.Scans.IsEmpty)
        {
            var work = effects.Rewrites.IsEmpty ? "read" : "written anew";
            yield return (isLong ? Risk.High : Risk.Medium, $"{waiting} \"{relation}\" while {size} are {work}{(isLong ? $" ({Words.Of(statement.Duration)})" : "")}.");
        }
        else
        {
            yield return (Risk.Low, $"{waiting} {Names(effects)} for a moment; what waits behind a long query makes others wait too.");
        }
    }

    private static string Names(StatementEffects effects) =>
        string.Join(", ", effects.Locks.Where(held => held.Mode.Blocks() == effects.Lock.Blocks()).Select(held => $"\"{held.Relation}\""));

    private static List<string> Losses(Statement statement, StatementEffects effects)
    {
        var drops = effects.Drops.Where(drop => drop.Kind is ObjectKind.Table or ObjectKind.Column).Select(drop => drop.ToString()).ToList();
        return drops.Count == 0 && statement.Operation is { LosesData: true } operation ? [operation.Describe()] : drops;
    }

    private static ObjectName? TableOf(Operation? operation) => operation?.Subject is { Kind: ObjectKind.Table or ObjectKind.Column or ObjectKind.Constraint } subject ? (ObjectName?)subject.Name : null;

    private RelationSize? SizeOf(ObjectName name) => sizes.GetValueOrDefault(name);

    private DurationClass DurationOf(StatementEffects effects)
    {
        if (effects.Source == EffectSource.Unknown)
        {
            return DurationClass.Unknown;
        }

        if (effects.Rewrites.Concat(effects.Scans).Any(name => sizes.TryGetValue(name, out var size) && size.Bytes is null))
        {
            return DurationClass.Unknown;
        }

        var seconds = effects.Rewrites.Sum(name => (SizeOf(name)?.Bytes ?? 0) / BytesWrittenPerSecond) + effects.Scans.Sum(name => (SizeOf(name)?.Bytes ?? 0) / BytesScannedPerSecond);
        return seconds switch
        {
            < 1 => DurationClass.Instant,
            < 60 => DurationClass.Seconds,
            < 3600 => DurationClass.Minutes,
            _ => DurationClass.Hours,
        };
    }
}

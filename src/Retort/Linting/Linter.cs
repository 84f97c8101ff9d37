using System.Collections.Immutable;

namespace Retort.Linting;

/// <summary>Looks at revisions by the rules of Retort and of the project. Pure: it touches neither files nor a database.</summary>
public sealed class Linter
{
    /// <summary>The id under which suppressions themselves are told about.</summary>
    internal const string SuppressionRule = "RT-L000";

    // In a revision of so many statements Retort's own rules, which keep nothing, look side by side; those of a project never do.
    private const int Long = 200;

    private static readonly Comparer<Finding> ByStatement = Comparer<Finding>.Create((left, right) =>
        (left.Statement ?? -1).CompareTo(right.Statement ?? -1) is not 0 and var order ? order : string.CompareOrdinal(left.Rule, right.Rule));

    private readonly LintOptions _options;
    private readonly ImmutableArray<LintRule> _rules;
    private readonly HashSet<string> _ids;

    /// <summary>Makes a linter.</summary>
    /// <param name="options">How it looks; <see langword="null"/> for the defaults.</param>
    /// <exception cref="LintConfigurationException">A severity is set for a rule that is not there, or two rules have the same id.</exception>
    public Linter(LintOptions? options = null)
    {
        _options = options ?? new LintOptions();
        _rules = [.. BuiltInRules.All, .. _options.Rules];
        _ids = _rules.Select(rule => rule.Id).Append(SuppressionRule).ToHashSet(StringComparer.Ordinal);
        if (_ids.Count <= _rules.Length)
        {
            throw LintConfigurationException.SameId(_rules.GroupBy(rule => rule.Id).First(group => group.Skip(1).Any() || group.Key == SuppressionRule).Key);
        }

        if (!_options.Severities.IsEmpty && _options.Severities.Keys.FirstOrDefault(id => !_ids.Contains(id)) is { } unknown)
        {
            throw LintConfigurationException.NoRule(unknown, _ids);
        }
    }

    /// <summary>The rules, those of the project last.</summary>
    public IReadOnlyList<LintRule> Rules => _rules;

    /// <summary>Looks at a revision in one direction.</summary>
    /// <returns>The findings in the order of the statements, without those that are off or ignored.</returns>
    public IReadOnlyList<Finding> Lint(LintContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (suppressions, outlined) = (Suppressions.Of(context), OutlinedRevision.Of(context));
        var today = DateOnly.FromDateTime(_options.TimeProvider.GetUtcNow().Date);
        var findings = new List<Finding>();
        foreach (var found in FindOwn(outlined).Concat(_options.Rules.Select(rule => rule.Find(context))))
        {
            foreach (var finding in found)
            {
                if (!suppressions.Cover(finding, today))
                {
                    Add(finding);
                }
            }
        }

        foreach (var fault in suppressions.Faults(context, _ids, today))
        {
            Add(fault);
        }

        return [.. findings.Order(ByStatement)];

        void Add(Finding finding)
        {
            var severity = _options.Severities.IsEmpty ? finding.Severity : _options.Severities.GetValueOrDefault(finding.Rule, finding.Severity);
            if (severity != Severity.Off)
            {
                findings.Add(severity == finding.Severity ? finding : finding with { Severity = severity });
            }
        }
    }

    /// <summary>What the rules of Retort's own find, by rule.</summary>
    private static IEnumerable<Finding>[] FindOwn(OutlinedRevision revision)
    {
        var (rules, next) = (BuiltInRules.All, -1);
        var found = new IEnumerable<Finding>[rules.Length];
        var beside = revision.Statements.Length < Long ? Task.CompletedTask : Task.Run(Look);
        Look();
        beside.GetAwaiter().GetResult();
        return found;

        void Look()
        {
            for (int i; (i = Interlocked.Increment(ref next)) < rules.Length;)
            {
                found[i] = rules[i].Find(revision);
            }
        }
    }
}

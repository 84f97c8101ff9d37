using System.Globalization;
using System.Text;
using System.Text.Json;
using Retort.Revisions;
using Retort.Testing;

namespace Retort.Tests.Revisions;

/// <summary>
/// The same questions to Retort and to Debian's Alembic: the same steps in a valid order with the same rows after each, or a
/// refusal from both. Where they differ on purpose, docs/decisions/0001-revision-graph.md says why, and it stands here as an exception.
/// </summary>
public sealed class AlembicOracleTests
{
    private const int Graphs = 1250;
    private const int QuestionsPerGraph = 12;

    private sealed record Question(RandomGraph Graph, IReadOnlyList<string> Rows, string Command, string Target)
    {
        public string ToJson() => JsonSerializer.Serialize(new
        {
            revisions = Graph.Revisions.Select(revision => new
            {
                id = revision.Id.Value,
                parents = revision.Revises.Select(parent => parent.Value),
                deps = revision.DependsOn.ToArray(),
                labels = revision.Labels.ToArray(),
            }),
            rows = Rows,
            command = Command,
            target = Target,
        });

        public override string ToString() =>
            $"{Command} {Target} from [{string.Join(", ", Rows)}] in {string.Join("; ", Graph.Revisions.Select(revision => $"{revision.Id}<-{string.Join(',', revision.Revises)}{(revision.DependsOn.IsEmpty ? "" : $" +{string.Join(',', revision.DependsOn)}")}{string.Concat(revision.Labels.Select(label => $" @{label}"))}"))}";
    }

    [Fact]
    public async Task Alembic_gives_the_same_answers()
    {
        var questions = Questions().ToList();
        var answers = await AskAlembicAsync(questions);

        var differences = new List<string>();
        var compared = 0;
        for (var i = 0; i < questions.Count; i++)
        {
            using var answer = JsonDocument.Parse(answers[i]);
            if (Compare(questions[i], answer.RootElement) is { } difference)
            {
                compared++;
                differences.AddRange(difference.Length > 0 ? [$"{questions[i]}\n  {difference}\n  Alembic: {answers[i]}"] : []);
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {compared} differ:\n{string.Join('\n', differences.Take(5))}");
        Assert.True(compared >= 10_000, $"only {compared} questions were compared");
    }

    private static IEnumerable<Question> Questions()
    {
        for (var seed = 0; seed < Graphs; seed++)
        {
            var graph = new RandomGraph(seed);
            for (var i = 0; i < QuestionsPerGraph; i++)
            {
                yield return new Question(graph, graph.Rows(), (i % 5) switch { < 2 => "upgrade", < 4 => "downgrade", _ => "stamp" }, graph.Target());
            }
        }
    }

    /// <summary>Empty when both agree, a description when they do not, and nothing when they differ on purpose.</summary>
    private static string? Compare(Question question, JsonElement answer)
    {
        var (ours, problem) = Ask(question);
        if (answer.TryGetProperty("crash", out _))
        {
            // Alembic dies of an assertion; a refusal or an answer of the set model is right, and never a crash.
            return null;
        }

        if (answer.TryGetProperty("error", out var error))
        {
            return problem is { } ourProblem ? IsSameKind(error.GetString()!, ourProblem) ? "" : $"Retort: {ourProblem}"
                : DiffersOnPurpose(question, refusedByAlembic: true) ? null : $"Retort: {ours}";
        }

        var steps = answer.GetProperty("steps").EnumerateArray().Select(step => (Id: step[0].GetString()!, Rows: Joined(step[1]))).ToList();
        var theirs = question.Command == "stamp" ? Joined(answer.GetProperty("rows")) : string.Join(' ', steps.Select(step => step.Id).Order(StringComparer.Ordinal));
        if (ours == theirs)
        {
            return question.Command == "stamp" || RowsOfSetModel(question, steps.Select(step => step.Id)).SequenceEqual(steps.Select(step => step.Rows)) ? "" : "other rows on the way";
        }

        return DiffersOnPurpose(question, refusedByAlembic: false) || RevertsLess(question, ours, answer) ? null : $"Retort: {ours ?? problem.ToString()}";
    }

    private static string Joined(JsonElement rows) => string.Join(',', rows.EnumerateArray().Select(row => row.GetString()));

    /// <summary>The rows after each step, by the definition. That Retort's own are these is what <see cref="RandomGraph.RequireValid"/> checks.</summary>
    private static IEnumerable<string> RowsOfSetModel(Question question, IEnumerable<string> steps)
    {
        var applied = question.Rows.SelectMany(question.Graph.Below).ToHashSet();
        foreach (var id in steps)
        {
            applied.SymmetricExceptWith([id]);
            yield return string.Join(',', question.Graph.Tips(applied));
        }
    }

    /// <summary>Alembic's kinds are coarser: a RevisionError is any target that leads nowhere.</summary>
    private static bool IsSameKind(string error, RevisionProblem problem) => error switch
    {
        "MultipleHeads" => problem is RevisionProblem.MultipleHeads or RevisionProblem.NotRelated,
        "RangeNotAncestorError" => problem is RevisionProblem.NotRelated,
        "ResolutionError" => problem is RevisionProblem.AmbiguousWalk or RevisionProblem.MultipleHeads or RevisionProblem.OutOfRange,
        "RevisionError" => problem is RevisionProblem.AmbiguousWalk or RevisionProblem.OutOfRange or RevisionProblem.InvalidTarget or RevisionProblem.NotRelated,
        _ => false,
    };

    private static bool DiffersOnPurpose(Question question, bool refusedByAlembic)
    {
        var target = question.Target;
        var isRelative = target.Contains('+', StringComparison.Ordinal) || target.Contains('-', StringComparison.Ordinal);
        return question.Command switch
        {
            // "-1" with several rows: Alembic takes the first row of the table, Retort refuses.
            "downgrade" when !refusedByAlembic && target[0] == '-' && question.Rows.Count > 1 => true,

            // Alembic reads the branch wrongly in these and refuses with a reason that does not hold; the set model has an answer.
            "upgrade" or "downgrade" when refusedByAlembic && target.Contains('@', StringComparison.Ordinal) => true,

            // Alembic finds nothing to do, though the named head is applied and not a row.
            "downgrade" when target.EndsWith("@heads", StringComparison.Ordinal) => true,

            // Alembic unwinds the trunk below a branch, and with it every other branch.
            "downgrade" when target.EndsWith("@base", StringComparison.Ordinal) => true,
            // Alembic stamps several heads one after the other, and later ones take rows of earlier ones away.
            "stamp" => isRelative || target.EndsWith("heads", StringComparison.Ordinal) || target.EndsWith("@base", StringComparison.Ordinal),
            _ => false,
        };
    }

    /// <summary>
    /// "ID-2" that ends at the base: Alembic reverts everything there is, or nothing. Retort reverts what the walk went over, and
    /// refuses when that is not applied.
    /// </summary>
    private static bool RevertsLess(Question question, string? ours, JsonElement answer)
    {
        var theirs = answer.GetProperty("steps").EnumerateArray().Select(step => step[0].GetString()!).ToHashSet();
        var endsAtBase = theirs.Count == 0 || answer.GetProperty("rows").GetArrayLength() == 0;
        return question is { Command: "downgrade" } && question.Target.LastIndexOf('-') > 0 && endsAtBase && (ours is null || ours.Split(' ').ToHashSet().IsProperSubsetOf(theirs));
    }

    private static (string? Answer, RevisionProblem? Problem) Ask(Question question)
    {
        try
        {
            return question.Command switch
            {
                "upgrade" => (Steps(question.Graph.Graph.PlanUpgrade(question.Rows, [question.Target]), question), null),
                "downgrade" => (Steps(question.Graph.Graph.PlanDowngrade(question.Rows, question.Target), question), null),
                _ => (string.Join(',', question.Graph.Graph.PlanStamp(question.Rows, [question.Target]).Select(row => row.Value).Order(StringComparer.Ordinal)), null),
            };
        }
        catch (RevisionGraphException e)
        {
            return (null, e.Problem);
        }
    }

    private static string Steps(RevisionPath path, Question question)
    {
        question.Graph.RequireValid(path);
        return string.Join(' ', path.Steps.Select(step => step.Revision.Id.Value).Order(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> AskAlembicAsync(IReadOnlyList<Question> questions)
    {
        var input = new StringBuilder();
        foreach (var question in questions)
        {
            input.Append(CultureInfo.InvariantCulture, $"{question.ToJson()}\n");
        }

        var run = await CommandRun.RunAsync(
            "/usr/bin/python3", [Path.Combine(PostgresServer.Repository, "tests/oracle/alembic_oracle.py")], environment: new Dictionary<string, string> { ["PYTHONHASHSEED"] = "0" }, input: input.ToString());
        Assert.True(run.ExitCode == 0, $"Alembic cannot be asked (apt-get install alembic): {run.Error}");
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

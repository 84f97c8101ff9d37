using Retort.Statements;

namespace Retort.Linting.Rules;

/// <summary>The limits on waiting and running that the statements of a revision set, up to one of them.</summary>
internal sealed class TimeLimits
{
    private readonly Dictionary<string, SetParameterOutline> _limits = new(StringComparer.Ordinal);

    /// <summary>A limit that holds outside a transaction too; <see langword="null"/> when there is none.</summary>
    public (string Name, string Value)? OfSession => Find(limit => !limit.IsLocal);

    /// <summary>The limit on how long a statement runs; <see langword="null"/> when there is none.</summary>
    public (string Name, string Value)? OfStatement => Find(limit => limit.Name == "statement_timeout");

    /// <summary>Whether a statement waits until the transactions of others end.</summary>
    public static bool WaitsForOthers(OutlinedStatement statement) =>
        statement.Outline is CreateIndexOutline { Concurrently: true } or ReindexOutline { Concurrently: true } or DropOutline { Concurrently: true }
        || statement.Actions<DetachPartitionAction>().Any(step => step.Action.Concurrently);

    /// <summary>Takes note of a statement, if it sets one.</summary>
    public void Note(StatementOutline outline)
    {
        if (outline is SetParameterOutline { Name: "lock_timeout" or "statement_timeout" } set)
        {
            _limits[set.Name] = set with { Value = set.Value.Trim('\'', '"') };
        }
    }

    private (string Name, string Value)? Find(Func<SetParameterOutline, bool> isMeant) =>
        _limits.Values.FirstOrDefault(limit => isMeant(limit) && limit.Value is not ("0" or "DEFAULT" or "0s" or "0ms")) is { } found ? (found.Name, found.Value) : null;
}

using System.Collections.Immutable;
using System.Collections.ObjectModel;
using Retort.Dialects;
using Retort.Planning;
using Retort.Revisions;
using Retort.Schema;

namespace Retort.Linting;

/// <summary>A revision in one direction, and all that is known of where it will run.</summary>
public sealed record LintContext
{
    /// <summary>The revision and its statements.</summary>
    public required PlannedRevision Planned { get; init; }

    /// <summary>The SQL of the engine.</summary>
    public required IDialect Dialect { get; init; }

    /// <summary>The version of the server; <see langword="null"/> for the newest one known.</summary>
    public Version? ServerVersion { get; init; }

    /// <summary>The schema before the revision; <see langword="null"/> when it is not known.</summary>
    public DatabaseSchema? Schema { get; init; }

    /// <summary>How much the tables hold, as far as that is known.</summary>
    public IReadOnlyDictionary<ObjectName, RelationSize> Sizes { get; init; } = ReadOnlyDictionary<ObjectName, RelationSize>.Empty;

    /// <summary>What the statements do, where that was observed: as many as there are statements, or none. The rest is told by the rules of the engine.</summary>
    public ImmutableArray<StatementEffects> Effects { get; init; } = [];

    /// <summary>The tables that earlier revisions of the same run make: nobody uses them yet.</summary>
    public ImmutableHashSet<ObjectName> Created { get; init; } = [];

    /// <summary>Which way the revision is run.</summary>
    public Direction Direction => Planned.Step.Direction;

    /// <summary>What the same revision makes when it is upgraded; of a downgrade, what it therefore takes away as it should.</summary>
    internal Statements.Footprint Made { get; init; } = Statements.Footprint.Empty;
}

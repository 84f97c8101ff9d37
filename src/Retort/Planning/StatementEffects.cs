using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Planning;

/// <summary>A lock that a statement takes.</summary>
/// <param name="Relation">The table, view, index or sequence; in the default schema without its name.</param>
/// <param name="Mode">How strong it is.</param>
public sealed record RelationLock(ObjectName Relation, LockMode Mode);

/// <summary>How it is known what a statement does.</summary>
public enum EffectSource
{
    /// <summary>It ran in a scratch database, and the server told.</summary>
    Observed,

    /// <summary>It follows from what is written, by the rules of the server.</summary>
    Ruled,

    /// <summary>Nothing is known: code, or SQL that no rule reads.</summary>
    Unknown,
}

/// <summary>What a statement does to the relations that were there before the run.</summary>
public sealed record StatementEffects
{
    /// <summary>A statement of which nothing is known.</summary>
    public static StatementEffects Unknown { get; } = new() { Source = EffectSource.Unknown };

    /// <summary>How it is known.</summary>
    public required EffectSource Source { get; init; }

    /// <summary>The SQL that was run, where it was written for the catalogue as it was then; empty where the statement says it itself.</summary>
    public ImmutableArray<string> Written { get; init; } = [];

    /// <summary>The locks, strongest first, then by name; only the strongest of each relation.</summary>
    public ImmutableArray<RelationLock> Locks { get; init; } = [];

    /// <summary>The tables and indexes that are written anew.</summary>
    public ImmutableArray<ObjectName> Rewrites { get; init; } = [];

    /// <summary>The tables that are read from end to end.</summary>
    public ImmutableArray<ObjectName> Scans { get; init; } = [];

    /// <summary>The tables, materialized views, sequences and columns that are gone afterwards.</summary>
    public ImmutableArray<ObjectId> Drops { get; init; } = [];

    /// <summary>The strongest of the locks.</summary>
    public LockMode Lock => Locks.IsEmpty ? LockMode.None : Locks.Max(held => held.Mode);
}

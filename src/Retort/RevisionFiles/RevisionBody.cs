using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;

namespace Retort.RevisionFiles;

/// <summary>What a revision that is to be written does, in both directions.</summary>
public sealed record RevisionBody
{
    /// <summary>The operations of the upgrade, in the order they are to run.</summary>
    public required ImmutableArray<AnnotatedOperation> Upgrade { get; init; }

    /// <summary>The operations of the downgrade, in the order they are to run.</summary>
    public required ImmutableArray<AnnotatedOperation> Downgrade { get; init; }

    /// <summary>The dialect whose SQL says what the builder of a revision has no words for.</summary>
    public required IDialect Dialect { get; init; }

    /// <summary>The version of the server that SQL is for; <see langword="null"/> for the newest one known.</summary>
    public Version? ServerVersion { get; init; }
}

/// <summary>An operation of a revision that is to be written, and what a reader must know of it.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Notes">Comments above it. That it loses data is said without a note.</param>
public sealed record AnnotatedOperation(Operation Operation, params ImmutableArray<string> Notes)
{
    /// <summary>The statements for a SQL file, where they depend on the catalogue and were written out for the schema that the revision finds.</summary>
    /// <value>Default: <see langword="null"/>, the dialect writes them.</value>
    public ImmutableArray<string>? Sql { get; init; }
}

using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Execution;
using Retort.RevisionFiles;

namespace Retort.Authoring;

/// <summary>How a <see cref="RevisionGenerator"/> compares and writes.</summary>
public sealed record GeneratorOptions
{
    /// <summary>Renames that a person asked for, beside those the target tells.</summary>
    public ImmutableArray<Rename> Renames { get; init; } = [];

    /// <summary>The language that the revision will be written in. What only the catalogue decides is written out for a SQL file.</summary>
    /// <value>Default: C#.</value>
    public RevisionLanguage Language { get; init; }

    /// <summary>Whether changes of tables that are there are written in forms that keep others working.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Online { get; init; } = true;

    /// <summary>How the revisions are replayed, and what of a database they are for.</summary>
    public MigratorOptions Migrator { get; init; } = new();
}

using System.Collections.Immutable;
using Retort.Backups;
using Retort.Diagnosis;
using Retort.Monitoring;
using Retort.Planning;
using Retort.Revisions;
using Retort.Schema;

namespace Retort.Reporting;

/// <summary>Everything a report on a project and its database says. Whatever could not be found out is missing, and <see cref="Obstacles"/> tells why.</summary>
internal sealed record StatusReport
{
    /// <summary>When it was written.</summary>
    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>The folder of the project, from which files are told.</summary>
    public required string Folder { get; init; }

    public required RevisionGraph Graph { get; init; }

    /// <summary>The address of the database; <see langword="null"/> when nobody named one.</summary>
    public string? Address { get; init; }

    /// <summary>Where the database stands; <see langword="null"/> when that is not known.</summary>
    public DatabaseStatus? Status { get; init; }

    /// <summary>Why it is not known where the database stands; <see langword="null"/> also when nobody named one.</summary>
    public RetortException? Disconnection { get; init; }

    public Backup? Backup { get; init; }

    /// <summary>What each revision changes; those of which it is not known are missing.</summary>
    public ImmutableDictionary<RevisionId, ImmutableArray<TableChange>> Changes { get; init; } = ImmutableDictionary<RevisionId, ImmutableArray<TableChange>>.Empty;

    /// <summary>The schema whose tables are told; <see langword="null"/> when none is known.</summary>
    public DatabaseSchema? Schema { get; init; }

    /// <summary>Whether the schema is that of the database; else it is what the revisions make.</summary>
    public bool IsSchemaLive { get; init; }

    /// <summary>The revision that made a table, where it is known.</summary>
    public IReadOnlyDictionary<ObjectName, Revision> MadeBy { get; init; } = ImmutableDictionary<ObjectName, Revision>.Empty;

    /// <summary>What is pending, judged; <see langword="null"/> when nothing is or that is not known.</summary>
    public PlanAssessment? Pending { get; init; }

    /// <summary>What is wrong, or in the way.</summary>
    public ImmutableArray<Symptom> Symptoms { get; init; } = [];

    /// <summary>Why parts of the report are missing or not what they could be.</summary>
    public ImmutableArray<string> Obstacles { get; init; } = [];
}

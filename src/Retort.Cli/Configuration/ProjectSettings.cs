using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Cli.Configuration;

/// <summary>What a project says about one of its databases: <c>retort.json</c>, the environment and the flags, laid over one another.</summary>
internal sealed record ProjectSettings
{
    /// <summary>The folder of <c>retort.json</c>, from which relative paths start.</summary>
    public required string Folder { get; init; }

    /// <summary>What the database is called when a person confirms: the environment, else its name in <c>databases</c>; <see langword="null"/> where there is only the one on the server.</summary>
    public string? Name { get; init; }

    /// <summary>Whether its name must be typed before data is lost or revisions are reverted.</summary>
    public bool IsProtected { get; init; }

    /// <summary>The address of the database, as it was written; <see langword="null"/> when nobody gave one.</summary>
    public string? Url { get; init; }

    /// <summary>The schemas that are compared, the default one first; empty for the current schema of a session.</summary>
    public ImmutableArray<string> Schemas { get; init; } = [];

    /// <summary>What of a database counts when it is read. Entity Framework's own history is its business.</summary>
    public SchemaScope Scope => new()
    {
        Schemas = Schemas,
        Hidden = [Tables.Version, Tables.History, .. Target?.Kind == TargetSettings.EntityFramework ? (ObjectName[])["__EFMigrationsHistory"] : []],
    };

    /// <summary>What of that is compared.</summary>
    public SchemaFilter Filter { get; init; } = SchemaFilter.All;

    /// <summary>Where scratch databases are made; <see langword="null"/> when nobody said.</summary>
    public string? ScratchUrl { get; init; }

    public required ImmutableArray<string> Versions { get; init; }

    public const string DefaultFileTemplate = "{year}{month}{day}_{hour}{minute}_{rev}_{slug}";

    public string FileTemplate { get; init; } = DefaultFileTemplate;

    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    public TransactionMode Transaction { get; init; } = TransactionMode.PerRevision;

    public VersionTables Tables { get; init; } = VersionTables.Default;

    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How large the batches of backfills are, and when the next one waits.</summary>
    public BackfillOptions Backfill { get; init; } = new();

    /// <summary>Whether a rewrite that no statement shows is stopped.</summary>
    public bool GuardRewrites { get; init; } = true;

    /// <summary>Which backups are made, where they are, and how long they are kept.</summary>
    public required BackupSettings Backup { get; init; }

    /// <summary>Whether generated revisions change tables that are there in forms that keep others working.</summary>
    public bool Online { get; init; } = true;

    /// <summary>What it says about lint rules.</summary>
    public LintSettings Lint { get; init; } = new();

    /// <summary>What the schema shall be; <see langword="null"/> when the project does not say.</summary>
    public TargetSettings? Target { get; init; }

    public static VersionTables TablesOf(string? schema, string? version, string? history) => new(
        new ObjectName(schema, version ?? VersionTables.Default.Version.Name),
        new ObjectName(schema, history ?? VersionTables.Default.History.Name));
}

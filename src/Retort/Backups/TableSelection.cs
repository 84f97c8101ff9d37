using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Backups;

/// <summary>Which tables of a backup are meant by names.</summary>
internal static class TableSelection
{
    /// <summary>The tables, in the order of the backup. The name of a partitioned one means all its partitions.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="names">The names.</param>
    /// <param name="own">Retort's own tables, which none may be.</param>
    /// <exception cref="BackupNotFoundException">A name means no table of the backup, or several.</exception>
    /// <exception cref="UnfitBackupException">It is a table of Retort's own.</exception>
    public static ImmutableArray<TableContents> Of(Backup backup, IReadOnlyCollection<ObjectName> names, VersionTables own)
    {
        foreach (var name in names)
        {
            if (IsSame(name, own.Version) || IsSame(name, own.History))
            {
                throw UnfitBackupException.OfOwnTable(name);
            }

            // What belongs to the engine follows the tables by itself.
            var schemas = backup.Metadata.Tables.Where(table => !IsOfEngine(table)).Select(table => table.SchemaNamed(name)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
            if (schemas.Count != 1)
            {
                throw BackupNotFoundException.OfTable(backup, name, schemas);
            }
        }

        return [.. backup.Metadata.Tables.Where(table => !IsOfEngine(table) && names.Any(table.IsNamed))];
    }

    private static bool IsSame(ObjectName name, ObjectName own) => name.Name == own.Name && (name.Schema is null || own.Schema is null || name.Schema == own.Schema);

    private static bool IsOfEngine(TableContents table) => table.Schema == "pg_catalog" || (table.Schema is null && table.Name.StartsWith("sqlite_", StringComparison.Ordinal));
}

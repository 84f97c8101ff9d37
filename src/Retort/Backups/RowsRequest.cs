using System.Collections.Immutable;
using Retort.Execution;
using Retort.Schema;

namespace Retort.Backups;

/// <summary>The rows of which tables are to come back into a database in use.</summary>
/// <param name="Backup">The backup, whose file was verified.</param>
/// <param name="Names">The names by which they are meant: those of tables, or of partitioned ones.</param>
/// <param name="Tables">The tables of the backup that are meant.</param>
/// <param name="Waiting">For how long others are waited for.</param>
/// <param name="Beforehand">What is done when nobody writes to the tables any more, and before anything is changed.</param>
internal sealed record RowsRequest(Backup Backup, ImmutableArray<ObjectName> Names, ImmutableArray<TableContents> Tables, MigratorOptions Waiting, Func<CancellationToken, Task> Beforehand)
{
    /// <summary>The tables, for a person to read.</summary>
    public string TableList => string.Join(", ", Tables);

    /// <summary>Requires that the tables are there as they were, and that no others are meant.</summary>
    /// <param name="present">The tables there are.</param>
    /// <exception cref="UnfitBackupException">They are not. Nothing was touched.</exception>
    public void RequireSameTables(IReadOnlyList<TableContents> present)
    {
        foreach (var table in Tables)
        {
            var change = present.FirstOrDefault(found => found.Schema == table.Schema && found.Name == table.Name) is { } there ? there.ChangeSince(table) : "There is no such table now.";
            if (change is not null)
            {
                throw UnfitBackupException.OfChangedTable(Backup, table, change);
            }
        }

        if (present.FirstOrDefault(found => Names.Any(found.IsNamed) && !Tables.Any(table => table.Schema == found.Schema && table.Name == found.Name)) is { } other)
        {
            throw UnfitBackupException.OfNewPartition(Backup, other);
        }
    }
}

/// <summary>What else is to be known after rows came back.</summary>
/// <param name="SilentTriggers">The triggers of the tables, none of which fired.</param>
/// <param name="UncheckedKeys">The foreign keys that say of themselves that rows need not satisfy them, and that were not checked.</param>
internal sealed record ReplacedRows(ImmutableArray<string> SilentTriggers, ImmutableArray<string> UncheckedKeys);

using System.Collections.Immutable;
using System.Globalization;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Operations;
using Retort.Schema;
using Retort.Statements;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    private void WriteAlterTable(Table from, Table to)
    {
        if (from.PartitionOf is { } former && former != to.PartitionOf)
        {
            Add($"ALTER TABLE {Quote(former.Parent)} DETACH PARTITION {Quote(to.Name)}");
        }

        // What shares a lock shares a statement; what lets others read and write keeps nobody waiting for the rest.
        AddAlter(Only(to), [.. GentleChanges(from, to)]);
        AddAlter(Only(to), [.. Changes(from, to)]);
        WriteMoveToTablespace(to.Id, from.Tablespace, to.Tablespace);
        WriteDefaultStorage(to.Name, from.Columns, to.Columns);
        if (to.PartitionOf is { } place && place != from.PartitionOf)
        {
            Add($"ALTER TABLE {Quote(place.Parent)} ATTACH PARTITION {Quote(to.Name)} {place.Bound}");
        }
    }

    /// <summary>What a new table needs besides CREATE TABLE, which has no words for it.</summary>
    private void WriteSettings(CreateTable op)
    {
        var names = op.Table.Constraints.Select(constraint => constraint.Name).Concat(op.Indexes.Select(index => index.Name)).ToHashSet(StringComparer.Ordinal);

        // An index that is made later is named by a change of the table that comes after it.
        var to = op.Table with
        {
            ReplicaIdentity = IndexOf(op.Table.ReplicaIdentity) is { } index && !names.Contains(index) ? null : op.Table.ReplicaIdentity,
            ClusteredOn = op.Table.ClusteredOn is { } clustered && !names.Contains(clustered) ? null : op.Table.ClusteredOn,
        };
        var from = to with
        {
            ReplicaIdentity = null,
            ClusteredOn = null,
            RowSecurity = false,
            ForceRowSecurity = false,
            Columns = to.Columns.All(column => Born(op, column) == column) ? to.Columns : [.. to.Columns.Select(column => Born(op, column))],
        };
        AddAlter(Only(to), [.. InheritedColumnChanges(op), .. Changes(from, to), .. GentleChanges(from, to)]);
        WriteDefaultStorage(to.Name, from.Columns, to.Columns);
    }

    private static string Only(Table table) => $"TABLE ONLY {Quote(table.Name)}";

    /// <summary>The actions that lock out readers.</summary>
    private IEnumerable<string> Changes(Table from, Table to)
    {
        if (from == to)
        {
            return [];
        }

        if (from.AccessMethod != to.AccessMethod)
        {
            RequireVersion(15, $"change the access method of table \"{to.Name}\"");
        }

        var stay = from.Inherits.Intersect(to.Inherits).Zip(to.Inherits).TakeWhile(pair => pair.First == pair.Second).Count();
        return
        [
            .. from.Inherits.Except(to.Inherits.Take(stay)).Select(parent => $"NO INHERIT {Quote(parent)}"),
            .. If(from.Unlogged != to.Unlogged, $"SET {(to.Unlogged ? "UNLOGGED" : "LOGGED")}"),
            .. If(from.AccessMethod != to.AccessMethod, $"SET ACCESS METHOD {Quote(to.AccessMethod ?? "heap")}"),
            .. If(from.ReplicaIdentity != to.ReplicaIdentity, $"REPLICA IDENTITY {to.ReplicaIdentity ?? "DEFAULT"}"),
            .. If(from.RowSecurity != to.RowSecurity, $"{(to.RowSecurity ? "ENABLE" : "DISABLE")} ROW LEVEL SECURITY"),
            .. If(from.ForceRowSecurity != to.ForceRowSecurity, $"{(to.ForceRowSecurity ? "" : "NO ")}FORCE ROW LEVEL SECURITY"),
            .. ColumnsOfOtherSettings(from.Columns, to.Columns).SelectMany(pair => StorageChanges(pair.From, pair.To)),
            .. to.Inherits.Skip(stay).Select(parent => $"INHERIT {Quote(parent)}"),
        ];
    }

    /// <summary>The actions that let others read and write meanwhile.</summary>
    private static IEnumerable<string> GentleChanges(Table from, Table to) => from == to ? [] :
    [
        .. ParameterChanges(from.With, to.With),
        .. If(from.ClusteredOn != to.ClusteredOn, to.ClusteredOn is null ? "SET WITHOUT CLUSTER" : $"CLUSTER ON {Quote(to.ClusteredOn)}"),
        .. ColumnsOfOtherSettings(from.Columns, to.Columns).SelectMany(pair => StatisticsChanges(pair.From, pair.To)),
    ];

    private IEnumerable<string> StorageChanges(Column from, Column to)
    {
        var column = $"ALTER COLUMN {Quote(to.Name)}";
        if (from.Storage != to.Storage && (to.Storage is not null || KnowsDefaultStorage))
        {
            yield return $"{column} SET STORAGE {to.Storage ?? "DEFAULT"}";
        }

        if (from.Compression != to.Compression)
        {
            RequireVersion(14, $"choose how column \"{to.Name}\" is compressed");
            yield return $"{column} SET COMPRESSION {to.Compression ?? "DEFAULT"}";
        }
    }

    private static IEnumerable<string> StatisticsChanges(Column from, Column to)
    {
        var column = $"ALTER COLUMN {Quote(to.Name)}";
        return
        [
            .. If(from.Statistics != to.Statistics, string.Create(CultureInfo.InvariantCulture, $"{column} SET STATISTICS {to.Statistics ?? -1}")),
            .. ParameterChanges(from.Options, to.Options).Select(change => $"{column} {change}"),
        ];
    }

    private bool KnowsDefaultStorage => _server is null || _server.Major >= 16;

    // Before 16 the storage of the type must be named.
    private void WriteDefaultStorage(ObjectName relation, ImmutableArray<Column> from, ImmutableArray<Column> to)
    {
        if (KnowsDefaultStorage || from == to)
        {
            return;
        }

        foreach (var (_, column) in ColumnsOfOtherSettings(from, to).Where(pair => pair.From.Storage is not null && pair.To.Storage is null))
        {
            AddWithName(
                $"ALTER TABLE ONLY {Quote(relation)} ALTER COLUMN {Quote(column.Name)} SET STORAGE",
                "SELECT CASE typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END FROM pg_catalog.pg_type t JOIN pg_catalog.pg_attribute a ON a.atttypid = t.oid "
                + $"WHERE a.attrelid = {PostgreSqlLiteral.Text(Quote(relation))}::regclass AND a.attname = {PostgreSqlLiteral.Text(column.Name)}");
        }
    }

    private static IEnumerable<(Column From, Column To)> ColumnsOfOtherSettings(ImmutableArray<Column> from, ImmutableArray<Column> to) =>
        to.Join(from, column => column.Name, column => column.Name, (column, former) => (former, column)).Where(pair => !Sameness.SameSettings(pair.former, pair.column));

    /// <summary>The column as CREATE TABLE leaves it: without settings, unless its parent hands them down.</summary>
    private static Column Born(CreateTable op, Column column)
    {
        if (op.Parents.IsEmpty && column is { Storage: null, Compression: null, Statistics: null, Options.IsEmpty: true })
        {
            return column;
        }

        var parent = ParentColumn(op, column);
        return column with { Storage = parent?.Storage, Compression = parent?.Compression, Statistics = null, Options = [] };
    }

    private static bool IsInherited(Table table, Column column) => table.PartitionOf is not null || column.IsInherited;

    private static Column? ParentColumn(CreateTable op, Column column) =>
        op.Parents.SelectMany(parent => parent.Columns).FirstOrDefault(inherited => inherited.Name == column.Name);

    /// <summary>In what the inherited columns differ from those of the parents, or all of it when these are not known.</summary>
    private IEnumerable<string> InheritedColumnChanges(CreateTable op)
    {
        foreach (var column in op.Table.Columns.Where(column => IsInherited(op.Table, column)))
        {
            var parent = ParentColumn(op, column);
            foreach (var action in InheritedColumnChanges(op.Table, parent, column))
            {
                yield return $"ALTER COLUMN {Quote(column.Name)} {action}";
            }
        }
    }

    private IEnumerable<string> InheritedColumnChanges(Table table, Column? parent, Column column)
    {
        if (column.Generated is not null && column.Generated != parent?.Generated)
        {
            RequireVersion(17, $"give the inherited column \"{column.Name}\" of table \"{table.Name}\" an expression of its own");
            yield return $"SET EXPRESSION AS ({column.Generated.Sql})";
        }
        else if (column is { Generated: null, Identity: null } && (parent is null || column.Default != parent.Default))
        {
            yield return column.Default is null ? "DROP DEFAULT" : $"SET DEFAULT {DefaultExpression(column.Default)}";
        }

        if (column.Nullable != parent?.Nullable && !HasNamedNotNull(table.Constraints, column))
        {
            if (!column.Nullable)
            {
                yield return "SET NOT NULL";
            }
            else if (parent is not null)
            {
                yield return "DROP NOT NULL";
            }
        }

        if (column.Identity is not null && !IsNumberedByParent(table))
        {
            yield return $"ADD {IdentityClause(column.Identity)}";
        }
    }

    // The index of USING INDEX.
    private static string? IndexOf(string? replicaIdentity)
    {
        var sql = new StatementReader(replicaIdentity ?? "", SqlSyntax.PostgreSql);
        return sql.Take("USING", "INDEX") && sql.TakeName() is { } name ? StatementReader.Fold(name) : null;
    }

    private static ImmutableArray<string> If(bool condition, string action) => condition ? [action] : [];
}

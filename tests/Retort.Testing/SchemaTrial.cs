using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Testing;

/// <summary>One pair of schemas put to the laws.</summary>
internal sealed class SchemaTrial(ILawDatabase database, IDialect dialect, bool isOnline)
{
    private readonly IDatabaseSession _session = database.Session;

    /// <summary>What is being done.</summary>
    public string Step { get; private set; } = "";

    /// <summary>The statements of the step.</summary>
    public IReadOnlyList<Statement> Statements { get; private set; } = [];

    public async Task RunAsync(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var first = await ReadAsync("making the first schema", before);
        var second = await ReadAsync("making the second schema", after);
        var forth = Compare(first, second);
        var filled = CanKeepRows(forth) ? first.Tables.ToList() : [];

        await database.ResetAsync();
        await BecomeAsync("writing the first schema", first, Compare(DatabaseSchema.Empty, first));
        await ExecuteAsync("filling the tables", filled.SelectMany(table => database.Insert(first, table)));
        var common = filled.Join(second.Tables, table => table.Name, table => table.Name, (table, other) => Common(first, table, second, other)).ToList();
        var (rows, commonRows) = (await RowsAsync(filled), await RowsAsync(common));

        await BecomeAsync("going forth", second, MakeOnline(forth, first));
        RequireSame(commonRows, await RowsAsync(common));
        await BecomeAsync("going back", first, MakeOnline(Compare(second, first), second));
        RequireSame(rows, await RowsAsync(filled));
    }

    private async Task<DatabaseSchema> ReadAsync(string step, IEnumerable<string> statements)
    {
        await database.ResetAsync();
        await ExecuteAsync(step, statements);
        return await _session.ReadSchemaAsync(database.Scope, default);
    }

    private ImmutableArray<Operation> Compare(DatabaseSchema from, DatabaseSchema to) => SchemaComparer.Compare(from, to, dialect, _session.ServerVersion).Operations;

    private IReadOnlyList<Operation> MakeOnline(IReadOnlyList<Operation> operations, DatabaseSchema schema) => isOnline ? dialect.MakeOnline(operations, schema) : operations;

    private async Task BecomeAsync(string step, DatabaseSchema schema, IReadOnlyList<Operation> operations)
    {
        await ExecuteAsync(step, dialect.Write(operations, _session.ServerVersion));
        var result = await _session.ReadSchemaAsync(database.Scope, default);
        var left = Compare(result, schema);
        if (left.Length > 0)
        {
            throw new InvalidOperationException($"Left to do: {string.Join("; ", dialect.Write(left, _session.ServerVersion).Select(statement => statement.Text))}");
        }

        if (SchemaFingerprint.Of(result) != SchemaFingerprint.Of(schema))
        {
            throw new InvalidOperationException("Nothing is left to do, but the fingerprints differ.");
        }
    }

    private Task ExecuteAsync(string step, IEnumerable<string> scripts) =>
        ExecuteAsync(step, [.. scripts.SelectMany(script => SqlScript.Split(script, dialect.Syntax)).Select(statement => new SqlStatement(statement.Text))]);

    /// <summary>Runs statements as a run does: in one transaction as far as they can share one.</summary>
    private async Task ExecuteAsync(string step, IReadOnlyList<Statement> statements)
    {
        (Step, Statements) = (step, statements);
        for (var i = 0; i < statements.Count;)
        {
            var group = statements.Skip(i).TakeWhile(CanShare).DefaultIfEmpty(statements[i]).ToList();
            if (group[0].Transactional)
            {
                await _session.BeginAsync(group, default);
                foreach (var statement in group)
                {
                    await _session.ExecuteAsync(statement is CatalogStatement catalog ? await catalog.Write(_session.Connection, default) : [(SqlStatement)statement], default);
                }

                await _session.CommitAsync(default);
            }
            else
            {
                await _session.ExecuteAsync([(SqlStatement)group[0]], default);
            }

            i += group.Count;
        }
    }

    private static bool CanShare(Statement statement) => statement is { Transactional: true, CommitAlone: false };

    /// <summary>
    /// Whether rows can be there before the operations: none loses them, and none asks of them what they cannot have, a value for a new column or a row in a new table.
    /// </summary>
    private static bool CanKeepRows(IReadOnlyList<Operation> operations)
    {
        var created = operations.OfType<CreateTable>().Select(create => create.Table.Name).ToHashSet();
        return !operations.Any(operation => operation.LosesData
            || operation is AddColumn { Column: { Nullable: false, Default: null, Generated: null, Identity: null } }
            || operation is AddConstraint { Constraint: ForeignKey key } add && created.Contains(key.ReferencedTable) && !created.Contains(add.Table));
    }

    /// <summary>A table with only those columns whose values another one must have too: a value of a composite type has more attributes when its type gets them.</summary>
    private static Table Common(DatabaseSchema first, Table table, DatabaseSchema second, Table other)
    {
        return table with { Columns = [.. table.Columns.Where(column => other.Columns.Any(match => match.Name == column.Name && match.Generated is null) && HasSameAttributes(column))] };

        bool HasSameAttributes(Column column) => first.DependenciesOf(new(ObjectKind.Column, table.Name, column.Name))
            .Where(needed => needed.Kind == ObjectKind.Composite)
            .All(type => first.Find(type) is CompositeType before && second.Find(type) is CompositeType after && before.Attributes.Length == after.Attributes.Length);
    }

    private async Task<string> RowsAsync(IEnumerable<Table> tables)
    {
        var lines = new List<string>();
        foreach (var table in tables)
        {
            var rows = await _session.QueryAsync(database.Select(table with { Columns = [.. table.Columns.Where(column => column.Generated is null)] }), default);
            lines.AddRange(rows.Select(row => $"{table.Name}: {string.Join(" | ", row)}"));
        }

        return string.Join("\n", lines);
    }

    private static void RequireSame(string before, string after)
    {
        if (before != after)
        {
            throw new InvalidOperationException($"The rows were\n{before}\nand are\n{after}");
        }
    }
}

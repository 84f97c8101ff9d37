using System.Collections.Immutable;
using System.Globalization;
using Retort.Dialects;
using Retort.Operations;
using Retort.PostgreSql;
using Retort.Planning;
using Retort.RevisionFiles;
using Retort.Revisions;
using Retort.Schema;
using Retort.Sqlite;

namespace Retort.Scripting.Tests;

/// <summary>Operations that go through a revision file: written, compiled or split, and built again.</summary>
internal static class WrittenRevision
{
    public static IDialect Dialect(string engine) => engine == "sqlite" ? SqliteDialect.Instance : PostgreSqlDialect.Instance;

    public static NewRevision New(Versions versions, string id, IDialect dialect, RevisionLanguage language, ImmutableArray<AnnotatedOperation> upgrade, ImmutableArray<AnnotatedOperation> downgrade = default) => new()
    {
        Id = RevisionId.Parse(id),
        Message = "Change the schema",
        Language = language,
        Created = new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero),
        Folder = versions.Folder,
        FileTemplate = "{rev}",
        Body = new RevisionBody { Upgrade = upgrade, Downgrade = downgrade.IsDefault ? [] : downgrade, Dialect = dialect },
    };

    /// <summary>The operations as they come out of one file for each list.</summary>
    public static async Task<IReadOnlyList<ImmutableArray<Operation>>> RoundTripAsync(IDialect dialect, RevisionLanguage language, IReadOnlyList<ImmutableArray<Operation>> lists)
    {
        using var versions = new Versions();
        for (var i = 0; i < lists.Count; i++)
        {
            var notes = lists[i].Select(operation => new AnnotatedOperation(operation)).ToImmutableArray();
            await RevisionWriter.WriteAsync(New(versions, Id(i), dialect, language, notes));
        }

        var migrations = await versions.LoadAsync(cached: false);
        return [.. Enumerable.Range(0, lists.Count).Select(i => MigrationBuilder.Build(new MigrationContext { Engine = dialect.Engine }, migrations[Id(i)].Upgrade))];

        static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"r{number:0000}");
    }

    /// <summary>What the operations do: their statements apart from layout and comments.</summary>
    public static ImmutableArray<string> StatementsOf(IDialect dialect, ImmutableArray<Operation> operations) => [.. dialect.Write(operations, null).Select(Describe)];

    /// <summary>
    /// The operations apart from what is left to the writer of C#: where the constraints and indexes of a new table stand, and whether a
    /// constant is told as a literal, which the tests of the dialects prove to be the same default.
    /// </summary>
    public static ImmutableArray<Operation> Normal(IDialect dialect, ImmutableArray<Operation> operations) => [.. operations.Select(operation => Normal(operation, dialect))];

    private static string Describe(Statement statement)
    {
        var text = statement is SqlStatement sql ? string.Join(' ', SqlScript.Tokens(sql.Sql)) : statement.Text;
        return $"{(statement.Transactional ? "" : "alone: ")}{(statement.CommitAlone ? "committed: " : "")}{text}";
    }

    private static Operation Normal(Operation operation, IDialect dialect) => operation switch
    {
        // Written in SQL as a whole: the builder has no words for what a table has from another one.
        CreateTable { Table: { PartitionOf: not null } or { Inherits.IsEmpty: false } } => operation,
        CreateTable op => op with
        {
            Table = op.Table with { Columns = [.. op.Table.Columns.Select(column => Normal(column, dialect))], Constraints = [.. op.Table.Constraints.OrderBy(constraint => constraint.Name, StringComparer.Ordinal)] },
            Indexes = [.. op.Indexes.OrderBy(index => index.Name, StringComparer.Ordinal)],
        },
        AddColumn op => op with { Column = Normal(op.Column, dialect), Constraints = [.. op.Constraints.OrderBy(constraint => constraint.Name, StringComparer.Ordinal)] },
        AlterColumn op => op with { Change = op.Change with { Default = Default(op.Change.Default, op.Change.Type ?? op.Former?.Type, dialect) } },
        OutsideTransaction op => new OutsideTransaction([.. op.Operations.Select(inner => Normal(inner, dialect))]),
        _ => operation,
    };

    private static Column Normal(Column column, IDialect dialect) => column with { Default = Default(column.Default, column.Type, dialect) };

    private static ColumnDefault? Default(ColumnDefault? value, ColumnType? type, IDialect dialect) =>
        value?.Sql is { } sql && dialect.ValueOf(sql, type) is { } constant ? ColumnDefault.OfValue(constant) : value;
}

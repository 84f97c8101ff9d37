using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    // Long enough to be quick, short enough for a plan to be read and a failure to be found.
    private const int RowsPerInsert = 500;

    private void WriteExecuteSql(ExecuteSql op)
    {
        foreach (var statement in SqlScript.Split(op.Sql, SqlSyntax.PostgreSql, op.Origin))
        {
            SqlScript.RefuseTransactionControl(statement.Text, SqlSyntax.PostgreSql, statement.Origin);
            if (RetortComment.ReadBackfill(statement, SqlSyntax.PostgreSql) is { } backfill)
            {
                _statements.Add(ToStatement(backfill, statement.Text, statement.Origin));
                continue;
            }

            Add(new SqlStatement(statement.Text) { Operation = op, Origin = statement.Origin, AllowedRewrites = RetortComment.AllowedRewrites(statement, SqlSyntax.PostgreSql) });
            if (PostgreSqlStatementKind.CleanUpAfter(statement.Text) is { } cleanUp)
            {
                Add(new SqlStatement(cleanUp) { Operation = op, Origin = statement.Origin });
            }
        }
    }

    private void WriteInsertData(InsertData op)
    {
        if (op.Columns.IsEmpty)
        {
            foreach (var _ in op.Rows)
            {
                Add($"INSERT INTO {Quote(op.Table)} DEFAULT VALUES");
            }

            return;
        }

        foreach (var rows in op.Rows.Chunk(RowsPerInsert))
        {
            var values = string.Join(",\n    ", rows.Select(row => $"({string.Join(", ", row.Select(PostgreSqlLiteral.Of))})"));
            Add($"INSERT INTO {Quote(op.Table)} ({QuoteAll(op.Columns)}) VALUES\n    {values}");
        }
    }

    private static string Assignments(ImmutableArray<ColumnValue> values) =>
        string.Join(", ", values.Select(value => $"{Quote(value.Column)} = {PostgreSqlLiteral.Of(value.Value)}"));

    private static string Conditions(ImmutableArray<ColumnValue> values) =>
        string.Join(" AND ", values.Select(value => value.Value is null or DBNull
            ? $"{Quote(value.Column)} IS NULL"
            : $"{Quote(value.Column)} = {PostgreSqlLiteral.Of(value.Value)}"));
}

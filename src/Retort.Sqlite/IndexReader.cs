using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Sqlite;

/// <summary>Reads an index from the text that created it.</summary>
internal static class IndexReader
{
    public static TableIndex Read(StoredObject item, Table table)
    {
        var sql = item.Sql;
        var tokens = StoredName.Tokens(sql);
        var normal = new NormalForm(table.Columns.Select(column => column.Name).Append(table.Name.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(name => name, StringComparer.OrdinalIgnoreCase));
        var open = tokens.FindIndex(token => token.Is(sql, '('));
        var close = StoredName.Closing(sql, tokens, open);
        return new TableIndex(item.Name, table.Name, ReadKeys(sql, tokens, open, close, table, normal))
        {
            Unique = tokens[1].Is(sql, "UNIQUE"),
            Where = close + 2 < tokens.Count ? normal.Expression(sql[tokens[close + 2].Start..]) : null,
        };
    }

    private static ImmutableArray<IndexKey> ReadKeys(string sql, List<SqlToken> tokens, int open, int close, Table table, NormalForm normal)
    {
        var keys = ImmutableArray.CreateBuilder<IndexKey>();
        var start = tokens[open].End;
        for (var i = open + 1; i <= close; i++)
        {
            if (tokens[i].Is(sql, '('))
            {
                i = StoredName.Closing(sql, tokens, i);
            }
            else if (tokens[i].Is(sql, ',') || i == close)
            {
                keys.Add(ReadKey(sql[start..tokens[i].Start], table, normal));
                start = tokens[i].End;
            }
        }

        return keys.ToImmutable();
    }

    private static IndexKey ReadKey(string text, Table table, NormalForm normal)
    {
        var tokens = StoredName.Tokens(text);
        var isDescending = tokens[^1].Is(text, "DESC");
        if (tokens.Count > 1 && (isDescending || tokens[^1].Is(text, "ASC")))
        {
            text = text[..tokens[^1].Start];
        }

        (text, var collation) = WithoutCollation(NormalForm.WithoutParentheses(text));
        var key = FindColumn(text, table) is { } column
            ? Collated(column.Name, collation, column.Collation?.Name)
            : Collated(IndexKey.OfSql(normal.Expression(text)), collation, null);
        return isDescending ? key.Descending() : key;
    }

    /// <summary>A key under its collation, unless that is the one it has anyway.</summary>
    private static IndexKey Collated(IndexKey key, string? collation, string? own)
    {
        if (collation is null || TableReader.CollationName(collation) == own)
        {
            return key;
        }

        return key.Collate(TableReader.CollationName(collation) ?? "BINARY");
    }

    private static (string Text, string? Collation) WithoutCollation(string text)
    {
        var tokens = StoredName.Tokens(text);
        return tokens.Count > 2 && tokens[^2].Is(text, "COLLATE")
            ? (NormalForm.WithoutParentheses(text[..tokens[^2].Start]), StoredName.Of(text, tokens[^1]))
            : (text, null);
    }

    private static Column? FindColumn(string text, Table table) =>
        StoredName.Tokens(text) is [{ Kind: SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier or SqlTokenKind.String } only]
            ? table.Columns.FirstOrDefault(column => StoredName.Is(text, only, column.Name))
            : null;
}

using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql.Introspection;

/// <summary>
/// A definition of an index in the server's words (<c>pg_get_indexdef</c>), taken apart. They are the only place where the server says
/// which operator class, collation and order are more than the default.
/// </summary>
internal sealed record IndexDefinition(ImmutableArray<string> Keys, ImmutableArray<string> Include, string? Where)
{
    /// <summary>Takes a definition apart.</summary>
    public static IndexDefinition Parse(string text)
    {
        ImmutableArray<string> keys = [], include = [];
        var (depth, start, clause) = (0, 0, "");
        foreach (var token in new SqlLexer(text, SqlSyntax.PostgreSql))
        {
            if (token.Is(text, '(') && depth++ == 0)
            {
                start = token.End;
            }
            else if (token.Is(text, ')') && --depth == 0)
            {
                var list = text[start..token.Start];
                (keys, include) = clause switch
                {
                    "USING" => (Split(list, ','), include),
                    "INCLUDE" => (keys, [.. Split(list, ',').Select(StatementReader.Fold)]),
                    _ => (keys, include),
                };
            }
            else if (depth == 0 && token.Kind == SqlTokenKind.Word)
            {
                // Between USING and the keys stands the name of the method.
                clause = token.In(text) is "USING" or "INCLUDE" or "WITH" or "WHERE" ? token.In(text).ToString() : clause;
                if (clause == "WHERE")
                {
                    return new IndexDefinition(keys, include, text[token.End..].Trim());
                }
            }
        }

        return new IndexDefinition(keys, include, null);
    }

    /// <summary>Reads a key: a column, a call or an expression in parentheses, then collation, operator class and order.</summary>
    public static IndexKey ParseKey(string text)
    {
        var pieces = new Queue<string>(Split(text, null));
        var key = pieces.Dequeue() switch
        {
            ['(', .. var inner, ')'] => IndexKey.OfSql(inner),
            [.., ')'] call => IndexKey.OfSql(call),
            var column => IndexKey.FromString(StatementReader.Fold(column)),
        };
        var operatorClass = new List<string>();
        while (pieces.TryDequeue(out var piece))
        {
            switch (piece)
            {
                case "COLLATE": key = key.Collate(NameOf(pieces.Dequeue())); break;
                case "DESC": key = key.Descending(); break;
                case "NULLS": key = pieces.Dequeue() == "FIRST" ? key.NullsFirst() : key.NullsLast(); break;
                default: operatorClass.Add(piece); break;
            }
        }

        return operatorClass.Count == 0 ? key : key.Using(string.Join(' ', operatorClass));
    }

    private static ObjectName NameOf(string text) => Split(text, '.') switch
    {
        [var schema, var name] => (StatementReader.Fold(schema), StatementReader.Fold(name)),
        _ => StatementReader.Fold(text),
    };

    // At a mark, or at white space when there is none, outside of parentheses.
    private static ImmutableArray<string> Split(string text, char? mark)
    {
        var parts = ImmutableArray.CreateBuilder<string>();
        var (depth, start) = (0, 0);
        foreach (var token in new SqlLexer(text, SqlSyntax.PostgreSql))
        {
            depth += token.Is(text, '(') || token.Is(text, '[') ? 1 : token.Is(text, ')') || token.Is(text, ']') ? -1 : 0;
            if (depth == 0 && (mark is { } divider ? token.Is(text, divider) : token.Kind == SqlTokenKind.WhiteSpace))
            {
                parts.Add(text[start..token.Start].Trim());
                start = token.End;
            }
        }

        parts.Add(text[start..].Trim());
        return parts.ToImmutable();
    }
}

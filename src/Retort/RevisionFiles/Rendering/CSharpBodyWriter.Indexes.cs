using Retort.Operations;
using Retort.Schema;
using static Retort.RevisionFiles.Rendering.CSharpText;

namespace Retort.RevisionFiles.Rendering;

internal sealed partial class CSharpBodyWriter
{
    private string CreateIndexCall(CreateIndex op) => Chain(
        Call("db.CreateIndex", [Literal(op.Index.Name), Name(op.Index.Table), List(op.Index.Keys.Select(Key))]),
        [.. IndexCalls(op.Index), .. op.Concurrently ? [".Concurrently()"] : Array.Empty<string>(), .. op.IfNotExists ? [".IfNotExists()"] : Array.Empty<string>()]);

    private static IEnumerable<string> IndexCalls(TableIndex index)
    {
        string?[] calls =
        [
            index.Unique ? Call(".Unique", [Flag("nullsNotDistinct", index.NullsNotDistinct)]) : null,
            index.Method is null ? null : Call(".Using", [Literal(index.Method)]),
            index.Include.IsEmpty ? null : Call(".Include", index.Include.Select(Literal)),
            index.Where is null ? null : Call(".Where", [Text(index.Where)]),
            index.With.IsEmpty ? null : Call(".With", index.With.Select(Literal)),
            index.Tablespace is null ? null : Call(".Tablespace", [Literal(index.Tablespace)]),
            index.Comment is null ? null : Call(".Comment", [Literal(index.Comment)]),
        ];
        return calls.OfType<string>();
    }

    private string Key(IndexKey key)
    {
        string?[] calls =
        [
            key.Collation is { } collation ? Call(".Collate", [Name(collation)]) : null,
            key.OperatorClass is null ? null : Call(".Using", [Literal(key.OperatorClass)]),
            key.IsDescending ? ".Descending()" : null,
            key.HasNullsFirst is { } first ? first ? ".NullsFirst()" : ".NullsLast()" : null,
        ];
        string[] given = [.. calls.OfType<string>()];
        return key.Column switch
        {
            null => Call($"{Named<IndexKey>()}.OfSql", [Text(key.Expression!)]) + string.Concat(given),
            _ when given.Length == 0 => Literal(key.Column),
            _ => Call($"{Named<IndexKey>()}.FromString", [Literal(key.Column)]) + string.Concat(given),
        };
    }
}

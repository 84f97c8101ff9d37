using System.Diagnostics;
using Retort.Operations;
using Retort.Schema;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    // It lives for these statements only, so that one name will do.
    private const string FormerType = "retort_former_type";

    /// <summary>
    /// The new type is made beside the old one, under the name of the old one, and each value goes over as text. A value that the new type does not know is an error of the cast.
    /// </summary>
    private void WriteReplaceType(ReplaceType op)
    {
        var former = op.From.Id.Name.WithName(FormerType);
        var word = op.From is Domain ? "DOMAIN" : "TYPE";
        Add($"ALTER {word} {Quote(op.From.Id.Name)} RENAME TO {Quote(former.Name)}");
        switch (op.To)
        {
            case EnumType type: Add($"CREATE TYPE {Quote(type.Name)} AS ENUM ({string.Join(", ", type.Values.Select(PostgreSqlLiteral.Text))})"); break;
            case Domain or CompositeType or ScriptedObject: WriteCreateObject(new CreateObject(op.To)); break;
            default: throw new UnreachableException($"No SQL replaces {op.From.GetType().Name}.");
        }

        foreach (var uses in op.Uses.GroupBy(use => use.Table))
        {
            AddAlter($"TABLE {Quote(uses.Key)}", [.. uses.SelectMany(Convert)]);
        }

        Add($"DROP {word} {Quote(former)}");
    }

    private static IEnumerable<string> Convert(TypeUse use)
    {
        var column = Quote(use.To.Name);
        if (use.From.Default is not null)
        {
            yield return $"ALTER COLUMN {column} DROP DEFAULT";
        }

        var type = PostgreSqlTypeName.Of(use.To.Type);
        yield return $"ALTER COLUMN {column} TYPE {type} USING {column}::text::{type}";
        if (use.From.Default is not null && use.To.Default is not null)
        {
            yield return $"ALTER COLUMN {column} SET DEFAULT {DefaultExpression(use.To.Default)}";
        }
    }
}

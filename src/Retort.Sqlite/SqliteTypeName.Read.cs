using System.Globalization;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Sqlite;

internal static partial class SqliteTypeName
{
    private static readonly MigrationBuilder Types = new(new MigrationContext { Engine = "sqlite" });

    /// <summary>The type of a column that is the rowid.</summary>
    public static ColumnType RowId { get; } = Types.Int();

    /// <summary>
    /// The type a declared one stands for: those that <see cref="Of"/> writes and common other names of theirs with the same affinity; else the
    /// declared words in capitals. A column without a type is one of bytes: both have no affinity.
    /// </summary>
    /// <param name="declared">The type as it was typed.</param>
    /// <param name="isKey">Whether the column is the primary key by itself. There INTEGER is the rowid, and no other name of an integer is.</param>
    public static ColumnType Read(string declared, bool isKey)
    {
        var (name, arguments) = Parts(declared);
        return (name, arguments) switch
        {
            ("" or "BLOB", []) => Types.Bytes(),
            ("TEXT" or "VARCHAR", []) => Types.Text(),
            ("VARCHAR" or "CHARACTER VARYING" or "VARYING CHARACTER", [> 0 and var length]) => Types.String(length),
            ("CHAR", [36]) => Types.Uuid(),
            ("CHAR" or "CHARACTER", [> 0 and var length]) => Types.Char(length),
            ("INTEGER", []) => Types.Int(),
            ("INT", []) when !isKey => Types.Int(),
            ("SMALLINT", []) when !isKey => Types.SmallInt(),
            ("BIGINT", []) when !isKey => Types.BigInt(),
            ("NUMERIC" or "DECIMAL", []) => Types.Decimal(),
            ("NUMERIC" or "DECIMAL", [> 0 and var precision]) => Types.Decimal(precision),
            ("NUMERIC" or "DECIMAL", [> 0 and var precision, var scale]) => Types.Decimal(precision, scale),
            ("REAL" or "DOUBLE" or "DOUBLE PRECISION" or "FLOAT", []) => Types.Double(),
            ("BOOLEAN" or "BOOL", []) => Types.Bool(),
            ("DATE", []) => Types.Date(),
            ("TIME", []) => Types.Time(),
            ("TIMESTAMP" or "DATETIME", []) => Types.DateTime(),
            _ => Types.Type(Native(declared)),
        };
    }

    /// <summary>The words of a type, and the numbers in its parentheses; none when there is anything else.</summary>
    private static (string Name, int[] Arguments) Parts(string declared)
    {
        var tokens = StoredName.Tokens(declared);
        var open = tokens.FindIndex(token => token.Is(declared, '('));
        if (open < 0)
        {
            return (Native(declared), []);
        }

        var inside = StoredName.FirstParentheses(declared).Split(',');
        return inside.All(text => int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out _))
            ? (Native(declared[..tokens[open].Start]), [.. inside.Select(text => int.Parse(text, CultureInfo.InvariantCulture))])
            : (Native(declared), []);
    }

    private static string Native(string declared)
    {
        var name = new System.Text.StringBuilder();
        foreach (var token in StoredName.Tokens(declared))
        {
            var text = token.Kind == SqlTokenKind.Word ? token.In(declared).ToString().ToUpperInvariant() : token.In(declared).ToString();
            name.Append(name.Length == 0 || name[^1] == '(' || text is "(" or ")" or "," ? "" : " ").Append(text);
        }

        return name.ToString();
    }
}

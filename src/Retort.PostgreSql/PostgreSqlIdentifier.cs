using System.Collections.Frozen;
using System.Text;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.PostgreSql;

/// <summary>Writes identifiers as the server's own quote_ident does: in quotes only where it must be, so that the SQL reads well.</summary>
internal static class PostgreSqlIdentifier
{
    // NAMEDATALEN - 1. The server cuts longer names in silence, and two names could become one.
    private const int MaxBytes = 63;

    // Every word that one of the versions 13 to 18 does not count as unreserved (pg_get_keywords).
    private static readonly FrozenSet<string> Keywords =
        """
        all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char
        character check coalesce collate collation column concurrently constraint create cross current_catalog current_date
        current_role current_schema current_time current_timestamp current_user dec decimal default deferrable desc distinct do
        else end except exists extract false fetch float for foreign freeze from full grant greatest group grouping having ilike
        in initially inner inout int integer intersect interval into is isnull join json json_array json_arrayagg json_exists
        json_object json_objectagg json_query json_scalar json_serialize json_table json_value lateral leading least left like
        limit localtime localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset
        on only or order out outer overlaps overlay placing position precision primary real references returning right row
        select session_user setof similar smallint some substring symmetric system_user table tablesample then time timestamp to
        trailing treat trim true union unique user using values varchar variadic verbose when where window with xmlattributes
        xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Writes a name with its schema.</summary>
    public static string Quote(ObjectName name) =>
        name.Schema is null ? Quote(name.Name) : $"{Quote(name.Schema)}.{Quote(name.Name)}";

    /// <summary>Writes a name without a schema.</summary>
    /// <exception cref="UnsupportedOperationException">The server cannot hold the name.</exception>
    public static string Quote(string name)
    {
        var bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes > MaxBytes)
        {
            throw new UnsupportedOperationException(
                $"hold the name \"{name}\": it has {bytes} bytes", "PostgreSQL", $"Shorten it to {MaxBytes} bytes; the server would cut it in silence.");
        }

        if (name.Length == 0 || name.Contains('\0') || !PostgreSqlLiteral.IsWellFormed(name))
        {
            throw new UnsupportedOperationException($"hold the name \"{name.Replace("\0", "\\0", StringComparison.Ordinal)}\"", "PostgreSQL", "Remove the NUL or the broken character; a name has at least one character.");
        }

        return IsPlain(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Writes names as a list.</summary>
    public static string QuoteAll(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    private static bool IsPlain(string name)
    {
        if (!char.IsAsciiLetterLower(name[0]) && name[0] != '_')
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_')
            {
                return false;
            }
        }

        return !Keywords.Contains(name);
    }
}

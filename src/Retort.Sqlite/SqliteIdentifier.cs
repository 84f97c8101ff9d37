using System.Buffers;
using System.Collections.Frozen;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Sqlite;

/// <summary>Writes identifiers, in quotes where they need them.</summary>
internal static class SqliteIdentifier
{
    // https://www.sqlite.org/lang_keywords.html. Some are allowed bare as a fallback; quotes never hurt.
    private static readonly FrozenSet<string> Keywords =
        """
        abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade case cast check
        collate column commit conflict constraint create cross current current_date current_time current_timestamp database default
        deferrable deferred delete desc detach distinct do drop each else end escape except exclude exclusive exists explain fail filter
        first following for foreign from full generated glob group groups having if ignore immediate in index indexed initially inner
        insert instead intersect into is isnull join key last left like limit match materialized natural no not nothing notnull null
        nulls of offset on or order others outer over partition plan pragma preceding primary query raise range recursive references
        regexp reindex release rename replace restrict returning right rollback row rows savepoint select set table temp temporary then
        ties to transaction trigger unbounded union unique update using vacuum values view virtual when where window with without
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly SearchValues<char> PlainCharacters = SearchValues.Create("0123456789_abcdefghijklmnopqrstuvwxyz");

    /// <summary>Whether a word is a keyword, in any case.</summary>
    public static bool IsKeyword(string word) => Keywords.Contains(word);

    /// <summary>Writes a name with its schema (an attached database).</summary>
    public static string Quote(ObjectName name) => name.Schema is null ? Quote(name.Name) : $"{Quote(name.Schema)}.{Quote(name.Name)}";

    /// <summary>Writes a name without a schema.</summary>
    /// <exception cref="UnsupportedOperationException">It holds a NUL character or is empty.</exception>
    public static string Quote(string name)
    {
        if (name.Length == 0 || name.Contains('\0') || !SqliteLiteral.IsWellFormed(name))
        {
            throw new UnsupportedOperationException(
                $"hold the name \"{name.Replace("\0", "\\0", StringComparison.Ordinal)}\"", "SQLite", "Remove the NUL or the broken character; a name has at least one character.");
        }

        return IsPlain(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Writes a column in an expression, where SQLite takes a name in double quotes that is no column for a string.</summary>
    public static string QuoteColumn(string name) => Quote(name) is ['"', ..] ? $"`{name.Replace("`", "``", StringComparison.Ordinal)}`" : name;

    /// <summary>Writes names as a list.</summary>
    public static string QuoteAll(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    private static bool IsPlain(string name) => !char.IsAsciiDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(PlainCharacters) && !IsKeyword(name);
}

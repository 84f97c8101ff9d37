namespace Retort.Dialects;

/// <summary>The lexical rules in which the SQL of database engines differs.</summary>
public sealed record SqlSyntax
{
    private SqlSyntax()
    {
    }

    /// <summary>The rules of PostgreSQL, with <c>standard_conforming_strings</c> on.</summary>
    public static SqlSyntax PostgreSql { get; } = new()
    {
        HasEscapeStrings = true,
        HasDollarQuotes = true,
        HasNestedComments = true,
        HasAtomicBodies = true,
        FoldsNames = true,
        DefaultSchema = "public",
    };

    /// <summary>The rules of SQLite.</summary>
    public static SqlSyntax Sqlite { get; } = new()
    {
        HasBracketIdentifiers = true,
        HasNamedParameters = true,
        HasTriggerBodies = true,
        DefaultSchema = "main",
    };

    /// <summary>Whether there are prefixed strings: <c>E'\n'</c> with escapes, <c>U&amp;'\0441'</c>, <c>N''</c>; and strings that go on after a line break.</summary>
    public bool HasEscapeStrings { get; private init; }

    /// <summary>Whether <c>$tag$ ... $tag$</c> is a string.</summary>
    public bool HasDollarQuotes { get; private init; }

    /// <summary>Whether a comment <c>/* */</c> may hold another.</summary>
    public bool HasNestedComments { get; private init; }

    /// <summary>Whether <c>[x]</c> and <c>`x`</c> are identifiers in quotes.</summary>
    public bool HasBracketIdentifiers { get; private init; }

    /// <summary>Whether <c>?</c>, <c>?1</c>, <c>:name</c>, <c>@name</c> and <c>$name</c> are placeholders; else only <c>$1</c> is.</summary>
    public bool HasNamedParameters { get; private init; }

    /// <summary>Whether a name that is not in quotes is kept in lower case; else it is kept as it is written.</summary>
    public bool FoldsNames { get; private init; }

    /// <summary>Whether a function may have a body <c>BEGIN ATOMIC ... END</c> with semicolons in it.</summary>
    public bool HasAtomicBodies { get; private init; }

    /// <summary>Whether a trigger has a body <c>BEGIN ... END</c> with semicolons in it.</summary>
    public bool HasTriggerBodies { get; private init; }

    /// <summary>The schema whose objects are named without it.</summary>
    internal string DefaultSchema { get; private init; } = "";
}

namespace Retort.Linting;

/// <summary>What there is to say about a rule of Retort's own: the source of its page in the documents.</summary>
internal sealed record RuleText(string Id, string Title, Severity Severity)
{
    /// <summary>What goes wrong without it.</summary>
    public required string Why { get; init; }

    /// <summary>The locks, and what is read or written under them.</summary>
    public string? Cost { get; init; }

    /// <summary>The safe way, in general.</summary>
    public required string Instead { get; init; }

    /// <summary>What both examples find in the database.</summary>
    public string Before { get; init; } = "CREATE TABLE users (id bigint PRIMARY KEY, name text, email varchar(100))";

    /// <summary>Statements in which it finds something.</summary>
    public required string Failing { get; init; }

    /// <summary>Statements in which it does not.</summary>
    public required string Passing { get; init; }

    /// <summary>The rules that have something to say about the examples too, because of what they are about.</summary>
    public string[] Beside { get; init; } = [];

    /// <summary>Whether the statements of the passing example are committed one by one.</summary>
    public bool PassesInSteps { get; init; }

    /// <summary>The major version of the server that the examples are for; <see langword="null"/> for the newest one.</summary>
    public int? ExampleVersion { get; init; }

    /// <summary>Whether it is for SQLite too.</summary>
    public bool OnSqlite { get; init; }

    /// <summary>Whether it has nothing to say about tables that are made in the same run, which nobody uses yet.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool MutedOnNewTables { get; init; } = true;

    /// <summary>Whether it is about how long something takes, which is nothing while the table is small.</summary>
    public bool GrowsWithTable { get; init; }
}

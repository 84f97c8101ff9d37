using System.Text.Json;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>The history that the tests of a squash begin with.</summary>
internal static class SquashedHistory
{
    /// <summary>Tables that refer to each other, rows, a column, a new name and a view.</summary>
    public static string[] History { get; } =
    [
        Revision("a", "", "CREATE TABLE users (id integer PRIMARY KEY, login text NOT NULL);", "DROP TABLE users;"),
        Revision("b", "a", "CREATE TABLE roles (id integer PRIMARY KEY, name text NOT NULL, made timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP);\nINSERT INTO roles (id, name) VALUES (1, 'admin'), (10, 'it''s me'), (9, 'guest');", "DROP TABLE roles;"),
        Revision("c", "b", "ALTER TABLE users ADD COLUMN role integer DEFAULT 10;\nCREATE INDEX ix_users_role ON users (role);", "DROP INDEX ix_users_role;\nALTER TABLE users DROP COLUMN role;"),
        Revision("d", "c", "CREATE TABLE posts (id integer PRIMARY KEY, author integer CONSTRAINT fk_author REFERENCES users (id), title varchar(50));", "DROP TABLE posts;"),
        Revision("e", "d", "ALTER TABLE users RENAME COLUMN login TO name;", "ALTER TABLE users RENAME COLUMN name TO login;"),
        Revision("f", "e", "CREATE VIEW authors AS SELECT name FROM users;", "DROP VIEW authors;"),
    ];

    /// <summary>The text of a revision in SQL.</summary>
    public static string Revision(string id, string parent, string upgrade, string downgrade, string? more = null) =>
        $"-- revision: {id}\n{(parent.Length == 0 ? "" : $"-- revises: {parent}\n")}-- created: 2026-01-0{"abcdef".IndexOf(id[0], StringComparison.Ordinal) + 1 + (id[0] > 'f' ? 8 : 0)}\n-- message: Step {id}\n{(more is null ? "" : $"-- {more}\n")}\n-- upgrade\n{upgrade}\n\n-- downgrade\n{downgrade}\n";

    /// <summary>The revisions that a run told as done.</summary>
    public static string Words(string error) => string.Join(' ', error.Split('\n').Where(line => line.StartsWith("done ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]));

    /// <summary>A property of all that stands in an array of a document.</summary>
    public static IEnumerable<string?> Json(CommandRun run, string array, string property) =>
        JsonDocument.Parse(run.Output).RootElement.GetProperty(array).EnumerateArray().Select(item => item.GetProperty(property).GetString());
}

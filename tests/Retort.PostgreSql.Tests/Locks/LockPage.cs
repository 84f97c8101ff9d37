using System.Text;
using Retort.Planning;
using Retort.Schema;

namespace Retort.PostgreSql.Tests.Locks;

/// <summary>Writes what was seen as a page for a person to read.</summary>
internal static class LockPage
{
    private const string Introduction =
        """
        # What statements lock

        Who waits while a statement of PostgreSQL runs, what it reads from end to end, and what it writes anew. Nothing here is typed: a test runs each statement on
        PostgreSQL {servers} and asks the server, before the statement is committed, which locks the session holds (`pg_locks`), which relations have another file
        (`pg_class.relfilenode`) and which tables were scanned (`pg_stat_get_xact_numscans`). The same observer runs in `retort plan`; the rules that `plan --offline` and
        `lint` go by must give the same answer, for every statement and every one of these versions, or the test fails.

        * A lock is held until the transaction ends, however short the statement is. While it *waits* for a lock, everybody who comes later waits behind it, readers too
          when it is ACCESS EXCLUSIVE: so Retort asks for strong locks with a short limit and tries again.
        * **waits** is who cannot go on beside it. Readers and writers take ACCESS SHARE, ROW SHARE and ROW EXCLUSIVE: for these only changes of the schema wait.
          ACCESS SHARE, which each statement takes on what it reads, is left out. So are the locks of indexes, except where the index is locked harder than its table.
        * **reads** are tables read from end to end, **writes anew** tables and indexes that get a new file. Both take as long as the table is large, under the lock.
        * **alone**: the server refuses it in a transaction. Its locks come and go, so they are read while it waits for a writer; what it reads is told by the rules.
        * Where versions differ, the statement has a row for each answer. A version that is missing does not know the statement, and refused it in the test.

        What is safer than what stands here, and how, is told by the [lint rules](rules/README.md).

        """;

    public static string Write(IReadOnlyList<Sighting> seen, IReadOnlyList<int> versions)
    {
        var page = new StringBuilder(Introduction.Replace("{servers}", $"{string.Join(", ", versions.SkipLast(1))} and {versions[^1]}", StringComparison.Ordinal));
        foreach (var family in seen.GroupBy(one => one.Family.Title))
        {
            page.Append($"\n## {family.Key}\n\n```sql\n{family.First().Family.Given}\n```\n\n| statement | on | locks | waits | reads | writes anew |\n| --- | --- | --- | --- | --- | --- |\n");
            foreach (var row in family.Where(one => one.Seen is not null).OrderBy(one => Array.IndexOf(one.Family.Cases, one.Case)).GroupBy(one => (one.Case, Describe(one))))
            {
                page.Append($"{Row([.. row], versions)}\n");
            }
        }

        return page.ToString();
    }

    private static string Describe(Sighting one) => $"{one.IsAlone} {Sighting.Describe(one.Seen!)}";

    private static string Row(IReadOnlyList<Sighting> same, IReadOnlyList<int> versions)
    {
        var (item, seen) = (same[0].Case, same[0].Seen!);
        RelationLock[] locks = [.. Sighting.LocksOf(seen)];
        string[] cells =
        [
            $"{(item.After is { } after ? $"after `{after}`:<br>" : "")}`{item.Sql}`{(same[0].IsAlone ? "<br>alone" : "")}",
            same.Count == versions.Count ? "all" : string.Join(", ", same.Select(one => one.Version)),
            locks.Length == 0 ? "none" : string.Join("<br>", locks.Select(held => $"{Words.Of(held.Mode)} on `{held.Relation}`")),
            string.Join("<br>", locks.Select(held => held.Mode.Blocks() == Blocked.Nothing ? "nobody" : Words.Of(held.Mode.Blocks()))),
            Names(seen.Scans),
            Names(seen.Rewrites),
        ];
        return $"| {string.Join(" | ", cells.Select(cell => cell.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)))} |";
    }

    private static string Names(IEnumerable<ObjectName> names) => string.Join(", ", names.Select(name => $"`{name}`"));
}

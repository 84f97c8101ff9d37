using Retort.Planning;
using Retort.Schema;
using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>Indexes.</summary>
internal static class IndexRules
{
    private const string Indexed = "CREATE TABLE users (id bigint PRIMARY KEY, name text, email varchar(100)); CREATE INDEX ix_users_name ON users (name)";
    private const string Partitioned = "CREATE TABLE events (at date, name text) PARTITION BY RANGE (at); CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')";

    public static IEnumerable<LintRule> All =>
    [
        new StatementRule(
            new("RT-L043", "An index is built while nobody can write", Severity.Error)
            {
                Why = "CREATE INDEX reads the whole table, and writers wait until it is done.",
                Cost = "SHARE, while the whole table is read: nobody writes meanwhile.",
                Instead = "CREATE INDEX CONCURRENTLY. Retort runs it outside the transaction by itself, and clears away an invalid remnant.",
                GrowsWithTable = true,
                Failing = "CREATE INDEX ix_users_email ON users (email)",
                Passing = "CREATE INDEX CONCURRENTLY ix_users_email ON users (email)",
            },
            statement => statement.As<CreateIndexOutline>().Where(index => !index.Concurrently && statement.Effects.Scans.Contains(index.Table)).Select(index => new Remark(
                index.Table, $"Nobody can write to \"{index.Table}\" while index {(index.Name is { } name ? $"\"{name}\" " : "")}is built.", Lines(Concurrently(statement))))),
        new RevisionRule(
            new("RT-L045", "A limit on waiting is set before a statement that must wait", Severity.Warning)
            {
                Why = "CONCURRENTLY waits until every older transaction in the database has ended. Cut short by lock_timeout or statement_timeout it leaves an invalid index behind, which every write goes on to maintain.",
                Instead = "No lock_timeout and no statement_timeout for these. Retort sets its own limits for the statements that need one.",
                MutedOnNewTables = false,
                Failing = "SET lock_timeout = '2s'; CREATE INDEX CONCURRENTLY ix_users_email ON users (email)",
                Passing = "SET lock_timeout = 0; CREATE INDEX CONCURRENTLY ix_users_email ON users (email)",
            },
            ImpatientlyConcurrent),
        new StatementRule(
            new("RT-L046", "IF NOT EXISTS is content with an invalid index", Severity.Warning)
            {
                Why = "What an interrupted CREATE INDEX CONCURRENTLY left behind has the name, so that the statement does nothing and reports success. No query uses that index, and every write maintains it.",
                Instead = "Leave IF NOT EXISTS out: Retort asks the catalogue, and builds an invalid index again.",
                Failing = "CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_users_email ON users (email)",
                Passing = "CREATE INDEX CONCURRENTLY ix_users_email ON users (email)",
            },
            statement => statement.As<CreateIndexOutline>().Where(index => index is { Concurrently: true, IfNotExists: true }).Select(index => new Remark(
                index.Table, $"IF NOT EXISTS takes an invalid \"{index.Name}\" for the index.", Lines(Text(statement).Replace(" IF NOT EXISTS", "", StringComparison.OrdinalIgnoreCase))))),
        new StatementRule(
            new("RT-L047", "CONCURRENTLY is said of a partitioned table", Severity.Error)
            {
                Why = "The server refuses it for partitioned tables.",
                Instead = "The index ON ONLY the partitioned table, which takes a moment; CONCURRENTLY on each partition; then ATTACH them.",
                MutedOnNewTables = false,
                Before = Partitioned,
                Failing = "CREATE INDEX CONCURRENTLY ix_events_name ON events (name)",
                Passing = "CREATE INDEX ix_events_name ON ONLY events (name); CREATE INDEX CONCURRENTLY ix_events_1_name ON events_1 (name); ALTER INDEX ix_events_name ATTACH PARTITION ix_events_1_name",
            },
            statement => statement.As<CreateIndexOutline>().Where(index => index is { Concurrently: true, Only: false } && statement.Schema.IsPartitioned(index.Table)).Select(index => new Remark(
                index.Table, $"The server refuses CONCURRENTLY: \"{index.Table}\" is partitioned.", PerPartition(statement, index)))),
        new StatementRule(
            new("RT-L049", "An index is dropped while nobody can read", Severity.Warning)
            {
                Why = "DROP INDEX takes the strongest lock on the table: it waits for every query on it, and all later ones wait behind it.",
                Cost = "ACCESS EXCLUSIVE on the table and the index, for a moment.",
                Instead = "DROP INDEX CONCURRENTLY, except for the index of a constraint.",
                Before = Indexed,
                Failing = "DROP INDEX ix_users_name",
                Passing = "DROP INDEX CONCURRENTLY ix_users_name",
            },
            statement => statement.As<DropOutline>().Where(drop => drop is { Kind: "INDEX", Concurrently: false }).SelectMany(drop => drop.Names.Select(index => new Remark(
                statement.Schema.TableOfIndex(index), $"Nobody can read {(statement.Schema.TableOfIndex(index) is { } table ? $"\"{table}\"" : "its table")} while index \"{index}\" is dropped.",
                Lines($"DROP INDEX CONCURRENTLY {statement.Quote(index)}"))))),
        new RevisionRule(
            new("RT-L050", "An index goes before the one that takes its place is there", Severity.Warning)
            {
                Why = "Meanwhile no query has either of them.",
                Instead = "Build the new one, then drop the old one.",
                Before = Indexed,
                Failing = "DROP INDEX CONCURRENTLY ix_users_name; CREATE INDEX CONCURRENTLY ix_users_name_email ON users (name, email)",
                Passing = "CREATE INDEX CONCURRENTLY ix_users_name_email ON users (name, email); DROP INDEX CONCURRENTLY ix_users_name",
            },
            DroppedTooSoon),
        new StatementRule(
            new("RT-L051", "An index is built anew while others wait", Severity.Error)
            {
                Why = "Writers of the table wait, and so does every query that would use the index.",
                Cost = "SHARE on the table and ACCESS EXCLUSIVE on the index, while the table is read.",
                Instead = "REINDEX ... CONCURRENTLY.",
                GrowsWithTable = true,
                Before = Indexed,
                Failing = "REINDEX INDEX ix_users_name",
                Passing = "REINDEX INDEX CONCURRENTLY ix_users_name",
            },
            statement => statement.As<ReindexOutline>().Where(reindex => !reindex.Concurrently).Select(reindex => new Remark(
                reindex.Target == "TABLE" ? reindex.Name : reindex.Name is { } index ? statement.Schema.TableOfIndex(index) : null,
                $"Writers, and readers that need the index, wait while {(reindex.Name is { } name ? $"\"{name}\"" : "it")} is built anew.",
                reindex.Name is { } target ? Lines($"REINDEX {reindex.Target} CONCURRENTLY {statement.Quote(target)}") : null))),
        new StatementRule(
            new("RT-L052", "An index is renamed by ALTER TABLE", Severity.Warning)
            {
                Why = "ALTER TABLE takes the strongest lock for it. ALTER INDEX does the same under one that nobody notices who reads or writes.",
                Cost = "ACCESS EXCLUSIVE, where SHARE UPDATE EXCLUSIVE would do.",
                Instead = "ALTER INDEX ... RENAME TO.",
                Before = Indexed,
                Failing = "ALTER TABLE ix_users_name RENAME TO ix_users_by_name",
                Passing = "ALTER INDEX ix_users_name RENAME TO ix_users_by_name",
            },
            statement => statement.Actions<RenameAction>().Where(step => statement.Schema.TableOfIndex(step.Table) is not null).Select(step => new Remark(
                step.Table, $"\"{step.Table}\" is an index: ALTER TABLE keeps readers away for it, ALTER INDEX does not.",
                Lines($"ALTER INDEX {statement.Quote(step.Table)} RENAME TO {statement.Quote(step.Action.NewName)}")))),
        new StatementRule(
            new("RT-L053", "An index repeats another one", Severity.Info)
            {
                Why = "An index whose columns another one begins with serves no query that the other does not, and each write maintains both.",
                Instead = "One of the two.",
                Before = Indexed,
                Failing = "CREATE INDEX CONCURRENTLY ix_users_name_2 ON users (name)",
                Passing = "CREATE INDEX CONCURRENTLY ix_users_email ON users (email)",
            },
            statement => statement.As<CreateIndexOutline>().Where(index => index is { Unique: false, Where: null, PlainColumns.Length: > 0 } && index.Method is null or "btree").SelectMany(index => statement.Schema.IndexesOf(index.Table)
                .Where(other => other is { Where: null, Method: null } && other.Keys.Take(index.PlainColumns!.Value.Length).Select(key => key.IsDescending ? null : key.Column).SequenceEqual(index.PlainColumns.Value))
                .Take(1).Select(other => new Remark(index.Table, $"Index \"{index.Name}\" serves no query that \"{other.Name}\" does not.")))),
    ];

    private static string Text(OutlinedStatement statement) => statement.Statement.Text;

    private static string Concurrently(OutlinedStatement statement)
    {
        var at = Text(statement).IndexOf("INDEX", StringComparison.OrdinalIgnoreCase) + "INDEX".Length;
        return $"{Text(statement)[..at]} CONCURRENTLY{Text(statement)[at..]}";
    }

    /// <summary>The index on each partition by itself, taken over by that of the partitioned table.</summary>
    public static string PerPartition(OutlinedStatement statement, CreateIndexOutline index)
    {
        var (name, keys) = (index.Name ?? NamingConvention.Index(index.Table, [.. index.Keys.Select(IndexKey.OfSql)]), string.Join(", ", index.Keys));
        var unique = index.Unique ? "UNIQUE " : "";
        return Lines(statement.Schema.Descendants(index.Table).SelectMany(partition => (string[])[
            $"CREATE {unique}INDEX CONCURRENTLY {statement.Quote($"{name}_{partition.Name}")} ON {statement.Quote(partition)} ({keys})",
            $"ALTER INDEX {statement.Quote(name)} ATTACH PARTITION {statement.Quote($"{name}_{partition.Name}")}"]).Prepend($"CREATE {unique}INDEX {statement.Quote(name)} ON ONLY {statement.Quote(index.Table)} ({keys})"));
    }

    private static IEnumerable<Blame> ImpatientlyConcurrent(OutlinedRevision revision)
    {
        var limits = new TimeLimits();
        foreach (var statement in revision.Statements)
        {
            limits.Note(statement.Outline);
            if (TimeLimits.WaitsForOthers(statement) && limits.OfSession is { } limit)
            {
                yield return new Blame(statement, new Remark(null, $"{limit.Name} is {limit.Value} when CONCURRENTLY begins to wait: cut short, it leaves an invalid index, or a partition half detached.", Lines($"SET {limit.Name} = 0", Text(statement))));
            }
        }
    }

    private static IEnumerable<Blame> DroppedTooSoon(OutlinedRevision revision)
    {
        for (var i = 0; i < revision.Statements.Length; i++)
        {
            var statement = revision.Statements[i];
            if (statement.Outline is not DropOutline { Kind: "INDEX", Names: [var name] } || statement.Schema.Index(name) is not { } old || old.Keys[0].Column is not { } first || statement.IsDowngrade)
            {
                continue;
            }

            if (revision.Statements.Skip(i + 1).Any(later => later.Outline is CreateIndexOutline index && index.Table == old.Table && index.PlainColumns is [var column, ..] && column == first && index.Name != old.Name))
            {
                yield return new Blame(statement, new Remark(old.Table, $"\"{name}\" is gone before the index that takes its place is there: queries by \"{first}\" have none meanwhile."));
            }
        }
    }
}

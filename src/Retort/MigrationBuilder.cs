using System.Collections.Immutable;
using System.Data.Common;
using Retort.Operations;
using Retort.RevisionFiles;
using Retort.Schema;
using Retort.Targets;

namespace Retort;

/// <summary>
/// Collects the operations of a revision, in the order they are to run. Nothing runs while it is filled, so a revision
/// can be planned, written as SQL or reversed without a database.
/// </summary>
public sealed partial class MigrationBuilder : ColumnTypes
{
    private readonly List<Func<Operation>> _operations = [];
    private readonly bool _traceOrigins;

    /// <summary>Starts with no operations.</summary>
    public MigrationBuilder(MigrationContext context)
        : this(context, traceOrigins: false)
    {
    }

    private MigrationBuilder(MigrationContext context, bool traceOrigins) =>
        (Context, _traceOrigins) = (context, traceOrigins);

    /// <summary>The run the revision is built for: engine, server version, <c>-x</c> arguments.</summary>
    public MigrationContext Context { get; }

    /// <summary>Whether the revision is built for PostgreSQL.</summary>
    public bool IsPostgreSql => Context.Engine == "postgresql";

    /// <summary>Whether the revision is built for SQLite.</summary>
    public bool IsSqlite => Context.Engine == "sqlite";

    /// <summary>The former names that are told; <see langword="null"/> where none may be: a revision says by an operation what is renamed.</summary>
    internal ICollection<DeclaredRename>? Renames { get; set; }

    /// <summary>The operations so far.</summary>
    public ImmutableArray<Operation> Build() => [.. _operations.Select(freeze => freeze())];

    /// <summary>Builds one direction of a migration.</summary>
    /// <param name="context">The run it is built for.</param>
    /// <param name="build"><see cref="Migration.Upgrade"/> or <see cref="Migration.Downgrade"/>.</param>
    /// <param name="traceOrigins">
    /// Whether each operation notes where it was written. It costs a stack trace per operation, so it is done only
    /// to explain a failure.
    /// </param>
    internal static ImmutableArray<Operation> Build(MigrationContext context, Action<MigrationBuilder> build, bool traceOrigins = false)
    {
        var builder = new MigrationBuilder(context, traceOrigins);
        build(builder);
        return builder.Build();
    }

    /// <summary>Runs SQL in the database's own words. Several statements are taken apart and run one by one.</summary>
    public void Sql(string sql)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        Add(new ExecuteSql(sql));
    }

    /// <summary>Runs the SQL of a file; a relative path starts at the folder of the revision.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public void SqlFile(string path)
    {
        var folder = Context.Folder ?? AppContext.BaseDirectory;
        var full = Path.GetFullPath(Path.Combine(folder, path));
        if (Path.GetFileName(folder) == VersionsFolder.Archive && !File.Exists(full))
        {
            // A squash moves revisions, and leaves the files that they read where others may read them too.
            full = Path.GetFullPath(Path.Combine(folder, "..", path));
        }

        Add(new ExecuteSql(File.ReadAllText(full)) { Origin = new SourceLocation(full, 1, 1) });
    }

    /// <summary>Inserts rows.</summary>
    /// <exception cref="ArgumentException">There is no row, or one has another number of values than there are columns.</exception>
    public void InsertData(ObjectName table, ImmutableArray<string> columns, params ImmutableArray<object?>[] rows)
    {
        if (rows is [] || columns.IsDefaultOrEmpty)
        {
            throw new ArgumentException($"Nothing is inserted into table \"{table}\": at least one column and one row are needed.", nameof(rows));
        }

        foreach (var row in rows)
        {
            if (row.Length != columns.Length)
            {
                throw new ArgumentException($"A row for table \"{table}\" has {row.Length} values for {columns.Length} columns.", nameof(rows));
            }
        }

        Add(new InsertData(table, columns, [.. rows]));
    }

    /// <summary>Updates the rows that have given values in given columns.</summary>
    /// <exception cref="ArgumentException">A list is empty. To update all rows, say so in SQL.</exception>
    public void UpdateData(ObjectName table, ImmutableArray<ColumnValue> set, ImmutableArray<ColumnValue> where) =>
        Add(new UpdateData(table, NotEmpty(set, nameof(set)), NotEmpty(where, nameof(where))));

    /// <summary>Deletes the rows that have given values in given columns.</summary>
    /// <exception cref="ArgumentException">The list is empty. To delete all rows, say so in SQL.</exception>
    public void DeleteData(ObjectName table, ImmutableArray<ColumnValue> where) =>
        Add(new DeleteData(table, NotEmpty(where, nameof(where))));

    /// <summary>
    /// Updates rows in batches by key, each committed by itself. The revision is then not one transaction, but goes on where it stopped when it is run again.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="set">The assignments, in SQL: <c>email_lower = lower(email)</c>.</param>
    /// <param name="where">The rows that need it, in SQL: <c>email_lower IS NULL</c>; without it all rows.</param>
    /// <param name="key">The columns that the batches go by, which must not be null; without them the primary key.</param>
    public void Backfill(ObjectName table, string set, string? where = null, params ImmutableArray<string> key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(set);
        Add(new Backfill(table, set) { Where = string.IsNullOrWhiteSpace(where) ? null : where, Key = key.IsDefault ? [] : key });
    }

    /// <summary>Runs code on the connection of the run, inside its transaction. Such a revision has no SQL script.</summary>
    /// <param name="code">The code. It must not commit, roll back or close the connection.</param>
    /// <param name="description">What the code does, for plans and messages.</param>
    public void Run(Func<DbConnection, CancellationToken, Task> code, string? description = null) =>
        Add(new RunCode(code) { Description = description });

    /// <summary>
    /// Runs operations outside the transaction of the revision, each committed on its own. Rarely needed: statements that
    /// cannot run in a transaction, such as CREATE INDEX CONCURRENTLY, are found without it.
    /// </summary>
    public void OutsideTransaction(Action<MigrationBuilder> build) =>
        Add(new OutsideTransaction(Build(Context, build, _traceOrigins)));

    /// <summary>Adds the reverse of what <paramref name="build"/> adds: <c>db.Reverse(Upgrade)</c> as a whole downgrade.</summary>
    /// <exception cref="IrreversibleMigrationException">One of the operations cannot be undone.</exception>
    public void Reverse(Action<MigrationBuilder> build)
    {
        foreach (var operation in OperationReversal.Reverse(Build(Context, build, _traceOrigins)))
        {
            Add(operation);
        }
    }

    /// <summary>Adds an operation that was made elsewhere.</summary>
    public void Add(Operation operation)
    {
        var origin = operation.Origin ?? Trace();
        _operations.Add(() => origin is null ? operation : operation with { Origin = origin });
    }

    // The builder of a column or table goes on being filled after its method has returned, hence the late freeze.
    private void Add(Func<Operation> freeze)
    {
        var origin = Trace();
        _operations.Add(() => origin is null ? freeze() : freeze() with { Origin = origin });
    }

    private SourceLocation? Trace() => _traceOrigins ? OperationOrigin.OfCaller() : null;

    private static ImmutableArray<ColumnValue> NotEmpty(ImmutableArray<ColumnValue> values, string parameter) =>
        values.IsDefaultOrEmpty ? throw new ArgumentException("At least one column is needed.", parameter) : values;
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Retort.Planning;
using Retort.Revisions;
using Retort.Schema;
using Retort.Statements;

namespace Retort.Linting;

/// <summary>A revision with the outlines of its statements, what they do, and the schema that each of them finds.</summary>
internal sealed class OutlinedRevision
{
    // All rules look at the same contexts, one after the other.
    private static readonly ConditionalWeakTable<LintContext, OutlinedRevision> Known = [];

    private OutlinedRevision(LintContext context)
    {
        Context = context;
        var statements = ImmutableArray.CreateBuilder<OutlinedStatement>();
        var (sketch, made) = (new SchemaSketch(context.Schema ?? DatabaseSchema.Empty), new Footprint(context.Created, []));
        for (var i = 0; i < context.Planned.Statements.Length; i++)
        {
            var statement = context.Planned.Statements[i];
            var outlines = OperationOutline.Of(statement, context.Planned, context.Dialect);
            foreach (var outline in outlines)
            {
                statements.Add(new OutlinedStatement(this, i, statement, outline, EffectsOf(i, statement, sketch.Schema), sketch.Schema, made));
            }

            made = outlines.Aggregate(made, (footprint, outline) => footprint.And(outline));
            sketch.Apply(outlines);
        }

        (Statements, After, Made) = (statements.ToImmutable(), sketch.Schema, made);
    }

    public LintContext Context { get; }

    /// <summary>The schema behind all statements.</summary>
    public DatabaseSchema After { get; }

    /// <summary>What the statements make, and what earlier revisions of the same run did.</summary>
    public Footprint Made { get; }

    public ImmutableArray<OutlinedStatement> Statements { get; }

    public static OutlinedRevision Of(LintContext context) => Known.GetValue(context, key => new OutlinedRevision(key));

    /// <summary>The statements by the transactions they run in.</summary>
    public IEnumerable<IReadOnlyList<OutlinedStatement>> Transactions()
    {
        var open = new List<OutlinedStatement>();
        foreach (var statement in Statements)
        {
            var isAlone = !statement.Statement.Transactional || statement.Statement.CommitAlone;
            if (isAlone && open.Count > 0)
            {
                yield return open;
                open = [];
            }

            open.Add(statement);
            if (isAlone)
            {
                yield return open;
                open = [];
            }
        }

        if (open.Count > 0)
        {
            yield return open;
        }
    }

    private StatementEffects EffectsOf(int index, Statement statement, DatabaseSchema schema) =>
        index < Context.Effects.Length && Context.Effects[index].Source == EffectSource.Observed ? Context.Effects[index]
        : statement is SqlStatement sql ? Context.Dialect.Predict(sql, schema, Context.ServerVersion)
        : StatementEffects.Unknown;
}

/// <summary>A statement with its outline, what it does, and what it finds.</summary>
internal sealed class OutlinedStatement(
    OutlinedRevision revision, int index, Statement statement, StatementOutline outline, StatementEffects effects, DatabaseSchema schema, Footprint made)
{
    private readonly AlterTableOutline? _alter = outline is AlterTableOutline { Kind: "TABLE" } alter ? alter : null;

    public int Index { get; } = index;

    public Statement Statement { get; } = statement;

    public StatementOutline Outline { get; } = outline;

    public StatementEffects Effects { get; } = effects;

    /// <summary>The schema before the statement.</summary>
    public SchemaLookup Schema { get; } = new(schema);

    public int Version => revision.Context.ServerVersion?.Major ?? int.MaxValue;

    public bool IsDowngrade => revision.Context.Direction == Direction.Downgrade;

    /// <summary>Whether a table was made earlier in the same run.</summary>
    public bool IsNew(ObjectName table) => made.Tables.Contains(table);

    /// <summary>Whether a downgrade takes away a table that its own revision made: that is what it is for.</summary>
    public bool IsOwn(ObjectName table) => IsDowngrade && revision.Context.Made.Tables.Contains(table);

    /// <summary>Whether a downgrade takes away a column that its own revision made.</summary>
    public bool IsOwn(ObjectName table, string column) => IsOwn(table) || IsDowngrade && revision.Context.Made.Columns.Contains(new ColumnName(table, column));

    /// <summary>The type of a column before the statement; <see langword="null"/> when it is not known.</summary>
    public TypeOutline? TypeOf(ObjectName table, string column) => Schema.Column(table, column) is { } known ? TypeOutline.Read(TypeName(known.Type)) : null;

    public string TypeName(ColumnType type) => revision.Context.Dialect.TypeName(type);

    public string Quote(ObjectName name) => revision.Context.Dialect.Quote(name);

    public string Quote(string name) => revision.Context.Dialect.Quote(name);

    public string QuoteAll(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    /// <summary>The actions of an ALTER TABLE, each with what it does by itself.</summary>
    public IEnumerable<TableStep<T>> Actions<T>()
        where T : TableAction => _alter is { } alter && Has<T>(alter) ? Steps<T>(alter) : [];

    public IEnumerable<T> As<T>()
        where T : StatementOutline => Outline is T outline ? [outline] : [];

    private static bool Has<T>(AlterTableOutline alter)
        where T : TableAction
    {
        foreach (var action in alter.Actions)
        {
            if (action is T)
            {
                return true;
            }
        }

        return false;
    }

    private IEnumerable<TableStep<T>> Steps<T>(AlterTableOutline alter)
        where T : TableAction => alter.Actions.OfType<T>().Select(action => new TableStep<T>(alter.Name, action, EffectsOf(alter, action)));

    // What was observed is the sum of all actions; which of them it comes from is told by the rules.
    private StatementEffects EffectsOf(AlterTableOutline alter, TableAction action) => alter.Actions.Length == 1 || Effects.Rewrites.IsEmpty && Effects.Scans.IsEmpty
        ? Effects
        : revision.Context.Dialect.Predict(new SqlStatement($"ALTER TABLE {(alter.Only ? "ONLY " : "")}{Quote(alter.Name)} {action.Text}"), schema, revision.Context.ServerVersion);
}

/// <summary>An action of an ALTER TABLE, and what it does by itself.</summary>
internal sealed record TableStep<T>(ObjectName Table, T Action, StatementEffects Effects)
    where T : TableAction
{
    /// <summary>Whether the table is written anew.</summary>
    public bool Rewrites => Effects.Rewrites.Contains(Table);

    /// <summary>Whether the table, or one of its partitions, is read from end to end.</summary>
    public bool Scans => !Effects.Scans.IsEmpty;

    /// <summary>Whether anything at all is read or written beside the catalogue.</summary>
    public bool IsHeavy => !Effects.Rewrites.IsEmpty || !Effects.Scans.IsEmpty;
}

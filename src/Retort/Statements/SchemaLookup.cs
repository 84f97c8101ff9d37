using Retort.Dialects;
using Retort.Schema;

namespace Retort.Statements;

/// <summary>Answers what belongs to a table and what points to it, as far as the schema is known; of a table that is not known nothing is.</summary>
internal sealed class SchemaLookup(DatabaseSchema? schema)
{
    private readonly DatabaseSchema _schema = schema ?? DatabaseSchema.Empty;

    public Table? Table(ObjectName name) => _schema.Find(new ObjectId(ObjectKind.Table, name)) as Table;

    public Column? Column(ObjectName table, string column) => Table(table)?.Columns.FirstOrDefault(item => item.Name == column);

    public TableIndex? Index(ObjectName name) => _schema.Find(new ObjectId(ObjectKind.Index, name)) as TableIndex;

    public Domain? Domain(ObjectName name) => _schema.Find(new ObjectId(ObjectKind.Domain, name)) as Domain;

    /// <summary>The indexes that are not those of constraints.</summary>
    public IEnumerable<TableIndex> IndexesOf(ObjectName table) => _schema.OfKind<TableIndex>(ObjectKind.Index).Where(index => index.Table == table);

    public IEnumerable<Table> Tables => _schema.Tables;

    /// <summary>The constraint of a table by its name.</summary>
    public Constraint? Constraint(ObjectName table, string name) => Table(table)?.Constraints.FirstOrDefault(constraint => constraint.Name == name);

    /// <summary>The table that an index, also that of a constraint, is on.</summary>
    public ObjectName? TableOfIndex(ObjectName index) => Index(index)?.Table
        ?? _schema.Tables.FirstOrDefault(table => table.Name.Schema == index.Schema && table.Constraints.Any(constraint => HasIndex(constraint) && constraint.Name == index.Name))?.Name;

    /// <summary>The names of all indexes of a table.</summary>
    public IEnumerable<ObjectName> IndexNamesOf(ObjectName table)
    {
        foreach (var index in IndexesOf(table))
        {
            yield return table.WithName(index.Name);
        }

        foreach (var key in KeysOf(table))
        {
            yield return table.WithName(key.Name);
        }
    }

    /// <summary>Whether an index of all rows of a table begins with some columns, in whatever order.</summary>
    public bool HasIndexFor(ObjectName table, IReadOnlyCollection<string> columns)
    {
        bool Leads(IEnumerable<string?> keys) => keys.Take(columns.Count).ToHashSet().SetEquals(columns);
        return IndexesOf(table).Any(index => index.Where is null && Leads(index.Keys.Select(key => key.Column)))
            || KeysOf(table).Any(key => key is PrimaryKey primary && Leads(primary.Columns) || key is UniqueConstraint unique && Leads(unique.Columns));
    }

    /// <summary>The names of the indexes that a column is in.</summary>
    public IEnumerable<ObjectName> IndexNamesOf(ObjectName table, string column)
    {
        foreach (var index in IndexesOf(table).Where(index => index.Keys.Any(key => key.Column == column || Names(key.Expression, column)) || index.Include.Contains(column) || Names(index.Where, column)))
        {
            yield return table.WithName(index.Name);
        }

        foreach (var key in KeysOf(table).Where(key => ColumnsOf(key).Contains(column)))
        {
            yield return table.WithName(key.Name);
        }
    }

    /// <summary>The sequences that go with a table, or with one column of it; that of an identity under the name that the server gives it.</summary>
    public IEnumerable<ObjectName> SequencesOf(ObjectName table, string? column = null)
    {
        foreach (var sequence in _schema.OfKind<Sequence>(ObjectKind.Sequence).Where(sequence => sequence.OwnedBy is (var owner, var of) && owner == table && (column ?? of) == of))
        {
            yield return sequence.Name;
        }

        foreach (var known in Table(table)?.Columns.Where(known => known.Identity is not null && (column ?? known.Name) == known.Name) ?? [])
        {
            yield return table.WithName($"{table.Name}_{known.Name}_seq");
        }
    }

    public IEnumerable<ForeignKey> ForeignKeysOf(ObjectName table) => Table(table)?.Constraints.OfType<ForeignKey>() ?? [];

    /// <summary>The foreign keys of other tables that point to one.</summary>
    public IEnumerable<TableKey> ForeignKeysTo(ObjectName table) => _schema.Tables.Where(other => other.Name != table)
        .SelectMany(other => other.Constraints.OfType<ForeignKey>().Where(key => key.ReferencedTable == table).Select(key => new TableKey(other.Name, key)));

    /// <summary>The partitions of a table and the tables that inherit from it, and theirs.</summary>
    public IEnumerable<ObjectName> Descendants(ObjectName table)
    {
        foreach (var child in _schema.Tables)
        {
            if (child.PartitionOf is { } place && place.Parent == table || !child.Inherits.IsEmpty && child.Inherits.Contains(table))
            {
                yield return child.Name;
                foreach (var further in Descendants(child.Name))
                {
                    yield return further;
                }
            }
        }
    }

    public ObjectName? DefaultPartitionOf(ObjectName table) => _schema.Tables.FirstOrDefault(child => child.PartitionOf is { Bound: "DEFAULT" } place && place.Parent == table)?.Name;

    public bool IsPartitioned(ObjectName table) => Table(table)?.PartitionBy is not null;

    /// <summary>The tables with a column of a type.</summary>
    public IEnumerable<ObjectName> TablesWith(ObjectName type) =>
        _schema.Dependencies.Where(dependency => dependency.Needs.Name == type && dependency.Dependent.Kind == ObjectKind.Column).Select(dependency => dependency.Dependent.Name)
            .Concat(_schema.Tables.Where(table => table.Columns.Any(column => column.Type.NativeName == type.ToString())).Select(table => table.Name)).Distinct();

    /// <summary>The views that read a table, or one column of it.</summary>
    public IEnumerable<ObjectName> ViewsOf(ObjectName table, string? column = null)
    {
        var views = new HashSet<ObjectName>();
        foreach (var (dependent, needed) in _schema.Dependencies)
        {
            if (dependent.Kind is ObjectKind.View or ObjectKind.MaterializedView && needed.Name == table && (column is null || needed.Part == column) && views.Add(dependent.Name))
            {
                yield return dependent.Name;
            }
        }
    }

    /// <summary>Whether a view reads a column.</summary>
    public bool IsInView(ObjectName table, string column)
    {
        foreach (var _ in ViewsOf(table, column))
        {
            return true;
        }

        return false;
    }

    /// <summary>The tables that a view reads.</summary>
    public IEnumerable<ObjectName> TablesOfView(ObjectName view) => _schema.Dependencies
        .Where(dependency => dependency.Dependent.Kind is ObjectKind.View or ObjectKind.MaterializedView && dependency.Dependent.Name == view && Table(dependency.Needs.Name) is not null)
        .Select(dependency => dependency.Needs.Name).Distinct();

    /// <summary>Whether the rows of a table are sent to subscribers.</summary>
    public bool IsPublished(ObjectName table) => _schema.OfKind<ScriptedObject>(ObjectKind.Publication).Any(item =>
        OutlineReader.Read(item.Create, SqlSyntax.PostgreSql) is PublicationOutline publication && (publication.IsAll || publication.Tables.Contains(table)));

    /// <summary>Whether there is a function of a name that may give another value each time.</summary>
    public bool HasVolatileRoutine(string name) => _schema.Objects.OfType<Routine>().Any(routine => routine.Name.Name == name
        && new StatementReader(routine.Definition, SqlSyntax.PostgreSql) is var definition && !definition.HasAhead("STABLE") && !definition.HasAhead("IMMUTABLE"));

    /// <summary>Whether valid checks of a table leave no NULL in a column, so that SET NOT NULL need not look.</summary>
    public bool ProvesNotNull(ObjectName table, string column) =>
        Table(table)?.Constraints.OfType<CheckConstraint>().Any(check => check is { NotValid: false, NotEnforced: false } && Conjuncts.Of(check.Expression, SqlSyntax.PostgreSql).Contains($"{column} is not null")) == true;

    /// <summary>Whether an expression names a column.</summary>
    public static bool Names(string? expression, string column) => expression is not null && NamesIn(expression).Contains(column);

    /// <summary>All names in an expression.</summary>
    public static HashSet<string> NamesIn(string expression)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in new SqlLexer(expression, SqlSyntax.PostgreSql))
        {
            if (token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier && SqlName.Read(expression, token, SqlSyntax.PostgreSql) is { } name)
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>The columns of a key.</summary>
    public static IEnumerable<string> ColumnsOf(Constraint key) => key switch
    {
        PrimaryKey primary => primary.Columns.Concat(primary.Include),
        UniqueConstraint unique => unique.Columns.Concat(unique.Include),
        _ => [],
    };

    private IEnumerable<Constraint> KeysOf(ObjectName table) => Table(table)?.Constraints.Where(HasIndex) ?? [];

    private static bool HasIndex(Constraint constraint) => constraint is PrimaryKey or UniqueConstraint or ExcludeConstraint;
}

/// <summary>A foreign key and the table it is of.</summary>
internal sealed record TableKey(ObjectName Table, ForeignKey Key);

using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Statements;

internal sealed partial class SchemaSketch
{
    private static ColumnType TypeOf(TypeOutline type) => new(ColumnTypeKind.Native)
    {
        NativeName = type.Name switch { "serial" => "integer", "bigserial" => "bigint", "smallserial" => "smallint", "" => "text", _ => type.ToString() },
    };

    private static Column ColumnOf(ObjectName table, ColumnOutline column) => new(column.Name, TypeOf(column.Type))
    {
        Nullable = !column.NotNull,
        Default = column.Type.IsSerial ? ColumnDefault.OfSql($"nextval('{table.Name}_{column.Name}_seq'::regclass)") : string.IsNullOrWhiteSpace(column.Default) ? null : ColumnDefault.OfSql(column.Default),
        Identity = column.IsNumbered && !column.Type.IsSerial ? new Identity() : null,
        Generated = column.Generated is { Length: > 0 } expression ? new GeneratedExpression(expression, column.Stored ?? true) : null,
    };

    /// <summary>A constraint, under the name that PostgreSQL gives it when it has none.</summary>
    private static Constraint? ConstraintOf(ObjectName table, ConstraintOutline outline)
    {
        var columns = outline.Columns;
        string Name(string suffix) => outline.Name ?? $"{table.Name}_{(columns.IsEmpty ? "" : $"{string.Join('_', columns)}_")}{suffix}";
        return outline.Kind switch
        {
            ConstraintKind.PrimaryKey => new PrimaryKey(outline.Name ?? outline.UsingIndex ?? $"{table.Name}_pkey", columns),
            ConstraintKind.Unique => new UniqueConstraint(outline.UsingIndex is { } index ? outline.Name ?? index : Name("key"), columns),
            ConstraintKind.Check => new CheckConstraint(Name("check"), outline.Expression ?? "") { NotValid = outline.NotValid, NotEnforced = outline.NotEnforced },
            ConstraintKind.ForeignKey => new ForeignKey(Name("fkey"), columns, outline.References!.Value, outline.ReferencedColumns) { NotValid = outline.NotValid, NotEnforced = outline.NotEnforced },
            ConstraintKind.Exclude => new ExcludeConstraint(Name("excl"), []),
            ConstraintKind.NotNull when columns is [var column] => new NotNullConstraint(Name("not_null"), column) { NotValid = outline.NotValid },
            _ => null,
        };
    }

    private static Constraint Validated(Constraint constraint) => constraint switch
    {
        CheckConstraint check => check with { NotValid = false },
        ForeignKey key => key with { NotValid = false },
        NotNullConstraint notNull => notNull with { NotValid = false },
        _ => constraint,
    };

    private static TableIndex IndexOf(string name, CreateIndexOutline index) => new(name, index.Table, KeysOf(index))
    {
        Unique = index.Unique,
        Where = index.Where,
        Include = index.Include,
        Method = index.Method is "btree" ? null : index.Method,
    };

    private static ImmutableArray<IndexKey> KeysOf(CreateIndexOutline index) =>
        index.PlainColumns is { } columns ? [.. columns.Select(IndexKey.FromString)] : [.. index.Keys.Where(key => !string.IsNullOrWhiteSpace(key)).Select(IndexKey.OfSql)];

    private static Domain DomainOf(CreateDomainOutline domain) =>
        new(domain.Name, TypeOf(domain.Type)) { Nullable = !domain.NotNull, Checks = [.. domain.Checks.Select(check => new CheckConstraint(check.Name ?? $"{domain.Name.Name}_check", check.Expression))] };

    /// <summary>A view needs the columns it names, of the tables it names; of a name that several of them have it is not known which one is meant.</summary>
    private void Create(CreateViewOutline outline)
    {
        var view = new View(outline.Name, outline.Query) { Materialized = outline.Materialized };
        Set(view);
        var names = SchemaLookup.NamesIn(outline.Query);
        var tables = _objects.OfType<Table>().Where(table => names.Contains(table.Name.Name)).ToList();
        var isAll = SqlScript.Tokens(outline.Query, SqlSyntax.PostgreSql).Contains("*");
        bool Reads(string column) => isAll || names.Contains(column) && tables.Count(other => other.Columns.Any(known => known.Name == column)) == 1;
        foreach (var table in tables)
        {
            foreach (var column in table.Columns.Where(column => Reads(column.Name)))
            {
                var dependency = new Dependency(view.Id, new ObjectId(ObjectKind.Column, table.Name, column.Name));
                if (DatabaseSchema.Search(_dependencies.AsSpan(), dependency) is < 0 and var place)
                {
                    _dependencies = _dependencies.Insert(~place, dependency);
                }
            }
        }
    }

    private void RenameColumn(Table table, RenameColumnAction rename)
    {
        ImmutableArray<string> Renamed(ImmutableArray<string> columns) => [.. columns.Select(column => column == rename.Column ? rename.NewName : column)];
        Set(table with
        {
            Columns = [.. table.Columns.Select(column => column.Name == rename.Column ? column with { Name = rename.NewName } : column)],
            Constraints = [.. table.Constraints.Select(constraint => constraint switch
            {
                PrimaryKey key => key with { Columns = Renamed(key.Columns) },
                UniqueConstraint key => key with { Columns = Renamed(key.Columns) },
                ForeignKey key => key with { Columns = Renamed(key.Columns) },
                _ => constraint,
            })],
        });
        foreach (var index in _objects.OfType<TableIndex>().Where(index => index.Table == table.Name).ToList())
        {
            Set(index with { Keys = [.. index.Keys.Select(key => key.Column == rename.Column ? rename.NewName : key)] });
        }
    }

    private void Rename(Table table, ObjectName name)
    {
        Remove(table.Id);
        Set(table with { Name = name });
        foreach (var index in _objects.OfType<TableIndex>().Where(index => index.Table == table.Name).ToList())
        {
            Remove(index.Id);
            Set(index with { Table = name });
        }

        foreach (var other in _objects.OfType<Table>().Where(other => other.Constraints.OfType<ForeignKey>().Any(key => key.ReferencedTable == table.Name)).ToList())
        {
            Set(other with { Constraints = [.. other.Constraints.Select(constraint => constraint is ForeignKey key && key.ReferencedTable == table.Name ? key with { ReferencedTable = name } : constraint)] });
        }
    }
}

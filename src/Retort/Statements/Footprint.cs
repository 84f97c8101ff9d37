using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Statements;

/// <summary>A column of a table.</summary>
internal sealed record ColumnName(ObjectName Table, string Column);

/// <summary>The tables and columns that statements make.</summary>
internal sealed record Footprint(ImmutableHashSet<ObjectName> Tables, ImmutableHashSet<ColumnName> Columns)
{
    public static Footprint Empty { get; } = new([], []);

    public static Footprint Of(IEnumerable<StatementOutline> outlines) => outlines.Aggregate(Empty, (made, outline) => made.And(outline));

    /// <summary>The same, and what one more statement makes.</summary>
    public Footprint And(StatementOutline outline) => outline switch
    {
        CreateTableOutline { IfNotExists: false } create => this with { Tables = Tables.Add(create.Name) },
        AlterTableOutline { Actions: [RenameAction rename] } alter when Tables.Contains(alter.Name) => this with { Tables = Tables.Add(alter.Name.WithName(rename.NewName)) },
        AlterTableOutline alter => AndColumns(alter),
        _ => this,
    };

    private Footprint AndColumns(AlterTableOutline alter)
    {
        var columns = Columns;
        foreach (var add in alter.Actions.OfType<AddColumnAction>())
        {
            columns = columns.Add(new ColumnName(alter.Name, add.Column.Name));
        }

        return ReferenceEquals(columns, Columns) ? this : this with { Columns = columns };
    }
}

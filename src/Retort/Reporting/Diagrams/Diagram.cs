using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Reporting.Diagrams;

/// <summary>A column in the picture of a table.</summary>
/// <param name="Keys">Which keys it is part of: <c>PK</c>, <c>FK</c>, <c>UK</c>.</param>
/// <param name="Column">The column.</param>
/// <param name="Type">Its type, as the database writes it.</param>
internal sealed record DiagramRow(ImmutableArray<string> Keys, Column Column, string Type);

/// <summary>A table in a picture.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Table">The table; <see langword="null"/> when it is only referred to, and not in the schema.</param>
/// <param name="Rows">Its columns.</param>
internal sealed record DiagramBox(ObjectName Name, Table? Table, ImmutableArray<DiagramRow> Rows)
{
    public const double HeaderHeight = 26;
    public const double RowHeight = 18;
    private const double Padding = 5;

    public double Height => HeaderHeight + (Rows.Length * RowHeight) + (Rows.IsEmpty ? 0 : Padding);

    /// <summary>How far below the top a line to a row ends; to the header for -1.</summary>
    public static double PortOf(int row) => row < 0 ? HeaderHeight / 2 : HeaderHeight + ((row + 0.5) * RowHeight);

    /// <summary>The row of a column; -1 when there is none.</summary>
    public int RowOf(string column) => Rows.Select(row => row.Column.Name).ToList().IndexOf(column);

    public bool Equals(DiagramBox? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Name.GetHashCode();
}

/// <summary>A foreign key in a picture: a line between two rows.</summary>
/// <param name="From">The referencing table.</param>
/// <param name="FromRow">The row of the referencing column.</param>
/// <param name="To">The referenced table.</param>
/// <param name="ToRow">The row of the referenced column.</param>
/// <param name="Key">The foreign key.</param>
internal sealed record DiagramRelation(DiagramBox From, int FromRow, DiagramBox To, int ToRow, ForeignKey Key)
{
    /// <summary>Whether a row may refer to nothing.</summary>
    public bool IsOptional { get; } = From.Table!.Columns.Any(column => column.Nullable && Key.Columns.Contains(column.Name));

    /// <summary>Whether at most one row refers to another one.</summary>
    public bool IsUnique { get; } = From.Table.Constraints.Any(constraint => constraint switch
    {
        PrimaryKey key => key.Columns.All(Key.Columns.Contains),
        UniqueConstraint unique => unique.Columns.All(Key.Columns.Contains),
        _ => false,
    });
}

/// <summary>The tables and foreign keys of a schema as a picture shows them. A partition is not a table of its own there.</summary>
internal sealed record Diagram(ImmutableArray<DiagramBox> Boxes, ImmutableArray<DiagramRelation> Relations)
{
    public static Diagram Of(DatabaseSchema schema, IDialect dialect)
    {
        var boxes = schema.Tables.Where(table => table.PartitionOf is null).Select(table => BoxOf(table, dialect)).ToList();
        var byName = boxes.ToDictionary(box => box.Name);
        var relations = new List<DiagramRelation>();
        foreach (var from in boxes.ToList())
        {
            foreach (var key in from.Table!.Constraints.OfType<ForeignKey>())
            {
                if (!byName.TryGetValue(key.ReferencedTable, out var to))
                {
                    byName[key.ReferencedTable] = to = new(key.ReferencedTable, null, []);
                    boxes.Add(to);
                }

                relations.Add(RelationOf(from, to, key));
            }
        }

        return new([.. boxes], [.. relations]);
    }

    private static DiagramBox BoxOf(Table table, IDialect dialect) =>
        new(table.Name, table, [.. table.Columns.Select(column => new DiagramRow([.. TableKeys.Of(table, column)], column, dialect.TypeName(column.Type)))]);

    /// <summary>Of several columns the line starts at the one that the fewest keys share, so that two keys with a column in common are told apart.</summary>
    private static DiagramRelation RelationOf(DiagramBox from, DiagramBox to, ForeignKey key)
    {
        var keys = from.Table!.Constraints.OfType<ForeignKey>().ToList();
        var at = Enumerable.Range(0, key.Columns.Length).MinBy(i => keys.Count(other => other.Columns.Contains(key.Columns[i])));
        var referenced = TableKeys.ReferencedColumns(key, to.Table);
        return new(from, from.RowOf(key.Columns[at]), to, at < referenced.Length ? to.RowOf(referenced[at]) : -1, key);
    }
}

using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql;

/// <summary>Which changes the server makes in place, and which need the object to be made anew.</summary>
internal static class InPlace
{
    // The first version with ALTER COLUMN ... SET EXPRESSION.
    private const int SetExpression = 17;

    // The first version with ALTER MATERIALIZED VIEW ... SET ACCESS METHOD.
    private const int SetAccessMethod = 15;

    public static bool CanAlter(SchemaObject from, SchemaObject to, Version? server) => (from, to) switch
    {
        (Table a, Table b) => a.PartitionBy == b.PartitionBy,
        (View { Materialized: true } a, View b) => CanAlterMaterialized(a, b, server),
        (View a, View b) => StartsWith(b.Columns, a.Columns),
        (Routine a, Routine b) => a.Returns == b.Returns && IsWindow(a) == IsWindow(b) && FunctionArguments.CanReplace(a.Arguments, b.Arguments),
        (Domain a, Domain b) => a.Type == b.Type && a.Collation == b.Collation,
        (EnumType a, EnumType b) => IsSubsequence(a.Values, b.Values),
        (CompositeType a, CompositeType b) => CanAlter(a, b),
        (TableIndex a, TableIndex b) => CanAlter(a, b),
        (Trigger a, Trigger b) => (a.Events, a.Action, a.IsConstraint) == (b.Events, b.Action, b.IsConstraint),
        (Namespace or Extension or Sequence, _) => true,
        _ => false,
    };

    public static bool CanAlter(Column from, Column to, Version? server) => (from.Generated, to.Generated) switch
    {
        (null, null) => true,
        (null, _) => false,

        // A column that holds no values cannot keep them.
        (_, null) => from.Generated.Stored,

        // The server refuses another expression for a virtual column when its table has a check, and making it anew costs nothing.
        _ => from.Type == to.Type && (from.Generated == to.Generated || (from.Generated.Stored && to.Generated.Stored && IsAtLeast(server, SetExpression))),
    };

    private static bool CanAlterMaterialized(View from, View to, Version? server) =>
        from.Query == to.Query
        && from.Columns.Length == to.Columns.Length
        && StartsWith(to.Columns, from.Columns)
        && (from.AccessMethod == to.AccessMethod || IsAtLeast(server, SetAccessMethod));

    /// <summary>
    /// Attributes can go, come at the end, and change their type. The server refuses the last while a column is of the type, which is known only
    /// to the schema as a whole.
    /// </summary>
    private static bool CanAlter(CompositeType from, CompositeType to)
    {
        var (former, wanted) = (from.Attributes.Select(attribute => attribute.Name).ToList(), to.Attributes.Select(attribute => attribute.Name).ToList());
        var kept = former.Intersect(wanted).ToList();
        return wanted.Take(kept.Count).SequenceEqual(kept);
    }

    private static bool CanAlter(TableIndex from, TableIndex to) =>
        from.Keys.SequenceEqual(to.Keys)
        && from.Include.SequenceEqual(to.Include)
        && (from.Unique, from.Where, from.Method, from.NullsNotDistinct, from.IsInvalid) == (to.Unique, to.Where, to.Method, to.NullsNotDistinct, to.IsInvalid);

    private static bool StartsWith(ImmutableArray<Column> columns, ImmutableArray<Column> first) =>
        first.Length <= columns.Length && first.Zip(columns).All(pair => (pair.First.Name, pair.First.Type, pair.First.Collation) == (pair.Second.Name, pair.Second.Type, pair.Second.Collation));

    private static bool IsSubsequence(ImmutableArray<string> values, ImmutableArray<string> all)
    {
        var found = 0;
        foreach (var value in all)
        {
            found += found < values.Length && values[found] == value ? 1 : 0;
        }

        return found == values.Length;
    }

    private static bool IsWindow(Routine routine) => new StatementReader(routine.Definition, SqlSyntax.PostgreSql).HasAhead("WINDOW");

    private static bool IsAtLeast(Version? server, int major) => server is null || server.Major >= major;
}

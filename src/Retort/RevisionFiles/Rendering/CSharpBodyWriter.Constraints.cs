using System.Diagnostics;
using Retort.Operations;
using Retort.Schema;
using static Retort.RevisionFiles.Rendering.CSharpText;

namespace Retort.RevisionFiles.Rendering;

internal sealed partial class CSharpBodyWriter
{
    private string ColumnConstraintCall(ObjectName table, Column column, Constraint constraint) => constraint switch
    {
        UniqueConstraint unique => Call(".Unique", [NameUnless(NamingConvention.Unique(table, unique.Columns), unique)]),
        ForeignKey key => Call(".References",
        [
            Name(key.ReferencedTable),
            key.ReferencedColumns[0] == "id" ? null : Literal(key.ReferencedColumns[0]),
            .. ActionArguments(key),
            CSharpText.Named("name", NameUnless(NamingConvention.ForeignKey(table, key.Columns, key.ReferencedTable), key)),
        ]),
        CheckConstraint check => Call(".Check", [Text(check.Expression), NameUnless(NamingConvention.Check(table, column.Name), check)]),
        _ => throw new UnreachableException($"No words on a column for constraint {constraint.GetType().Name}."),
    };

    private string TableConstraintCall(ObjectName table, Constraint constraint) => constraint switch
    {
        { Comment: not null } => Call("t.Constraint", [NewConstraint(constraint)]),
        PrimaryKey { Deferral: Deferral.NotDeferrable } key when IsPlain(key) => Call("t.PrimaryKey", [Names(key.Columns), NameUnless(NamingConvention.PrimaryKey(table), key)]),
        UniqueConstraint unique when IsPlain(unique) => Call("t.Unique",
        [
            Names(unique.Columns),
            NameUnless(NamingConvention.Unique(table, unique.Columns), unique),
            Flag("nullsNotDistinct", unique.NullsNotDistinct),
            CSharpText.Named("deferral", MemberUnlessDefault(unique.Deferral)),
        ]),
        CheckConstraint { NotValid: false, NoInherit: false, NotEnforced: false } check => Call("t.Check", [Literal(check.Name), Text(check.Expression)]),
        ForeignKey { NotValid: false } key when IsPlain(key) => Call("t.ForeignKey", [.. ForeignKeyArguments(table, key), Flag("matchFull", key.MatchFull)]),
        ExcludeConstraint exclude when IsPlain(exclude) => Call("t.Exclude", ExcludeArguments(table, exclude)),
        _ => Call("t.Constraint", [NewConstraint(constraint)]),
    };

    private string AddConstraintCall(AddConstraint op) => op.Constraint switch
    {
        { Comment: not null } => AnyConstraintCall(op),
        PrimaryKey { Deferral: Deferral.NotDeferrable } key when IsPlain(key with { UsingIndex = null }) => Call("db.AddPrimaryKey",
        [
            Name(op.Table), Names(key.Columns), NameUnless(NamingConvention.PrimaryKey(op.Table), key), NamedText("usingIndex", key.UsingIndex),
        ]),
        UniqueConstraint unique when IsPlain(unique with { UsingIndex = null }) => Call("db.AddUnique",
        [
            Name(op.Table),
            Names(unique.Columns),
            NameUnless(NamingConvention.Unique(op.Table, unique.Columns), unique),
            Flag("nullsNotDistinct", unique.NullsNotDistinct),
            CSharpText.Named("deferral", MemberUnlessDefault(unique.Deferral)),
            NamedText("usingIndex", unique.UsingIndex),
        ]),
        CheckConstraint { NoInherit: false, NotEnforced: false } check => Call("db.AddCheck", [Name(op.Table), Literal(check.Name), Text(check.Expression), Flag("notValid", check.NotValid)]),
        ForeignKey key when IsPlain(key) => Call("db.AddForeignKey",
            [Name(op.Table), .. ForeignKeyArguments(op.Table, key), Flag("notValid", key.NotValid), Flag("matchFull", key.MatchFull)]),
        ExcludeConstraint exclude when IsPlain(exclude) => Call("db.AddExclude", [Name(op.Table), .. ExcludeArguments(op.Table, exclude)]),
        _ => AnyConstraintCall(op),
    };

    private string AnyConstraintCall(AddConstraint op) => Call("db.AddConstraint", [Name(op.Table), NewConstraint(op.Constraint)]);

    private IEnumerable<string?> ForeignKeyArguments(ObjectName table, ForeignKey key) =>
    [
        Names(key.Columns),
        Name(key.ReferencedTable),
        Names(key.ReferencedColumns),
        CSharpText.Named("name", NameUnless(NamingConvention.ForeignKey(table, key.Columns, key.ReferencedTable), key)),
        .. ActionArguments(key),
    ];

    private IEnumerable<string?> ActionArguments(ForeignKey key) =>
    [
        CSharpText.Named("onDelete", MemberUnlessDefault(key.OnDelete)),
        CSharpText.Named("onUpdate", MemberUnlessDefault(key.OnUpdate)),
        CSharpText.Named("deferral", MemberUnlessDefault(key.Deferral)),
    ];

    private IEnumerable<string?> ExcludeArguments(ObjectName table, ExcludeConstraint exclude) =>
    [
        List(exclude.Elements.Select(Element)),
        CSharpText.Named("name", NameUnless(NamingConvention.Exclude(table), exclude)),
        exclude.Method == "gist" ? null : NamedText("method", exclude.Method),
        NamedText("where", exclude.Where),
        CSharpText.Named("deferral", MemberUnlessDefault(exclude.Deferral)),
    ];

    private string Element(ExcludeElement element) => New(Named<ExcludeElement>(), [Text(element.Expression), Literal(element.Operator)], []);

    /// <summary>A constraint with all its properties.</summary>
    private string NewConstraint(Constraint constraint)
    {
        var comment = Property("Comment", constraint.Comment is null ? null : Literal(constraint.Comment));
        return constraint switch
        {
            PrimaryKey key => New(Named<PrimaryKey>(), [Literal(key.Name), Names(key.Columns)],
            [
                Columns("Include", key.Include), PropertyMember("Deferral", key.Deferral), Switch("WithoutOverlaps", key.WithoutOverlaps), Columns("With", key.With),
                PropertyText("Tablespace", key.Tablespace), PropertyText("UsingIndex", key.UsingIndex), comment,
            ]),
            UniqueConstraint key => New(Named<UniqueConstraint>(), [Literal(key.Name), Names(key.Columns)],
            [
                Columns("Include", key.Include), Switch("NullsNotDistinct", key.NullsNotDistinct), PropertyMember("Deferral", key.Deferral), Switch("WithoutOverlaps", key.WithoutOverlaps),
                Columns("With", key.With), PropertyText("Tablespace", key.Tablespace), PropertyText("UsingIndex", key.UsingIndex), comment,
            ]),
            CheckConstraint check => New(Named<CheckConstraint>(), [Literal(check.Name), Text(check.Expression)],
            [
                Switch("NotValid", check.NotValid), Switch("NoInherit", check.NoInherit), Switch("NotEnforced", check.NotEnforced), comment,
            ]),
            NotNullConstraint notNull => New(Named<NotNullConstraint>(), [Literal(notNull.Name), Literal(notNull.Column)],
            [
                Switch("NotValid", notNull.NotValid), Switch("NoInherit", notNull.NoInherit), comment,
            ]),
            ForeignKey key => New(Named<ForeignKey>(), [Literal(key.Name), Names(key.Columns), Name(key.ReferencedTable), Names(key.ReferencedColumns)],
            [
                PropertyMember("OnDelete", key.OnDelete), PropertyMember("OnUpdate", key.OnUpdate), Columns("OnDeleteColumns", key.OnDeleteColumns), Switch("MatchFull", key.MatchFull),
                Switch("Period", key.Period), PropertyMember("Deferral", key.Deferral), Switch("NotValid", key.NotValid), Switch("NotEnforced", key.NotEnforced), comment,
            ]),
            ExcludeConstraint exclude => New(Named<ExcludeConstraint>(), [Literal(exclude.Name), List(exclude.Elements.Select(Element))],
            [
                exclude.Method == "gist" ? null : PropertyText("Method", exclude.Method), PropertyText("Where", exclude.Where), Columns("Include", exclude.Include),
                Columns("With", exclude.With), PropertyText("Tablespace", exclude.Tablespace), PropertyMember("Deferral", exclude.Deferral), comment,
            ]),
            _ => throw new UnreachableException($"No words for constraint {constraint.GetType().Name}."),
        };
    }

    private static bool IsPlain(PrimaryKey key) => BuilderReach.HasPlainIndex(key.Include, key.With, key.Tablespace, key.UsingIndex, key.WithoutOverlaps);

    private static bool IsPlain(UniqueConstraint key) => BuilderReach.HasPlainIndex(key.Include, key.With, key.Tablespace, key.UsingIndex, key.WithoutOverlaps);

    private static bool IsPlain(ExcludeConstraint exclude) => exclude is { Include.IsEmpty: true, With.IsEmpty: true, Tablespace: null };

    private static bool IsPlain(ForeignKey key) => key is { NotEnforced: false, OnDeleteColumns.IsEmpty: true, Period: false };

    private static string? NameUnless(string convention, Constraint constraint) => constraint.Name == convention ? null : Literal(constraint.Name);

    private string? PropertyMember<T>(string name, T value)
        where T : struct, Enum => Property(name, MemberUnlessDefault(value));

    private static string? PropertyText(string name, string? value) => Property(name, value is null ? null : Text(value));

    private static string? Switch(string name, bool value) => Property(name, value ? "true" : null);

    private static string? Columns(string name, IReadOnlyCollection<string> values) => values.Count == 0 ? null : Property(name, Names(values));
}

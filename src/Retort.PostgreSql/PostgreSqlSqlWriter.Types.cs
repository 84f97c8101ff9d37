using Retort.Schema;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    private void WriteCreateDomain(Domain domain)
    {
        Add(
            $"CREATE DOMAIN {Quote(domain.Name)} AS {PostgreSqlTypeName.Of(domain.Type)}{Collate(domain.Collation)}"
            + (domain.Default is null ? "" : $" DEFAULT {domain.Default}")
            + (domain.Nullable ? "" : " NOT NULL")
            + string.Concat(domain.Checks.Where(check => !check.NotValid).Select(check => $" {ConstraintDefinition(check)}")));
        foreach (var check in domain.Checks)
        {
            if (check.NotValid)
            {
                AddCheckToDomain(domain, check);
            }

            WriteCheckComment(domain, null, check);
        }
    }

    private void WriteAlterDomain(Domain from, Domain to)
    {
        var domain = $"ALTER DOMAIN {Quote(to.Name)}";
        if (from.Default != to.Default)
        {
            Add($"{domain} {(to.Default is null ? "DROP DEFAULT" : $"SET DEFAULT {to.Default}")}");
        }

        if (from.Nullable != to.Nullable)
        {
            Add($"{domain} {(to.Nullable ? "DROP" : "SET")} NOT NULL");
        }

        var (former, wanted) = (from.Checks.ToDictionary(check => check.Name), to.Checks.ToDictionary(check => check.Name));
        foreach (var check in from.Checks.Where(check => !IsKept(check, wanted.GetValueOrDefault(check.Name))))
        {
            Add($"{domain} DROP CONSTRAINT {Quote(check.Name)}");
        }

        foreach (var check in to.Checks)
        {
            var old = former.GetValueOrDefault(check.Name);
            if (!IsKept(old, check))
            {
                AddCheckToDomain(to, check);
                old = null;
            }
            else if (old!.NotValid && !check.NotValid)
            {
                Add($"{domain} VALIDATE CONSTRAINT {Quote(check.Name)}");
            }

            WriteCheckComment(to, old, check);
        }
    }

    // A check can be made valid where it stands, but not invalid.
    private static bool IsKept(CheckConstraint? from, CheckConstraint? to) => from is not null && to is not null && from.Expression == to.Expression && (from.NotValid || !to.NotValid);

    private void AddCheckToDomain(Domain domain, CheckConstraint check) => Add($"ALTER DOMAIN {Quote(domain.Name)} ADD {ConstraintDefinition(check)}");

    private void WriteCheckComment(Domain domain, CheckConstraint? from, CheckConstraint to)
    {
        if (from?.Comment != to.Comment)
        {
            AddComment($"CONSTRAINT {Quote(to.Name)} ON DOMAIN {Quote(domain.Name)}", to.Comment);
        }
    }

    private void WriteCreateComposite(CompositeType type) => Add($"CREATE TYPE {Quote(type.Name)} AS ({string.Join(", ", type.Attributes.Select(Attribute))})");

    private void WriteAlterComposite(CompositeType from, CompositeType to)
    {
        var (former, wanted) = (from.Attributes.ToDictionary(attribute => attribute.Name), to.Attributes.ToDictionary(attribute => attribute.Name));

        // A table that is made of the type follows it only when it is told to.
        string[] actions =
        [
            .. from.Attributes.Where(attribute => !wanted.ContainsKey(attribute.Name)).Select(attribute => $"DROP ATTRIBUTE {Quote(attribute.Name)} CASCADE"),
            .. to.Attributes.Where(attribute => former.TryGetValue(attribute.Name, out var old) && (old.Type != attribute.Type || old.Collation != attribute.Collation))
                .Select(attribute => $"ALTER ATTRIBUTE {Quote(attribute.Name)} TYPE {PostgreSqlTypeName.Of(attribute.Type)}{Collate(attribute.Collation)} CASCADE"),
            .. to.Attributes.Where(attribute => !former.ContainsKey(attribute.Name)).Select(attribute => $"ADD ATTRIBUTE {Attribute(attribute)} CASCADE"),
        ];
        AddAlter($"TYPE {Quote(to.Name)}", actions);
    }

    private static string Attribute(Column attribute) => $"{Quote(attribute.Name)} {PostgreSqlTypeName.Of(attribute.Type)}{Collate(attribute.Collation)}";
}

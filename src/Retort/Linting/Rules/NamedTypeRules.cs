using Retort.Schema;
using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>Enumerated types and domains.</summary>
internal static class NamedTypeRules
{
    private const string Mood = "CREATE TYPE mood AS ENUM ('sad', 'happy')";

    public static IEnumerable<LintRule> All =>
    [
        new StatementRule(
            new("RT-L055", "A new value of an enum has no place", Severity.Info)
            {
                Why = "Without BEFORE or AFTER it comes last, and the order of an enum's values is the order of ORDER BY and of comparisons.",
                Instead = "BEFORE or AFTER a value.",
                MutedOnNewTables = false,
                Before = Mood,
                Failing = "ALTER TYPE mood ADD VALUE 'calm'",
                Passing = "ALTER TYPE mood ADD VALUE 'calm' AFTER 'sad'",
            },
            statement => statement.As<AddEnumValueOutline>().Where(add => !add.IsPlaced).Select(add => new Remark(null, $"'{add.Value}' comes behind all other values of \"{add.Type}\", also in ORDER BY."))),
        new StatementRule(
            new("RT-L056", "A value of an enum is renamed", Severity.Warning)
            {
                Why = "Old and new version of the application run side by side, and one of them sends a value that is not there.",
                Instead = "Add the new value, fill it in, stop using the old one.",
                MutedOnNewTables = false,
                Before = Mood,
                Failing = "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
                Passing = "ALTER TYPE mood ADD VALUE 'blue' BEFORE 'sad'",
            },
            statement => statement.As<RenameEnumValueOutline>().Select(rename => new Remark(null, $"Whoever says '{rename.Value}' for a \"{rename.Type}\" fails from this moment on.", Lines($"ALTER TYPE {statement.Quote(rename.Type)} ADD VALUE '{rename.NewValue.Replace("'", "''", StringComparison.Ordinal)}' AFTER '{rename.Value.Replace("'", "''", StringComparison.Ordinal)}'")))),
        new StatementRule(
            new("RT-L057", "A type is made that is hard to change", Severity.Info)
            {
                Why = "No value of an enum can be removed, and each change of a domain's rules reads all tables that use it.",
                Instead = "A table of values with a foreign key; a check on the table.",
                MutedOnNewTables = false,
                Failing = "CREATE TYPE mood AS ENUM ('sad', 'happy')",
                Passing = "CREATE TABLE moods (name text PRIMARY KEY)",
            },
            statement => statement.As<CreateEnumOutline>().Select(create => new Remark(null, $"No value of \"{create.Name}\" can be removed later."))
                .Concat(statement.As<CreateDomainOutline>().Where(create => create.IsConstrained).Select(create => new Remark(null, $"Each change of the rules of \"{create.Name}\" reads all tables that use it.")))),
        new StatementRule(
            new("RT-L058", "A rule is added to a domain and tried at once", Severity.Error)
            {
                Why = "Every table with a column of the domain is read while nobody can write to it.",
                Cost = "SHARE on each of these tables, while it is read.",
                Instead = "ADD CONSTRAINT ... NOT VALID, which locks no table, and VALIDATE CONSTRAINT at a quiet hour.",
                MutedOnNewTables = false,
                Before = "CREATE DOMAIN age AS integer; CREATE TABLE users (id bigint PRIMARY KEY, years age)",
                Failing = "ALTER DOMAIN age ADD CONSTRAINT ck_age CHECK (VALUE > 0)",
                Passing = "ALTER DOMAIN age ADD CONSTRAINT ck_age CHECK (VALUE > 0) NOT VALID",
            },
            statement => statement.As<AlterDomainOutline>().Where(domain => domain.Change is DomainChange.SetNotNull or DomainChange.AddConstraint && !domain.NotValid).Select(domain => new Remark(
                null, $"Nobody can write to any table with a column of \"{domain.Domain}\" while all of them are read.",
                domain.Change == DomainChange.AddConstraint
                    ? Lines($"ALTER DOMAIN {statement.Quote(domain.Domain)} ADD CONSTRAINT {statement.Quote(domain.Constraint ?? NamingConvention.Check(domain.Domain, "value"))} {domain.Definition} NOT VALID", Later, $"ALTER DOMAIN {statement.Quote(domain.Domain)} VALIDATE CONSTRAINT {statement.Quote(domain.Constraint ?? NamingConvention.Check(domain.Domain, "value"))}")
                    : Lines($"ALTER DOMAIN {statement.Quote(domain.Domain)} ADD CONSTRAINT {statement.Quote(NamingConvention.Check(domain.Domain, "not_null"))} CHECK (VALUE IS NOT NULL) NOT VALID", Later, $"ALTER DOMAIN {statement.Quote(domain.Domain)} VALIDATE CONSTRAINT {statement.Quote(NamingConvention.Check(domain.Domain, "not_null"))}")))),
    ];
}

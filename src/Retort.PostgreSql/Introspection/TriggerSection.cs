using System.Diagnostics;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>Triggers. The copies that partitions have of their parent's are left to the parent.</summary>
internal sealed class TriggerSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql =>
        $"""
        SELECT t.oid, t.tgrelid AS relation, t.tgname AS name, t.tgconstraint <> 0 AS is_constraint, t.tgenabled::text AS enabled, p.tgenabled::text AS parent_enabled, pg_get_triggerdef(t.oid) AS definition
        FROM pg_catalog.pg_trigger t
        JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_trigger p ON p.oid = t.tgparentid
        WHERE (NOT t.tgisinternal OR t.tgparentid <> 0 AND NOT p.tgisinternal) AND {Scope.Contains("n")} AND {CatalogueScope.Free(CatalogueClass.Trigger, "t.oid")}
        """;

    public override void Read(CatalogueRow row)
    {
        if (!Catalogue.Relations.TryGetValue(row.Oid("relation"), out var relation))
        {
            return;
        }

        var (name, enabled) = (row.Text("name"), row.Letter("enabled"));
        if (row.LetterOrNull("parent_enabled") is { } parentEnabled)
        {
            if (enabled != parentEnabled)
            {
                Catalogue.Unmanage("firing of a trigger of a partition", $"{name} on {relation.Name}");
            }

            return;
        }

        var (events, action) = Split(row.Sql("definition"));
        Catalogue.Add(new CatalogueAddress(CatalogueClass.Trigger, row.Oid("oid")), null, new Trigger(relation.Name, name)
        {
            Events = events,
            Action = action,
            IsConstraint = row.Is("is_constraint"),
            Firing = enabled switch
            {
                'R' => TriggerFiring.Replica,
                'A' => TriggerFiring.Always,
                'D' => TriggerFiring.Disabled,
                _ => TriggerFiring.Origin,
            },
        });
    }

    // CREATE [CONSTRAINT] TRIGGER name events ON schema.table action
    private static (string Events, string Action) Split(string text)
    {
        var tokens = new List<SqlToken>();
        foreach (var token in new SqlLexer(text, SqlSyntax.PostgreSql))
        {
            if (token.IsSignificant)
            {
                tokens.Add(token);
            }
        }

        var name = tokens.FindIndex(token => token.Is(text, "TRIGGER")) + 1;
        var on = tokens.FindIndex(name + 1, token => token.Is(text, "ON"));
        return on < 0
            ? throw new UnreachableException($"No table in \"{text}\".")
            : (text[tokens[name].End..tokens[on].Start].Trim(), text[tokens[on + 3].End..].Trim());
    }
}

using Retort.Planning;
using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql;

internal sealed partial class EffectRules
{
    private void Drop(DropOutline drop)
    {
        switch (drop.Kind)
        {
            case "TABLE":
                DropTables(drop);
                break;
            case "INDEX":
                DropIndexes(drop);
                break;
            case "VIEW" or "MATERIALIZED VIEW" or "SEQUENCE" or "FOREIGN TABLE":
                DropRelations(drop);
                break;
            case "TRIGGER" or "RULE" or "POLICY" when drop.On is { } table:
                Lock(table, LockMode.AccessExclusive);
                break;
            case "SCHEMA" when drop.Cascade:
                DropSchemas(drop);
                break;
            case "SCHEMA" or "STATISTICS" or "COLLATION" or "PUBLICATION" or "ROLE" or "USER" or "DATABASE" or "EVENT TRIGGER":
                break;
            case "TYPE" or "DOMAIN" or "FUNCTION" or "PROCEDURE" or "ROUTINE" or "AGGREGATE" when !drop.Cascade:
                break;
            default:
                _isUnknown = true;
                break;
        }
    }

    /// <summary>Foreign keys go with their table, and their triggers on the tables they point to; a partition leaves its table.</summary>
    private void DropTables(DropOutline drop)
    {
        foreach (var name in drop.Names)
        {
            foreach (var table in Family(name))
            {
                DropTable(table, drop.Cascade);
            }
        }
    }

    private void DropTable(ObjectName table, bool cascade)
    {
        LockWithIndexes(table);
        LockReferenced(table, LockMode.AccessExclusive);
        LockAll(_schema.SequencesOf(table), LockMode.AccessExclusive);
        if (_schema.Table(table)?.PartitionOf is { } place)
        {
            Lock(place.Parent, LockMode.AccessExclusive);
            if (_schema.DefaultPartitionOf(place.Parent) is { } other)
            {
                Lock(other, LockMode.AccessExclusive);
            }
        }

        if (cascade)
        {
            LockDependents(table);
        }
    }

    private void LockDependents(ObjectName table)
    {
        foreach (var (other, _) in _schema.ForeignKeysTo(table))
        {
            Lock(other, LockMode.AccessExclusive);
        }

        LockAll(_schema.ViewsOf(table), LockMode.AccessExclusive);
    }

    private void DropIndexes(DropOutline drop)
    {
        var mode = drop.Concurrently ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive;
        foreach (var index in drop.Names)
        {
            Lock(index, mode);
            if (_schema.TableOfIndex(index) is { } table)
            {
                Lock(table, mode);
            }
        }
    }

    private void DropRelations(DropOutline drop)
    {
        foreach (var relation in drop.Names)
        {
            LockWithIndexes(relation);
            foreach (var view in drop.Cascade ? _schema.ViewsOf(relation) : [])
            {
                Lock(view, LockMode.AccessExclusive);
            }
        }
    }

    private void DropSchemas(DropOutline drop)
    {
        foreach (var table in _schema.Tables.Where(table => drop.Names.Any(name => name.Name == table.Name.Schema)))
        {
            LockWithIndexes(table.Name);
            LockReferenced(table.Name, LockMode.AccessExclusive);
        }
    }
}

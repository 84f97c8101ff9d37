using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql;

/// <summary>
/// The locks, rewrites and scans of a statement, by what PostgreSQL 13 to 18 was seen to do. Of two possible answers the heavier one is given where
/// the schema that would decide is not known.
/// </summary>
internal sealed partial class EffectRules
{
    private static readonly Comparer<RelationLock> ByStrength = Comparer<RelationLock>.Create((left, right) =>
        right.Mode.CompareTo(left.Mode) is not 0 and var order ? order : string.CompareOrdinal(left.Relation.ToString(), right.Relation.ToString()));

    private readonly SchemaLookup _schema;
    private readonly int _version;
    private readonly Dictionary<ObjectName, LockMode> _locks = [];
    private readonly HashSet<ObjectName> _rewrites = [];
    private readonly HashSet<ObjectName> _scans = [];
    private bool _isUnknown;

    private EffectRules(DatabaseSchema? schema, Version? version) => (_schema, _version) = (new SchemaLookup(schema), version?.Major ?? int.MaxValue);

    /// <summary>What a statement does.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="schema">The schema before it; <see langword="null"/> when it is not known.</param>
    /// <param name="version">The version of the server; <see langword="null"/> for the newest one known.</param>
    public static StatementEffects Of(string sql, DatabaseSchema? schema, Version? version)
    {
        var rules = new EffectRules(schema, version);
        rules.Apply(OutlineReader.Read(sql, SqlSyntax.PostgreSql));
        return rules._isUnknown ? StatementEffects.Unknown : new StatementEffects
        {
            Source = EffectSource.Ruled,
            Locks = rules.Locks(),
            Rewrites = Sorted(rules._rewrites),
            Scans = Sorted(rules._scans),
        };
    }

    private void Apply(StatementOutline outline)
    {
        switch (outline)
        {
            case CreateTableOutline create: CreateTable(create); break;
            case AlterTableOutline { Kind: "TABLE" } alter: AlterTable(alter); break;
            case AlterTableOutline alter: AlterRelation(alter); break;
            case CreateIndexOutline index: CreateIndex(index); break;
            case ReindexOutline reindex: Reindex(reindex); break;
            case DropOutline drop: Drop(drop); break;
            case CreateTriggerOutline trigger: Lock(trigger.Table, LockMode.ShareRowExclusive); break;
            case CreateRuleOutline rule: Lock(rule.Table, LockMode.AccessExclusive); break;
            case PolicyOutline policy: Lock(policy.Table, LockMode.AccessExclusive); break;
            case CreateViewOutline view: CreateView(view); break;
            case RefreshOutline refresh: Refresh(refresh); break;
            case AlterDomainOutline domain: AlterDomain(domain); break;
            case AlterSequenceOutline sequence: Lock(sequence.Sequence, sequence.IsMoved ? LockMode.AccessExclusive : LockMode.ShareRowExclusive); break;
            case TruncateOutline truncate: Truncate(truncate); break;
            case InsertOutline insert: Insert(insert); break;
            case UpdateOutline update: Update(update); break;
            case DeleteOutline delete: Delete(delete); break;
            case UnobtrusiveOutline { Command: "ANALYZE" or "VACUUM", Tables.IsEmpty: true }: LockAll(_schema.Tables.Select(table => table.Name), LockMode.ShareUpdateExclusive); break;
            case PublicationOutline publication: LockAll(publication.Tables, LockMode.ShareUpdateExclusive); break;
            case UnobtrusiveOutline unobtrusive: LockAll(unobtrusive.Tables, LockMode.ShareUpdateExclusive); break;
            case LockTableOutline held: LockAll(held.Tables.SelectMany(Family), held.Mode); break;
            case GrantOutline grant: LockAll(_version >= 18 ? grant.Tables : [], LockMode.AccessShare); break;
            case RewriteOutline { Table: { } table }: LockAndRewrite(table); break;
            case CommentOutline comment: Comment(comment); break;
            case CreateOtherOutline { Kind: not ("EXTENSION" or "SERVER" or "SUBSCRIPTION") }: break;
            case CreateRoutineOutline or CreateEnumOutline or CreateDomainOutline or AddEnumValueOutline or RenameEnumValueOutline
                or SetParameterOutline or TransactionOutline or RenameSchemaOutline or HarmlessOutline:
                break;
            default: _isUnknown = true; break;
        }
    }

    private void CreateTable(CreateTableOutline create)
    {
        if (create is { IfNotExists: true } && _schema.Table(create.Name) is not null)
        {
            return;
        }

        foreach (var constraint in create.AllConstraints)
        {
            if (constraint.References is { } referenced && referenced != create.Name)
            {
                Lock(referenced, LockMode.ShareRowExclusive);
            }
        }

        foreach (var parent in create.Inherits)
        {
            Lock(parent, LockMode.ShareUpdateExclusive);
        }

        if (create.PartitionOf is { } partitioned)
        {
            Lock(partitioned, LockMode.AccessExclusive);
            LockReferenced(partitioned, LockMode.ShareRowExclusive);
            LockDefaultPartition(partitioned, isNewDefault: create.Bound == "DEFAULT");
        }
    }

    private void CreateIndex(CreateIndexOutline index)
    {
        var mode = index.Concurrently ? LockMode.ShareUpdateExclusive : LockMode.Share;
        var isThere = index is { IfNotExists: true, Name: { } name } && _schema.Index(index.Table.WithName(name)) is not null;
        foreach (var table in index.Only ? [index.Table] : Family(index.Table))
        {
            Lock(table, mode);
            if (!isThere && !_schema.IsPartitioned(table) && !index.Only)
            {
                _scans.Add(table);
            }
        }
    }

    private void Reindex(ReindexOutline reindex)
    {
        var table = reindex is { Target: "INDEX", Name: { } index } ? _schema.TableOfIndex(index) : reindex is { Target: "TABLE", Name: { } name } ? name : (ObjectName?)null;
        if (reindex.Target is not ("INDEX" or "TABLE") || reindex.Name is not { } target)
        {
            _isUnknown = true;
            return;
        }

        if (table is { } on)
        {
            Lock(on, reindex.Concurrently ? LockMode.ShareUpdateExclusive : LockMode.Share);
            _scans.Add(on);
        }

        foreach (var built in reindex.Target == "INDEX" ? [target] : _schema.IndexNamesOf(target))
        {
            Lock(built, reindex.Concurrently ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive);
            _rewrites.Add(built);
        }
    }

    private void CreateView(CreateViewOutline view)
    {
        if (view.OrReplace)
        {
            Lock(view.Name, LockMode.AccessExclusive);
        }

        foreach (var table in view is { Materialized: true, WithData: true } ? _schema.Tables.Where(table => SchemaLookup.Names(view.Query, table.Name.Name)) : [])
        {
            Scan(table.Name);
        }
    }

    private void Refresh(RefreshOutline refresh)
    {
        Lock(refresh.View, refresh.Concurrently ? LockMode.Exclusive : LockMode.AccessExclusive);
        if (!refresh.Concurrently)
        {
            _rewrites.Add(refresh.View);
            _rewrites.UnionWith(_schema.IndexNamesOf(refresh.View));
        }

        foreach (var table in _schema.TablesOfView(refresh.View))
        {
            Scan(table);
        }
    }

    private void AlterDomain(AlterDomainOutline domain)
    {
        if (domain.Change == DomainChange.Other || domain is { Change: DomainChange.AddConstraint, NotValid: true })
        {
            return;
        }

        foreach (var table in _schema.TablesWith(domain.Domain))
        {
            Lock(table, LockMode.Share);
            _scans.Add(table);
        }

        _isUnknown = _schema.Domain(domain.Domain) is null;
    }

    private void LockAll(IEnumerable<ObjectName> tables, LockMode mode)
    {
        foreach (var table in tables)
        {
            Lock(table, mode);
        }
    }

    private void Comment(CommentOutline comment)
    {
        if (comment.Table is { } table && comment.Kind is "TABLE" or "VIEW" or "MATERIALIZED VIEW" or "INDEX" or "SEQUENCE" or "COLUMN" or "CONSTRAINT" or "TRIGGER" or "RULE" or "POLICY")
        {
            Lock(table, LockMode.ShareUpdateExclusive);
        }
    }

    private void Lock(ObjectName relation, LockMode mode) =>
        _locks[relation] = _locks.TryGetValue(relation, out var held) && held > mode ? held : mode;

    /// <summary>An index is locked with its table, and is worth telling where it is locked harder.</summary>
    private bool GoesWithItsTable(ObjectName relation, LockMode mode) =>
        _schema.Table(relation) is null && _schema.TableOfIndex(relation) is { } table && _locks.TryGetValue(table, out var held) && held >= mode;

    private void LockWithIndexes(ObjectName table)
    {
        Lock(table, LockMode.AccessExclusive);
        foreach (var index in _schema.IndexNamesOf(table))
        {
            Lock(index, LockMode.AccessExclusive);
        }
    }

    private void LockAndRewrite(ObjectName table)
    {
        LockWithIndexes(table);
        Rewrite(table);
    }

    /// <summary>A table that is written anew is read from end to end, and all its indexes are built.</summary>
    private void Rewrite(ObjectName table)
    {
        _rewrites.Add(table);
        _rewrites.UnionWith(_schema.IndexNamesOf(table));
        _scans.Add(table);
        foreach (var index in _schema.IndexNamesOf(table))
        {
            Lock(index, LockMode.AccessExclusive);
        }
    }

    private void LockReferenced(ObjectName table, LockMode mode)
    {
        foreach (var key in _schema.ForeignKeysOf(table).Where(key => key.ReferencedTable != table))
        {
            Lock(key.ReferencedTable, mode);
        }
    }

    /// <summary>A new partition takes values away from the default one, which is therefore looked through.</summary>
    private void LockDefaultPartition(ObjectName partitioned, bool isNewDefault)
    {
        if (!isNewDefault && _schema.DefaultPartitionOf(partitioned) is { } partition)
        {
            Lock(partition, LockMode.AccessExclusive);
            _scans.Add(partition);
        }
    }

    /// <summary>A table and all that inherit from it or are partitions of it.</summary>
    private IEnumerable<ObjectName> Family(ObjectName table)
    {
        yield return table;
        foreach (var descendant in _schema.Descendants(table))
        {
            yield return descendant;
        }
    }

    private ImmutableArray<RelationLock> Locks()
    {
        var locks = new List<RelationLock>();
        foreach (var (relation, mode) in _locks)
        {
            if (!GoesWithItsTable(relation, mode))
            {
                locks.Add(new RelationLock(relation, mode));
            }
        }

        return locks.Count == 1 ? [locks[0]] : [.. locks.Order(ByStrength)];
    }

    private static ImmutableArray<ObjectName> Sorted(HashSet<ObjectName> names)
    {
        if (names.Count == 0)
        {
            return [];
        }

        // They are few, and mostly come as the schema has them, which is by name.
        var (sorted, count) = (new ObjectName[names.Count], 0);
        foreach (var name in names)
        {
            var place = count++;
            for (; place > 0 && string.CompareOrdinal(sorted[place - 1].ToString(), name.ToString()) > 0; place--)
            {
                sorted[place] = sorted[place - 1];
            }

            sorted[place] = name;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(sorted);
    }
}

using Retort.Planning;
using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql;

internal sealed partial class EffectRules
{
    private void Truncate(TruncateOutline truncate)
    {
        var reached = new HashSet<ObjectName>();
        var ahead = new Queue<ObjectName>(truncate.Tables.SelectMany(Family));
        while (ahead.TryDequeue(out var table))
        {
            if (!reached.Add(table))
            {
                continue;
            }

            LockWithIndexes(table);
            foreach (var (other, _) in truncate.Cascade ? _schema.ForeignKeysTo(table) : [])
            {
                ahead.Enqueue(other);
            }
        }
    }

    private void Write(ObjectName table, bool isWhole)
    {
        foreach (var written in Family(table))
        {
            Lock(written, LockMode.RowExclusive);
            if (isWhole && !_schema.IsPartitioned(written))
            {
                _scans.Add(written);
            }
        }
    }

    /// <summary>A row that points to another one keeps that from going away.</summary>
    private void Insert(InsertOutline insert)
    {
        Lock(insert.Table, LockMode.RowExclusive);
        LockReferenced(insert.Table, LockMode.RowShare);
    }

    private void Update(UpdateOutline update)
    {
        Write(update.Table, isWhole: !update.HasWhere);
        LockReferenced(update.Table, LockMode.RowShare);
    }

    /// <summary>Who points to a row that goes is looked up for each row, and follows it where the foreign key says so.</summary>
    private void Delete(DeleteOutline delete)
    {
        Write(delete.Table, isWhole: !delete.HasWhere);
        foreach (var deleted in Family(delete.Table))
        {
            var own = _schema.ForeignKeysOf(deleted).Where(key => key.ReferencedTable == deleted).Select(key => new TableKey(deleted, key));
            foreach (var (other, key) in _schema.ForeignKeysTo(deleted).Concat(own).Where(pair => !pair.Key.NotEnforced))
            {
                Lock(other, key.OnDelete is ReferentialAction.NoAction or ReferentialAction.Restrict ? LockMode.RowShare : LockMode.RowExclusive);
                if (!_schema.HasIndexFor(other, key.Columns))
                {
                    _scans.Add(other);
                }
            }
        }
    }
}

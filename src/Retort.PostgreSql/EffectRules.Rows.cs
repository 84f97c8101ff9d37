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
}

using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

/// <summary>When a change of an object happens relative to the others of the same object.</summary>
internal enum ChangePhase
{
    /// <summary>The object comes to be, or to be again.</summary>
    Create,

    /// <summary>It is changed in place.</summary>
    Alter,

    /// <summary>It goes, or makes way.</summary>
    Drop,
}

/// <summary>The changes of all objects and which must come before which. Pure bookkeeping: it knows nothing about schemas.</summary>
internal sealed class ChangeGraph
{
    private readonly Dictionary<(ObjectId Id, ChangePhase Phase), Change> _changes = [];

    /// <summary>Adds operations to the change of an object in a phase.</summary>
    public void Add(ObjectId id, ChangePhase phase, params IEnumerable<Operation> operations)
    {
        if (!_changes.TryGetValue((id, phase), out var change))
        {
            _changes.Add((id, phase), change = new Change(id, phase, _changes.Count));
        }

        change.Operations.AddRange(operations);
    }

    /// <summary>Prefers that one change comes before another, unless it is demanded, or was preferred, that it comes after it.</summary>
    /// <returns>Whether it does.</returns>
    public static bool Prefer(Change first, Change second)
    {
        var isFree = first == second || !Leads(second, first);
        if (isFree)
        {
            Order(first, second);
        }

        return isFree;
    }

    public Change? Find(ObjectId id, ChangePhase phase) => _changes.GetValueOrDefault((id, phase));

    public IEnumerable<Change> All => _changes.Values;

    /// <summary>Demands that one change comes before another; nothing when one of them is not there or both are the same.</summary>
    public static void Order(Change? first, Change? second)
    {
        if (first is not null && second is not null && first != second)
        {
            first.Before.Add(second);
        }
    }

    /// <summary>
    /// The operations in an order that respects all demands: creations as early and drops as late as they allow, otherwise by kind and name (Kahn, 1962).
    /// </summary>
    /// <exception cref="DependencyCycleException">There is no such order.</exception>
    public ImmutableArray<Operation> Sort()
    {
        var waiting = _changes.Values.ToDictionary(change => change, _ => 0);
        foreach (var after in _changes.Values.SelectMany(change => change.Before))
        {
            waiting[after]++;
        }

        var ready = new PriorityQueue<Change, Change>(Comparer<Change>.Create(Compare));
        ready.EnqueueRange(waiting.Where(pair => pair.Value == 0).Select(pair => (pair.Key, pair.Key)));
        var sorted = ImmutableArray.CreateBuilder<Operation>();
        while (ready.TryDequeue(out var change, out _))
        {
            sorted.AddRange(change.Operations);
            waiting.Remove(change);
            foreach (var after in change.Before)
            {
                if (--waiting[after] == 0)
                {
                    ready.Enqueue(after, after);
                }
            }
        }

        return waiting.Count == 0 ? sorted.ToImmutable() : throw new DependencyCycleException([.. waiting.Keys.Select(change => change.Id).Distinct().Order()]);
    }

    private static bool Leads(Change from, Change to)
    {
        var (seen, open) = (new HashSet<Change> { from }, new Stack<Change>([from]));
        while (open.TryPop(out var change))
        {
            foreach (var after in change.Before.Where(seen.Add))
            {
                open.Push(after);
            }
        }

        return seen.Contains(to);
    }

    private static int Compare(Change left, Change right)
    {
        var order = Urgency(left).CompareTo(Urgency(right));
        if (order != 0)
        {
            return order;
        }

        // Columns come in the order of their table.
        order = left.Id.Kind == ObjectKind.Column && left.Id.Name == right.Id.Name && right.Id.Kind == ObjectKind.Column ? left.Number.CompareTo(right.Number) : left.Id.CompareTo(right.Id);
        return left.Phase == ChangePhase.Drop ? -order : order;
    }

    // New tables first, then what changes in the old ones, then what is built on both; drops of what is built on tables before those of tables.
    // The body of a function may speak of any of them without the database knowing, and default privileges are not meant for what the schema spells out.
    private static int Urgency(Change change) => (change.Phase, change.Id.Kind) switch
    {
        (ChangePhase.Drop, ObjectKind.DefaultPrivileges) => -1,
        (ChangePhase.Drop, ObjectKind.Column) => 11,
        (ChangePhase.Drop, <= ObjectKind.Table) => 12,
        (ChangePhase.Drop, _) => 10,
        (_, ObjectKind.DefaultPrivileges) => 9,
        (_, ObjectKind.Function or ObjectKind.Procedure) => 8,
        (_, < ObjectKind.Table) => 0,
        (ChangePhase.Create, ObjectKind.Table) => 1,
        (_, ObjectKind.Table) => 2,
        (ChangePhase.Create, ObjectKind.Column) => 3,
        (_, ObjectKind.Column) => 4,
        (_, ObjectKind.Constraint) => 5,
        (_, ObjectKind.Index) => 6,
        _ => 7,
    };

    /// <summary>What happens to one object in one phase.</summary>
    internal sealed class Change(ObjectId id, ChangePhase phase, int number)
    {
        public ObjectId Id => id;

        public ChangePhase Phase => phase;

        /// <summary>The place among all changes in the order they were found, which for columns is that of their table.</summary>
        public int Number => number;

        public List<Operation> Operations { get; } = [];

        public HashSet<Change> Before { get; } = [];
    }
}

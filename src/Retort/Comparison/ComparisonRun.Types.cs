using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

/// <content>Types and collations that are replaced by others of their names.</content>
internal sealed partial class ComparisonRun
{
    private ImmutableArray<TypeUse> UsesOf(ObjectId type) =>
    [
        .. from need in _needsOfFrom.Value
           where need.Needs == type && _recreation.ConvertedColumns.Contains(need.Dependent) && !_recreation.Recreated.Contains(need.Dependent) && !_recreation.Recreated.Contains(new(ObjectKind.Table, need.Dependent.Name))
           let before = TableOf(_from, need.Dependent.Name)?.Columns.FirstOrDefault(column => column.Name == need.Dependent.Part)
           let after = TableOf(_to, need.Dependent.Name)?.Columns.FirstOrDefault(column => column.Name == need.Dependent.Part)
           where before is { IsInherited: false } && after is not null && before.Type == after.Type
           orderby need.Dependent
           select new TypeUse(need.Dependent.Name, before, after),
    ];

    private static ObjectId Former(ObjectId type) => type with { Part = "former" };

    /// <summary>Whether something can let go of a type only when its replacement is there: a column leaves what is made of the type for the type itself, or the other way.</summary>
    private bool LetsGoLate(ObjectId user, ObjectId type) => user.Kind == ObjectKind.Column
        ? _to.DependenciesOf(user).Any(other => IsMadeOfTypes(other) && _to.DependenciesOf(other).Contains(type))
        : IsMadeOfTypes(user) && _needsOfFrom.Value.Any(need => need.Needs == user && need.Dependent.Kind == ObjectKind.Column && _to.DependenciesOf(need.Dependent).Contains(type));

    private static bool IsMadeOfTypes(ObjectId id) => id.Kind is ObjectKind.Domain or ObjectKind.Composite;

    /// <summary>The change of a type that another object lets go of first: where it takes two steps, a column or another type may stay until the second.</summary>
    private ChangeGraph.Change? LetGo(ObjectId needed, ObjectId dependent) =>
        (dependent.Kind == ObjectKind.Column || IsMadeOfTypes(dependent) ? _graph.Find(Former(needed), ChangePhase.Alter) : null) ?? _graph.Find(needed, ChangePhase.Alter);

    /// <summary>A type stays until all that was made of it is replaced or altered too: then its replacement takes two steps.</summary>
    private void DivideReplacements()
    {
        foreach (var id in _recreation.ReplacedTypes.Order())
        {
            if (_graph.Find(id, ChangePhase.Alter) is not { Operations: [ReplaceType replacement, ..] } change)
            {
                continue;
            }

            var converted = replacement.Uses.Select(use => new ObjectId(ObjectKind.Column, use.Table, use.From.Name)).ToHashSet();
            var waiting = _needsOfFrom.Value.Where(need => need.Needs == id && !converted.Contains(need.Dependent)).Select(need => need.Dependent)
                .SelectMany(user => _to.DependenciesOf(user).Contains(id) ? [_graph.Find(user, ChangePhase.Alter)] : LetsGoLate(user, id) ? [_graph.Find(user, ChangePhase.Alter), _graph.Find(user, ChangePhase.Drop)] : Array.Empty<ChangeGraph.Change?>())
                .Where(user => user?.Operations[0] is ReplaceType or Operations.AlterColumn or DropObject).ToList();
            if (waiting.Count > 0)
            {
                change.Operations[0] = replacement with { Step = ReplacementStep.Start };
                _graph.Add(Former(id), ChangePhase.Alter, replacement with { Step = ReplacementStep.End });
                var end = _graph.Find(Former(id), ChangePhase.Alter);
                ChangeGraph.Order(change, end);
                waiting.ForEach(user => ChangeGraph.Order(user, end));
            }
        }
    }
}

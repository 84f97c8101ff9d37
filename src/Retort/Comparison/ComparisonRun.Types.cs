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
            var waiting = _needsOfFrom.Value.Where(need => need.Needs == id && !converted.Contains(need.Dependent) && _to.DependenciesOf(need.Dependent).Contains(id))
                .Select(need => _graph.Find(need.Dependent, ChangePhase.Alter)).Where(user => user?.Operations[0] is ReplaceType or Operations.AlterColumn).ToList();
            if (waiting.Count > 0)
            {
                change.Operations[0] = replacement with { Step = ReplacementStep.Start };
                _graph.Add(id with { Part = "former" }, ChangePhase.Alter, replacement with { Step = ReplacementStep.End });
                var end = _graph.Find(id with { Part = "former" }, ChangePhase.Alter);
                ChangeGraph.Order(change, end);
                waiting.ForEach(user => ChangeGraph.Order(user, end));
            }
        }
    }
}

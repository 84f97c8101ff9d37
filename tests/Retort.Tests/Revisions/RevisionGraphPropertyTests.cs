using FsCheck;
using FsCheck.Fluent;
using Retort.Revisions;

namespace Retort.Tests.Revisions;

/// <summary>The answers of the graph are those of the definition, on graphs that Alembic dies of too: with edges that say what others say already.</summary>
public sealed class RevisionGraphPropertyTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(400);

    [Fact]
    public void An_upgrade_runs_what_is_below_the_target_and_not_applied() => ForAllGraphs(graph =>
    {
        var (rows, target) = (graph.Rows(), graph.AnyId());

        var path = graph.Graph.PlanUpgrade(rows, [target]);

        graph.RequireValid(path);
        Assert.Equal(graph.Below(target).Except(rows.SelectMany(graph.Below)).Order(StringComparer.Ordinal), IdsOf(path));
    });

    [Fact]
    public void An_upgrade_to_the_heads_applies_everything() => ForAllGraphs(graph =>
    {
        var path = graph.Graph.PlanUpgrade(graph.Rows(), ["heads"]);

        graph.RequireValid(path);
        Assert.True(graph.Graph.IsAtHeads(path.RowsAfter));
        Assert.Equal(graph.Tips(graph.Revisions.Select(revision => revision.Id.Value).ToHashSet()), path.RowsAfter.Select(row => row.Value).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void A_downgrade_reverts_what_is_applied_above_the_children_of_the_target() => ForAllGraphs(graph =>
    {
        var rows = graph.Rows();
        var applied = rows.SelectMany(graph.Below).ToHashSet();
        var target = graph.AnyId();
        var children = graph.Revisions.Where(revision => revision.Revises.Any(parent => parent.Value == target)).Select(revision => revision.Id.Value).ToHashSet();
        var expected = applied.Where(id => graph.Below(id).Overlaps(children)).Order(StringComparer.Ordinal).ToList();

        if (!applied.Contains(target) || (expected.Count == 0 && !rows.Contains(target)))
        {
            Assert.Equal(RevisionProblem.NotRelated, Assert.Throws<RevisionGraphException>(() => graph.Graph.PlanDowngrade(rows, target)).Problem);
            return;
        }

        var path = graph.Graph.PlanDowngrade(rows, target);

        graph.RequireValid(path);
        Assert.Equal(expected, IdsOf(path));
    });

    [Fact]
    public void A_downgrade_to_the_base_undoes_an_upgrade_step_by_step() => ForAllGraphs(graph =>
    {
        var up = graph.Graph.PlanUpgrade([], ["heads"]);
        var down = graph.Graph.PlanDowngrade([.. up.RowsAfter.Select(row => row.Value)], "base");

        graph.RequireValid(down);
        Assert.Empty(down.RowsAfter);
        Assert.Equal(up.Steps.Select(step => step.Revision.Id), down.Steps.Reverse().Select(step => step.Revision.Id));
        Assert.All(up.Steps.Zip(down.Steps.Reverse()), pair =>
        {
            Assert.Equal(pair.First.Rows.Delete, pair.Second.Rows.Insert);
            Assert.Equal(pair.First.Rows.Insert, pair.Second.Rows.Delete);
        });
    });

    [Fact]
    public void A_stamp_leaves_the_tips_of_the_targets_and_of_what_is_on_no_line_with_them() => ForAllGraphs(graph =>
    {
        var rows = graph.Rows();
        string[] targets = [.. Enumerable.Range(0, 3).Select(_ => graph.AnyId())];
        var unrelated = rows.Where(row => !targets.Any(target => graph.Below(target).Contains(row) || graph.Below(row).Contains(target)));
        var expected = graph.Tips(unrelated.Concat(targets).SelectMany(graph.Below).ToHashSet());

        Assert.Equal(expected, graph.Graph.PlanStamp(rows, targets).Select(row => row.Value).Order(StringComparer.Ordinal));
        Assert.Equal(expected, graph.Graph.PlanStamp(rows, [.. targets.Reverse()]).Select(row => row.Value).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void A_path_stopped_anywhere_has_the_rest_left() => ForAllGraphs(graph =>
    {
        var whole = graph.Graph.PlanUpgrade(graph.Rows(), ["heads"]);
        var rows = whole.RowsBefore.Select(row => row.Value).ToHashSet();
        foreach (var (done, step) in whole.Steps.Index())
        {
            var rest = graph.Graph.PlanRemaining([.. rows], Direction.Upgrade, whole.Steps.Select(one => one.Revision.Id));

            Assert.Equal(whole.Steps.Skip(done).Select(one => one.Revision.Id), rest.Steps.Select(one => one.Revision.Id));
            Assert.Equal(whole.RowsAfter, rest.RowsAfter);
            rows.ExceptWith(step.Rows.Delete.Select(row => row.Value));
            rows.UnionWith(step.Rows.Insert.Select(row => row.Value));
        }
    });

    [Fact]
    public void The_order_is_the_same_however_the_files_are_found() => ForAllGraphs(graph =>
        Assert.Equal(graph.Graph.Revisions.Select(revision => revision.Id), RevisionGraph.Build(graph.Revisions.Reverse()).Revisions.Select(revision => revision.Id)));

    private static IEnumerable<string> IdsOf(RevisionPath path) => path.Steps.Select(step => step.Revision.Id.Value).Order(StringComparer.Ordinal);

    private static void ForAllGraphs(Action<RandomGraph> holds) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => holds(new RandomGraph(seed, redundantEdges: true))).Check(Runs);
}

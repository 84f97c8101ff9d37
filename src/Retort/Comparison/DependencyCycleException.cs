using Retort.Schema;

namespace Retort.Comparison;

/// <summary>Objects need each other in a circle, so that no order of single changes works.</summary>
public sealed class DependencyCycleException : RetortException
{
    internal DependencyCycleException(IReadOnlyList<ObjectId> objects)
        : base(
            "RT0410",
            "The changes need each other in a circle.",
            string.Join("\n", objects),
            "Write the change of these objects by hand, in two revisions: the first without one of the dependencies.") => Objects = objects;

    /// <summary>The objects of the circle.</summary>
    public IReadOnlyList<ObjectId> Objects { get; }
}

using Retort.Comparison;
using Retort.Execution;

namespace Retort.Authoring;

/// <summary>A generated revision does not do what it was generated for. Only a scratch database was touched.</summary>
public sealed class ProofException : RetortException
{
    private const string ProofFailed = "RT0412";

    internal ProofException(string direction, SchemaComparison difference)
        : base(
            ProofFailed,
            $"The {direction} of the generated revision leaves a difference.",
            string.Join("\n", difference.Operations.Select(operation => $"still to do: {operation.Describe()}")),
            "Write the revision with --no-proof, correct it by hand, and tell the Retort project: this is a defect of the comparison.") => Difference = difference;

    internal ProofException(string direction, MigrationFailedException failure)
        : base(
            ProofFailed,
            $"The {direction} of the generated revision fails in a scratch database: {failure.Message}",
            failure.Detail,
            "Write the revision with --no-proof and correct it by hand.",
            failure)
    {
    }

    /// <summary>What is left to do; <see langword="null"/> when the revision failed.</summary>
    public SchemaComparison? Difference { get; }
}

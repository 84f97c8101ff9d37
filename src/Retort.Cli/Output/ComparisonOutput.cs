using System.Text.Json.Nodes;
using Retort.Comparison;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Cli.Output;

/// <summary>Differences between schemas, for people and for scripts.</summary>
internal static class ComparisonOutput
{
    /// <summary>The document of a comparison.</summary>
    public static JsonObject Describe(SchemaComparison comparison) => new()
    {
        ["equal"] = comparison.AreEqual,
        ["operations"] = Operations(comparison.Operations),
        ["unmanaged"] = JsonOutput.Array(comparison.Unmanaged, item => new JsonObject { ["kind"] = item.Kind, ["name"] = item.Name }),
    };

    /// <summary>A line for each difference.</summary>
    public static void Print(CommandContext context, SchemaComparison comparison)
    {
        foreach (var operation in comparison.Operations)
        {
            context.Out.WriteLine(Line(operation));
        }

        foreach (var remark in comparison.Remarks)
        {
            context.Say(remark);
        }

        SayUnmanaged(context, comparison.Unmanaged);
    }

    /// <summary>What an operation does, and whether data goes with it.</summary>
    public static string Line(Operation operation) => $"{operation.Describe()}{(operation.LosesData ? "  (loses data)" : "")}";

    public static JsonArray Operations(IReadOnlyList<Operation> operations) => JsonOutput.Array(operations, Describe);

    public static JsonObject Describe(Operation operation) => new()
    {
        ["kind"] = operation.Kind,
        ["object"] = operation.Subject?.ToString(),
        ["description"] = operation.Describe(),
        ["destructive"] = operation.LosesData,
    };

    public static void SayUnmanaged(CommandContext context, IReadOnlyCollection<UnmanagedObject> unmanaged)
    {
        if (unmanaged.Count > 0)
        {
            context.Say($"not compared: {string.Join(", ", unmanaged.Select(item => $"{item.Kind} {item.Name}"))}");
        }
    }
}

using System.Text.Json.Nodes;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Operations;
using Retort.Reporting;
using Retort.Schema;

namespace Retort.Cli.Output;

/// <summary>Differences between schemas, for people and for scripts.</summary>
internal static class ComparisonOutput
{
    public static void Print(CommandContext context, SchemaComparison comparison, bool asScript, IDialect dialect, Version serverVersion)
    {
        if (asScript)
        {
            context.Out.Write(SchemaScript.Write(comparison, dialect, serverVersion));
            return;
        }

        if (context.Json)
        {
            context.Print(new JsonObject
            {
                ["equal"] = comparison.AreEqual,
                ["operations"] = Operations(comparison.Operations),
                ["unmanaged"] = JsonOutput.Array(comparison.Unmanaged, item => new JsonObject { ["kind"] = item.Kind, ["name"] = item.Name }),
            });
            return;
        }

        foreach (var operation in comparison.Operations)
        {
            context.Out.WriteLine($"{operation.Describe()}{(operation.LosesData ? "  (loses data)" : "")}");
        }

        foreach (var remark in comparison.Remarks)
        {
            context.Say(remark);
        }

        SayUnmanaged(context, comparison.Unmanaged);
    }

    public static JsonArray Operations(IReadOnlyList<Operation> operations) => JsonOutput.Array(operations, operation => new JsonObject
    {
        ["kind"] = operation.Kind,
        ["object"] = operation.Subject?.ToString(),
        ["description"] = operation.Describe(),
        ["destructive"] = operation.LosesData,
    });

    public static void SayUnmanaged(CommandContext context, IReadOnlyCollection<UnmanagedObject> unmanaged)
    {
        if (unmanaged.Count > 0)
        {
            context.Say($"not compared: {string.Join(", ", unmanaged.Select(item => $"{item.Kind} {item.Name}"))}");
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using Retort.Planning;

namespace Retort.Cli.Serving;

/// <summary>Tells whether a plan is the one that somebody has seen: it starts at the same rows, and runs the same statements of the same revisions in the same order.</summary>
internal static class PlanFingerprint
{
    public static string Of(MigrationPlan plan)
    {
        var text = new StringBuilder();
        Add($"{plan.Direction}");
        Add(string.Join(' ', plan.From));
        foreach (var planned in plan.Steps)
        {
            Add(planned.Step.Revision.Id.Value);
            Add(planned.Step.Revision.Checksum.Hex);

            // Code beside a revision can change what it does, and not its checksum.
            Add(string.Join('\0', planned.Statements.Select(statement => statement.Text)));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        void Add(string part) => text.Append(part.Length).Append(':').Append(part);
    }
}

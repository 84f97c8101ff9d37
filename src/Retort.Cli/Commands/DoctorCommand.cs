using System.CommandLine;
using System.Text.Json.Nodes;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.Diagnosis;
using Retort.Dialects;

namespace Retort.Cli.Commands;

/// <summary><c>doctor</c>: whether a change can be started here and now.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = RetortCli.New("doctor", "Looks at what a change depends on: go, wait or no-go; exits with 3 unless it is go.\n\nExample: retort doctor --json");
        command.SetWork(async (context, _, token) =>
        {
            await using var database = DatabaseAddress.Open(context.Settings, context.Host, context.Say);
            IReadOnlyList<Symptom> symptoms = [.. await ExamineRevisionsAsync(context, token), .. await ExamineDatabaseAsync(database, token)];
            var verdict = symptoms.Max(symptom => symptom.Verdict);
            if (context.Json)
            {
                context.Print(new JsonObject { ["verdict"] = Word(verdict), ["checks"] = JsonOutput.Array(symptoms, Describe) });
            }
            else
            {
                Print(context, symptoms);
                context.Say(verdict switch
                {
                    Verdict.Go => "go: nothing is in the way",
                    Verdict.Wait => "wait: look at the lines above before a change",
                    _ => "no-go: a change would fail",
                });
            }

            return verdict == Verdict.Go ? ExitCode.Done : ExitCode.CheckFound;
        });
        return command;
    }

    private static async Task<IEnumerable<Symptom>> ExamineRevisionsAsync(CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            var graph = await context.LoadGraphAsync(cancellationToken);
            return [new Symptom("revisions", Verdict.Go, $"{graph.Revisions.Length} {(graph.Revisions.Length == 1 ? "revision" : "revisions")}, heads: {(!graph.Heads.IsEmpty ? string.Join(", ", graph.Heads.Select(head => head.Id)) : "none")}")];
        }
        catch (RetortException e)
        {
            return [new Symptom("revisions", Verdict.NoGo, e.Message, e.Hint)];
        }
    }

    private static async Task<IEnumerable<Symptom>> ExamineDatabaseAsync(IDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            return [.. await database.DiagnoseAsync(cancellationToken), await ExamineScratchAsync(database, cancellationToken)];
        }
        catch (DatabaseConnectionException e)
        {
            return [new Symptom("connection", Verdict.NoGo, e.Message, e.Hint)];
        }
    }

    private static async Task<Symptom> ExamineScratchAsync(IDatabase database, CancellationToken cancellationToken)
    {
        const string Subject = "scratch database";
        try
        {
            await (await database.CreateScratchAsync(copySchema: false, cancellationToken)).DisposeAsync();
            return new Symptom(Subject, Verdict.Go, "one was made and thrown away");
        }
        catch (RetortException e)
        {
            return new Symptom(Subject, Verdict.Wait, e.Message, e.Hint);
        }
    }

    private static void Print(CommandContext context, IEnumerable<Symptom> symptoms)
    {
        foreach (var symptom in symptoms)
        {
            context.Out.WriteLine($"{Word(symptom.Verdict),-5}  {symptom.Subject}: {symptom.Message}");
            if (symptom.Remedy is not null)
            {
                context.Out.WriteLine($"       {symptom.Remedy}");
            }
        }
    }

    private static JsonObject Describe(Symptom symptom) => new()
    {
        ["name"] = symptom.Subject,
        ["verdict"] = Word(symptom.Verdict),
        ["message"] = symptom.Message,
        ["remedy"] = symptom.Remedy,
    };

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Go => "go",
        Verdict.Wait => "wait",
        _ => "no-go",
    };
}

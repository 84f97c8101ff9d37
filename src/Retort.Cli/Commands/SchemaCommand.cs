using System.CommandLine;
using Retort.Cli.Output;
using Retort.Dialects;
using Retort.Reporting;
using Retort.Revisions;
using Retort.Schema;

namespace Retort.Cli.Commands;

/// <summary><c>schema</c>: a schema as a script, a reference or a diagram.</summary>
internal static class SchemaCommand
{
    private const string Json = "json";

    public static Command Create()
    {
        var command = RetortCli.New("schema", "Writes a schema down: as a script, as a reference, as a diagram.\n\nExample: retort schema erd -o erd.svg");
        command.Subcommands.Add(CreateExport());
        command.Subcommands.Add(CreateDocs());
        command.Subcommands.Add(CreateErd());
        return command;
    }

    private static Command CreateExport()
    {
        var (source, output) = (NewSource(), OutputFile.NewOption());
        var format = OutputFile.FormatOption("A script that makes the schema, or what it is made of.", output, "sql", Json);
        var command = RetortCli.New("export", "Writes a schema in a stable order, fit to be committed and compared.\n\nExample: retort schema export -o schema.sql", source, format, output);
        command.SetWork(async (context, parsed, token) =>
        {
            await using var from = SchemaSource.Parse(parsed.GetValue(source)!, context);
            var (reading, version) = await from.ReadAsync(token);
            var form = context.Json ? Json : parsed.GetValue(format)!;
            var document = form == Json ? $"{SchemaJson.Write(reading.Schema)}\n" : SchemaScript.Write(reading.Schema, from.Dialect, version);
            await OutputFile.WriteAsync(context, form, document, parsed.GetValue(output), token);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateDocs()
    {
        var (source, output) = (NewSource(), OutputFile.NewOption());
        var format = OutputFile.FormatOption("Markdown, or one HTML file that loads nothing.", output, "markdown", "html");
        var title = new Option<string>("--title") { Description = "The heading.", HelpName = "TEXT", DefaultValueFactory = _ => new SchemaDocumentOptions().Title };
        var withoutRevisions = new Option<bool>("--no-revisions") { Description = "Does not replay the revisions in a scratch database to tell which one made what." };
        var command = RetortCli.New(
            "docs",
            "Writes a reference: tables with their columns, keys, indexes and who refers to them, views, types, functions.\n\nExample: retort schema docs -o schema.html",
            source, format, output, title, withoutRevisions);
        command.SetWork(async (context, parsed, token) =>
        {
            await using var from = SchemaSource.Parse(parsed.GetValue(source)!, context);
            var schema = (await from.ReadAsync(token)).Reading.Schema;
            var options = new SchemaDocumentOptions { Title = parsed.GetValue(title)! };
            if (!parsed.GetValue(withoutRevisions))
            {
                options = options with { MadeBy = await TryReplayAsync(from, context, options.MadeBy, token) };
            }

            var form = parsed.GetValue(format)!;
            var document = form == "html" ? SchemaDocument.WriteHtml(schema, from.Dialect, options) : SchemaDocument.WriteMarkdown(schema, from.Dialect, options);
            await OutputFile.WriteAsync(context, form, document, parsed.GetValue(output), token);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateErd()
    {
        var (source, output) = (NewSource(), OutputFile.NewOption());
        var format = OutputFile.FormatOption("Mermaid, or a picture.", output, "mermaid", "svg");
        var command = RetortCli.New("erd", "Draws the tables, their columns and foreign keys.\n\nExample: retort schema erd -o erd.svg", source, format, output);
        command.SetWork(async (context, parsed, token) =>
        {
            await using var from = SchemaSource.Parse(parsed.GetValue(source)!, context);
            var schema = (await from.ReadAsync(token)).Reading.Schema;
            var form = parsed.GetValue(format)!;
            var document = form == "svg" ? SchemaDiagram.WriteSvg(schema, from.Dialect) : SchemaDiagram.WriteMermaid(schema, from.Dialect);
            await OutputFile.WriteAsync(context, form, document, parsed.GetValue(output), token);
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> NewSource() => new("SOURCE")
    {
        Description = "Which schema: database, model, revision:ID, file:PATH, or the address of a database.",
        DefaultValueFactory = _ => "database",
    };

    /// <summary>A reference is worth having where the revisions cannot be replayed: it does not tell which one made what then.</summary>
    private static async Task<IReadOnlyDictionary<ObjectId, Revision>> TryReplayAsync(
        SchemaSource source, CommandContext context, IReadOnlyDictionary<ObjectId, Revision> unknown, CancellationToken cancellationToken)
    {
        try
        {
            return await SchemaOrigins.ReplayAsync(context.Revisions, source.Context, context.RunOptions, cancellationToken);
        }
        catch (RetortException e)
        {
            context.Say($"which revision made what is not known: {e.Message}");
            return unknown;
        }
    }
}

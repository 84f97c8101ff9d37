using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Retort.Authoring;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Operations;
using Retort.RevisionFiles;
using Retort.Revisions;
using Retort.Schema;
using Retort.Targets;

namespace Retort.Cli;

/// <summary>One run of autogenerate: compares, asks about renames where somebody can answer, proves and reports.</summary>
internal sealed class Generation : IAsyncDisposable
{
    private readonly CommandContext _context;
    private readonly IDatabase _database;
    private readonly RevisionGenerator _generator;

    private Generation(CommandContext context, IDatabase database, RevisionGenerator generator, GeneratedChange change) =>
        (_context, _database, _generator, Change) = (context, database, generator, change);

    public GeneratedChange Change { get; }

    /// <summary>Compares what the revisions make with a target.</summary>
    public static async Task<Generation> RunAsync(CommandContext context, ITargetSchema target, ImmutableArray<Rename> renames, RevisionLanguage language, CancellationToken cancellationToken)
    {
        while (true)
        {
            var database = DatabaseAddress.Open(context.Settings, context.Host, context.Say);
            var generator = RevisionGenerator.Create(database, new GeneratorOptions { Renames = renames, Language = language, Online = context.Settings.Online, Migrator = context.RunOptions });
            var generation = default(Generation);
            try
            {
                generation = new Generation(context, database, generator, await generator.GenerateAsync(context.Revisions, target, cancellationToken));
                if (generation.AskForRenames() is not { IsEmpty: false } more)
                {
                    return generation;
                }

                renames = [.. renames, .. more];
            }
            catch
            {
                generation = null;
                await generator.DisposeAsync();
                await database.DisposeAsync();
                throw;
            }

            await generation.DisposeAsync();
        }
    }

    /// <summary>Reads <c>users:accounts</c> or <c>users.name:full_name</c>; a schema stands before the table.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static Rename ParseRename(string text)
    {
        var wrong = new UsageException($"\"{text}\" is no rename.", hint: "Write the old name, a colon and the new name: --rename users:accounts, --rename users.name:full_name, --rename audit.users.name:full_name.");
        if (text.Split(':') is not [var old, { Length: > 0 } name])
        {
            throw wrong;
        }

        return old.Split('.') switch
        {
            [{ Length: > 0 } table] => new(new(ObjectKind.Table, table), name),
            [{ Length: > 0 } table, { Length: > 0 } column] => new(new(ObjectKind.Column, table, column), name[(name.LastIndexOf('.') + 1)..]),
            [{ Length: > 0 } schema, { Length: > 0 } table, { Length: > 0 } column] => new(new(ObjectKind.Column, (schema, table), column), name[(name.LastIndexOf('.') + 1)..]),
            _ => throw wrong,
        };
    }

    /// <summary>Proves the revision that was written; one that fails is taken back.</summary>
    public async Task ProveAsync(RevisionId id, string path, CancellationToken cancellationToken)
    {
        try
        {
            await _generator.ProveAsync(_context.Revisions, id, cancellationToken);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    public void PrintNothing()
    {
        Remark();
        if (_context.Json)
        {
            _context.Print(new JsonObject { ["revision"] = null, ["file"] = null, ["operations"] = new JsonArray() });
        }

        _context.Say("no changes: the revisions make what the target says");
    }

    public void Print(RevisionId id, string path, bool isProved)
    {
        ImmutableArray<Operation> operations = [.. Change.Body.Upgrade.Select(annotated => annotated.Operation)];
        foreach (var operation in operations)
        {
            _context.Say($"  {ComparisonOutput.Line(operation)}");
        }

        Remark();
        _context.Say(isProved ? "proved: the upgrade reaches the target, the downgrade returns" : "not proved");
        if (_context.Json)
        {
            _context.Print(new JsonObject { ["revision"] = id.Value, ["file"] = path, ["proved"] = isProved, ["operations"] = ComparisonOutput.Operations(operations) });
        }
        else
        {
            _context.Out.WriteLine(Path.GetRelativePath(_context.Host.Folder, path));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _generator.DisposeAsync();
        await _database.DisposeAsync();
    }

    private void Remark()
    {
        foreach (var remark in Change.Remarks)
        {
            _context.Say(remark);
        }

        ComparisonOutput.SayUnmanaged(_context, Change.Unmanaged);
        foreach (var suggestion in _context.Host.IsTerminal ? [] : Change.Suggestions)
        {
            _context.Say($"{suggestion.Rename.From} may be \"{suggestion.Rename.NewName}\" under its old name ({suggestion.Reason}): --rename {OldName(suggestion.Rename.From)}:{suggestion.Rename.NewName}");
        }
    }

    private ImmutableArray<Rename> AskForRenames()
    {
        var renames = ImmutableArray.CreateBuilder<Rename>();
        foreach (var suggestion in _context.Host.IsTerminal ? Change.Suggestions : [])
        {
            _context.Host.Error.Write($"Is {suggestion.Rename.From} renamed to \"{suggestion.Rename.NewName}\"? ({suggestion.Reason}) [y/N] ");
            if (_context.Host.In.ReadLine()?.Trim().ToUpperInvariant() is "Y" or "YES")
            {
                renames.Add(suggestion.Rename);
            }
        }

        return renames.ToImmutable();
    }

    private static string OldName(ObjectId id) => id.Part is null ? id.Name.ToString() : $"{id.Name}.{id.Part}";
}

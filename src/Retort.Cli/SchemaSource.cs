using Retort.Cli.Configuration;
using Retort.Dialects;
using Retort.Schema;
using Retort.Targets;

namespace Retort.Cli;

/// <summary>A schema that a command line names, and the database it was read from or would be for.</summary>
internal sealed class SchemaSource : IAsyncDisposable
{
    private readonly ITargetSchema? _target;

    private SchemaSource(IDatabase database, SchemaScope scope, ITargetSchema? target)
    {
        Context = new TargetContext(database, scope);
        _target = target;
    }

    /// <summary>The database and what of it counts.</summary>
    public TargetContext Context { get; }

    public IDialect Dialect => Context.Database.Dialect;

    /// <summary>What is meant by <c>database</c>, <c>model</c>, <c>revision:ID</c>, <c>file:PATH</c> or a URL; for all but the first and the last the project's database says of which engine.</summary>
    public static SchemaSource Parse(string text, CommandContext context)
    {
        if (text.Contains("://", StringComparison.Ordinal))
        {
            var settings = context.SettingsOrDefaults;
            return new(DatabaseAddress.RequireThere(DatabaseAddress.Open(settings with { Url = text }, context.Host, context.Say)), settings.Scope, null);
        }

        ITargetSchema? target = text.Split(':', 2) switch
        {
            ["database"] => null,
            ["model"] => context.OpenTarget(),
            ["revision", var id] => new RevisionsTarget(context.Revisions, [id], context.RunOptions),
            ["file", var path] => new SqlFilesTarget(Path.GetFullPath(path, context.Host.Folder)),
            _ => throw new UsageException($"\"{text}\" names no schema.", hint: "Write database, model, revision:ID, file:PATH, or the address of a database."),
        };
        return new(DatabaseAddress.Open(context.Settings, context.Host, context.Say), context.Settings.Scope, target);
    }

    public async Task<(TargetReading Reading, Version Version)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var session = await Context.Database.OpenForSqlAsync(cancellationToken);
        return (_target is null ? new TargetReading(await session.ReadSchemaAsync(Context.Scope, cancellationToken)) : await _target.ReadAsync(Context, cancellationToken), session.ServerVersion);
    }

    public async ValueTask DisposeAsync()
    {
        if (_target is not null)
        {
            await _target.DisposeAsync();
        }

        await Context.Database.DisposeAsync();
    }
}

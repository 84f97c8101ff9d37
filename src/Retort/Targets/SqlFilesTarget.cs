using Retort.Dialects;

namespace Retort.Targets;

/// <summary>
/// SQL files as a target, in the database's own words. Several files are read in the order of their paths, and what one names that a later one makes waits for
/// it. Former names are told by comments: <c>-- renamed from OLD</c>.
/// </summary>
/// <param name="path">
/// A file; a folder, of which every <c>.sql</c> file counts, at any depth; or a pattern with <c>*</c>, <c>?</c> and <c>**</c> (any number of folders).
/// </param>
public sealed class SqlFilesTarget(string path) : ITargetSchema
{
    /// <inheritdoc/>
    public string Description => $"SQL in {path}";

    /// <inheritdoc/>
    /// <exception cref="TargetException">There are no such files, or the database refuses a statement.</exception>
    /// <exception cref="SqlScriptException">A file cannot be taken apart into statements.</exception>
    public async Task<TargetReading> ReadAsync(TargetContext context, CancellationToken cancellationToken = default)
    {
        var script = await ReadFilesAsync(context, cancellationToken).ConfigureAwait(false);
        return await script.ReadAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<SchemaRecipe?> TellRecipeAsync(TargetContext context, CancellationToken cancellationToken = default) =>
        (await ReadFilesAsync(context, cancellationToken).ConfigureAwait(false)).Recipe;

    private async Task<TargetScript> ReadFilesAsync(TargetContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var script = new TargetScript(context.Database.Dialect.Syntax);
        await script.AddFilesAsync(path, cancellationToken).ConfigureAwait(false);
        return script;
    }
}

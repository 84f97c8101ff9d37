using System.Collections.Immutable;
using Retort.Schema;
using Retort.Targets;

namespace Retort.EntityFrameworkCore;

/// <summary>
/// The model of a <c>DbContext</c> as a target. The application's assembly is loaded apart from the host, with the application's own Entity Framework Core, and
/// is not started; the script that its provider writes for a new database is run in a scratch database.
/// </summary>
/// <param name="assemblyPath">The assembly, in the folder it was built or published to.</param>
/// <param name="context">The class of the context, where there are several; with or without its namespace.</param>
/// <param name="sqlPath">SQL files for what a model has no words for, run after the script; see <see cref="SqlFilesTarget"/>. <see langword="null"/> for none.</param>
public sealed class DbContextTarget(string assemblyPath, string? context = null, string? sqlPath = null) : ITargetSchema
{
    // Of these a model can tell; what else a database has was made by hand, and is none of its business.
    private static readonly ImmutableHashSet<ObjectKind> Kinds =
    [
        ObjectKind.Namespace, ObjectKind.Extension, ObjectKind.Enum, ObjectKind.Sequence, ObjectKind.Table, ObjectKind.Column, ObjectKind.Constraint, ObjectKind.Index,
    ];

    // To build a model takes a second, and it does not change while its assembly is loaded.
    private (string Engine, string Sql)? _script;

    /// <inheritdoc/>
    public string Description => $"Entity Framework model {(context is null ? "" : $"{context} ")}in {assemblyPath}";

    /// <inheritdoc/>
    /// <exception cref="TargetException">
    /// The assembly or the context cannot be used, its provider is for another engine, or the database refuses the script.
    /// </exception>
    public async Task<TargetReading> ReadAsync(TargetContext context, CancellationToken cancellationToken = default)
    {
        var script = await ReadModelAsync(context, cancellationToken).ConfigureAwait(false);
        return await script.ReadAsync(context, cancellationToken).ConfigureAwait(false) with { Manages = Kinds };
    }

    /// <inheritdoc/>
    public async Task<SchemaRecipe?> TellRecipeAsync(TargetContext context, CancellationToken cancellationToken = default) =>
        (await ReadModelAsync(context, cancellationToken).ConfigureAwait(false)).Recipe;

    private async Task<TargetScript> ReadModelAsync(TargetContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var dialect = context.Database.Dialect;
        var script = new TargetScript(dialect.Syntax);
        _script = _script is { } written && written.Engine == dialect.Engine ? written : (dialect.Engine, WriteScript(EntityFrameworkProvider.Of(dialect.Engine)));
        script.Add(_script.Value.Sql, new SourceLocation($"script of {Description}", 1, 1));
        if (sqlPath is not null)
        {
            await script.AddFilesAsync(sqlPath, cancellationToken).ConfigureAwait(false);
        }

        return script;
    }

    private string WriteScript(EntityFrameworkProvider provider)
    {
        using var application = ApplicationAssembly.Load(assemblyPath);
        return ApplicationContext.Find(application, assemblyPath, context).WriteScript(provider);
    }
}

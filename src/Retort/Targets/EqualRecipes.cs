using Retort.Execution;

namespace Retort.Targets;

/// <summary>
/// Remembers which pairs of recipes made equal schemas: that nothing has changed is the commonest answer of a comparison, and need not be found out again each
/// time. What no recipe tells may change too, such as the version of the server or of an extension; so a pair is remembered for a day. Whatever goes wrong here
/// only costs the time to compare again.
/// </summary>
/// <param name="options">Where pairs are kept, what is compared, and the clock.</param>
internal sealed class EqualRecipes(MigratorOptions options)
{
    private const string Extension = ".equal";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    private DateTime Oldest => options.TimeProvider.GetUtcNow().UtcDateTime - Lifetime;

    /// <summary>Names a pair; <see langword="null"/> when it cannot be told whether the pair is still the same, or pairs are kept nowhere.</summary>
    public async Task<string?> NameAsync(ITargetSchema from, ITargetSchema to, TargetContext context, CancellationToken cancellationToken)
    {
        if (options is { CacheFolder: null } or { Filter.Condition: not null }
            || await from.TellRecipeAsync(context, cancellationToken).ConfigureAwait(false) is not { } left
            || await to.TellRecipeAsync(context, cancellationToken).ConfigureAwait(false) is not { } right)
        {
            return null;
        }

        var (filter, scope) = (options.Filter, context.Scope);
        return SchemaRecipe.Of(
        [
            $"{typeof(EqualRecipes).Module.ModuleVersionId:N} {context.Database.Dialect.Engine} {context.Database.DisplayName}",
            .. scope.Schemas, "hidden", .. scope.Hidden.Select(name => name.ToString()), "include", .. filter.Include, "exclude", .. filter.Exclude,
            "kinds", .. (filter.Kinds ?? []).Select(kind => kind.ToString()).Order(StringComparer.Ordinal), filter.Kinds is null ? "all" : "these",
            left.Hex, right.Hex,
        ]).Hex;
    }

    /// <summary>Whether the pair was found equal within the last day.</summary>
    public bool Contains(string? name)
    {
        // A file that is not there was last written in 1601.
        return name is not null && File.GetLastWriteTimeUtc(PathOf(name)) > Oldest;
    }

    /// <summary>Remembers that the pair was found equal.</summary>
    public void Add(string? name)
    {
        if (name is null)
        {
            return;
        }

        try
        {
            var folder = Directory.CreateDirectory(options.CacheFolder!);
            File.WriteAllBytes(PathOf(name), []);
            foreach (var old in folder.EnumerateFiles($"*{Extension}").Where(file => file.LastWriteTimeUtc <= Oldest))
            {
                old.Delete();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is compared again next time.
        }
    }

    private string PathOf(string name) => Path.Combine(options.CacheFolder!, name + Extension);
}

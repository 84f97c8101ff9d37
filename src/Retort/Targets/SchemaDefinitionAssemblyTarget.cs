using System.Diagnostics.CodeAnalysis;

namespace Retort.Targets;

/// <summary>A <see cref="SchemaDefinition"/> in a compiled assembly as a target. The assembly is loaded apart from the host, with its own dependencies.</summary>
/// <param name="assemblyPath">The assembly, in the folder it was built or published to.</param>
/// <param name="type">The class, where there are several; with or without its namespace.</param>
[RequiresUnreferencedCode("The class is found by reflection; a trimmed application uses SchemaDefinitionTarget.")]
public sealed class SchemaDefinitionAssemblyTarget(string assemblyPath, string? type = null) : ITargetSchema
{
    /// <inheritdoc/>
    public string Description => $"schema definition in {assemblyPath}";

    /// <inheritdoc/>
    /// <exception cref="TargetException">The assembly or the class cannot be used; see also <see cref="SchemaDefinitionTarget"/>.</exception>
    public async Task<TargetReading> ReadAsync(TargetContext context, CancellationToken cancellationToken = default)
    {
        using var application = ApplicationAssembly.Load(assemblyPath);
        return await DefinitionIn(application).ReadAsync(context, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<SchemaRecipe?> TellRecipeAsync(TargetContext context, CancellationToken cancellationToken = default)
    {
        using var application = ApplicationAssembly.Load(assemblyPath);
        return await DefinitionIn(application).TellRecipeAsync(context, cancellationToken).ConfigureAwait(false);
    }

    private SchemaDefinitionTarget DefinitionIn(ApplicationAssembly application)
    {
        var definition = SchemaDefinitionClass.Find(application.Types(), type, assemblyPath);
        var source = new SourceLocation(definition.FullName!);
        return new SchemaDefinitionTarget(SchemaDefinitionClass.Create(definition, source), source);
    }
}

using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;
using Retort.RevisionFiles;
using Retort.Targets;

namespace Retort.Scripting;

/// <summary>A <see cref="SchemaDefinition"/> in C# files as a target, compiled in process.</summary>
/// <param name="path">A file; a folder, of which every <c>.cs</c> file counts, at any depth; or a pattern with <c>*</c>, <c>?</c> and <c>**</c>. They are compiled together.</param>
/// <param name="type">The class, where there are several; with or without its namespace.</param>
/// <param name="cacheFolder">Where what was compiled is kept; <see langword="null"/> to compile every time.</param>
public sealed class SchemaDefinitionFilesTarget(string path, string? type = null, string? cacheFolder = null) : ITargetSchema
{
    private readonly CompiledRevisionCache? _cache = cacheFolder is null ? null : new CompiledRevisionCache(cacheFolder);

    /// <inheritdoc/>
    public string Description => $"schema definition {path}";

    /// <inheritdoc/>
    /// <exception cref="RevisionCompilationException">A file does not compile.</exception>
    /// <exception cref="TargetException">There are no such files, or the class cannot be used; see also <see cref="SchemaDefinitionTarget"/>.</exception>
    public async Task<TargetReading> ReadAsync(TargetContext context, CancellationToken cancellationToken = default) =>
        await (await CompileAsync(cancellationToken).ConfigureAwait(false)).ReadAsync(context, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<SchemaRecipe?> TellRecipeAsync(TargetContext context, CancellationToken cancellationToken = default) =>
        await (await CompileAsync(cancellationToken).ConfigureAwait(false)).TellRecipeAsync(context, cancellationToken).ConfigureAwait(false);

    private async Task<SchemaDefinitionTarget> CompileAsync(CancellationToken cancellationToken)
    {
        var files = new List<(string Path, string Text)>();
        foreach (var file in TargetFiles.Find(path, ".cs"))
        {
            files.Add((file, await TargetFiles.ReadAsync(file, cancellationToken).ConfigureAwait(false)));
        }

        var image = Image(files, cancellationToken);
        var assembly = new AssemblyLoadContext("schema definition", isCollectible: true).LoadFromStream(new MemoryStream(image.Assembly), new MemoryStream(image.Symbols));
        var definition = SchemaDefinitionClass.Find(assembly.GetTypes(), type, path);
        var source = new SourceLocation(files.Find(file => Declares(file.Text, definition.Name)).Path);
        return new SchemaDefinitionTarget(SchemaDefinitionClass.Create(definition, source), source);
    }

    private CompiledImage Image(List<(string Path, string Text)> files, CancellationToken cancellationToken)
    {
        var surroundings = $"{typeof(SchemaDefinition).Module.ModuleVersionId:N} {typeof(SchemaDefinitionFilesTarget).Module.ModuleVersionId:N} {Environment.Version}";
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{surroundings}{string.Concat(files.Select(file => $"\0{file.Path}\0{file.Text}"))}")));
        return _cache?.TryRead(key) ?? Compile(files, key, cancellationToken);
    }

    // A method of its own: the first call loads the compiler, which a warm start never makes.
    private CompiledImage Compile(List<(string Path, string Text)> files, string key, CancellationToken cancellationToken)
    {
        var image = RoslynCompilation.Compile("definition", files, cancellationToken);
        _cache?.Write(key, image);
        return image;
    }

    private static bool Declares(string text, string name)
    {
        var previous = "";
        foreach (var token in CSharpLexer.Read(text))
        {
            if (previous == "class" && token.Text == name)
            {
                return true;
            }

            previous = token.Text;
        }

        return false;
    }
}

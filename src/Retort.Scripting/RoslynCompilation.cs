using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Retort.RevisionFiles;

namespace Retort.Scripting;

/// <summary>
/// Compiles with Roslyn. A revision file is compiled with the helpers, and sees no other revision; files that cannot tell whether they are alone share an assembly,
/// which spares most of the time. A new file costs one compilation and not that of all.
/// </summary>
internal static class RoslynCompilation
{
    // Those of the SDK, so that a revision compiles here as it does in a project.
    private const string GlobalUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Debug,
        nullableContextOptions: NullableContextOptions.Enable,
        deterministic: true,
        concurrentBuild: false,
        generalDiagnosticOption: ReportDiagnostic.Suppress);

    /// <summary>Compiles revision files. None of them sees another one; what some of them have in common is the image they are in.</summary>
    public static Dictionary<CSharpRevisionFile, CompiledImage> Compile(
        IReadOnlyList<CSharpRevisionFile> files, IReadOnlyList<CSharpRevisionFile> helpers, CancellationToken cancellationToken)
    {
        var basis = Basis("basis", helpers.Select(helper => ParseFile(helper.Path, helper.Text, cancellationToken)));
        var parsed = new (CSharpRevisionFile File, SyntaxTree Tree)[files.Count];
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, files.Count, parallel, i => parsed[i] = (files[i], ParseFile(files[i].Path, files[i].Text, cancellationToken)));
        var images = new ConcurrentDictionary<CSharpRevisionFile, CompiledImage>();
        var errors = new ConcurrentDictionary<CSharpRevisionFile, ImmutableArray<CompilationError>>();
        Parallel.ForEach(CompilationBatch.Divide(parsed, basis.SyntaxTrees, cancellationToken), parallel, batch =>
        {
            if (batch.Files.Count > 1 && Emit(basis.WithAssemblyName(NameOf(batch.Files)).AddSyntaxTrees(batch.Trees), cancellationToken).Image is { } shared)
            {
                foreach (var file in batch.Files)
                {
                    images[file] = shared;
                }

                return;
            }

            // Alone, a file tells its own errors as they are without the others.
            foreach (var (file, tree) in batch.Files.Zip(batch.Trees))
            {
                var (image, found) = Emit(basis.WithAssemblyName($"revision_{file.Revisions[0].Id}").AddSyntaxTrees(tree), cancellationToken);
                if (image is null)
                {
                    errors[file] = found;
                }
                else
                {
                    images[file] = image;
                }
            }
        });

        // Every file repeats the errors of the helpers.
        ImmutableArray<CompilationError> all = [.. files.SelectMany(file => errors.GetValueOrDefault(file, [])).Distinct()];
        return all.IsEmpty ? images.ToDictionary() : throw new RevisionCompilationException(all);
    }

    /// <summary>Compiles files together into one assembly.</summary>
    public static CompiledImage Compile(string name, IEnumerable<(string Path, string Text)> files, CancellationToken cancellationToken)
    {
        var (image, errors) = Emit(Basis(name, files.Select(file => ParseFile(file.Path, file.Text, cancellationToken))), cancellationToken);
        return image ?? throw new RevisionCompilationException(errors);
    }

    private static CSharpCompilation Basis(string name, IEnumerable<SyntaxTree> files) =>
        CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(GlobalUsings, Parse), .. files], References(), Options);

    private static (CompiledImage? Image, ImmutableArray<CompilationError> Errors) Emit(CSharpCompilation compilation, CancellationToken cancellationToken)
    {
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb), cancellationToken: cancellationToken);
        return (
            result.Success ? new CompiledImage(assembly.ToArray(), symbols.ToArray()) : null,
            [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Describe)]);
    }

    // An older image with some of the files may be loaded beside it, and must not have the same name.
    private static string NameOf(IEnumerable<CSharpRevisionFile> files) =>
        $"revisions_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"\0{file.Path}\0{file.Text}")))))}";

    private static SyntaxTree ParseFile(string path, string text, CancellationToken cancellationToken) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Parse, path, cancellationToken);

    /// <summary>The assemblies the process could load: the framework, Retort, and the drivers of the host.</summary>
    private static IEnumerable<MetadataReference> References()
    {
        var platform = (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return platform
            .Where(path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
    }

    private static CompilationError Describe(Diagnostic diagnostic)
    {
        var span = diagnostic.Location.GetLineSpan();
        return new CompilationError(
            new SourceLocation(span.Path, span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1), diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture));
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Retort.RevisionFiles;

namespace Retort.Scripting;

/// <summary>
/// The only place that knows Roslyn. Each revision file becomes an assembly of its own (with the helpers), so that a new file costs one
/// compilation and not that of all; the references are read once for all of them.
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

    /// <summary>Compiles revision files, each apart from the others.</summary>
    public static Dictionary<CSharpRevisionFile, CompiledImage> Compile(
        IReadOnlyList<CSharpRevisionFile> files, IReadOnlyList<CSharpRevisionFile> helpers, CancellationToken cancellationToken)
    {
        var basis = Basis("basis", helpers.Select(helper => ParseFile(helper.Path, helper.Text, cancellationToken)));
        var images = new CompiledImage?[files.Count];
        var errors = new ImmutableArray<CompilationError>[files.Count];
        Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var compilation = basis.WithAssemblyName($"revision_{files[i].Revisions[0].Id}").AddSyntaxTrees(ParseFile(files[i].Path, files[i].Text, cancellationToken));
            (images[i], errors[i]) = Emit(compilation, cancellationToken);
        });

        // Every file repeats the errors of the helpers.
        ImmutableArray<CompilationError> all = [.. errors.SelectMany(found => found).Distinct()];
        return all.IsEmpty ? files.Zip(images).ToDictionary(pair => pair.First, pair => pair.Second!) : throw new RevisionCompilationException(all);
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

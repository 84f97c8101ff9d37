using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;

namespace Retort.Targets;

/// <summary>
/// An assembly of somebody's application, loaded without starting the application: in a context of its own, so that its versions of libraries and those of the
/// host do not meet, and as its own <c>.deps.json</c> says. Only Retort itself is shared.
/// </summary>
[RequiresUnreferencedCode("What is in the assembly is known only at run time.")]
internal sealed class ApplicationAssembly : IDisposable
{
    private readonly LoadContext _context;
    private readonly Assembly _assembly;

    private ApplicationAssembly(LoadContext context, Assembly assembly) => (_context, _assembly) = (context, assembly);

    /// <summary>Loads an assembly.</summary>
    /// <param name="path">The file, in the folder it was built or published to.</param>
    /// <exception cref="TargetException">It is missing, or no assembly.</exception>
    public static ApplicationAssembly Load(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new TargetException("RT0810", $"There is no assembly {full}.", hint: "Build the application, and name the .dll in its output folder: \"bin/Debug/net10.0/App.dll\".");
        }

        try
        {
            var context = new LoadContext(full);
            return new ApplicationAssembly(context, context.LoadFromAssemblyPath(full));
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or InvalidOperationException or JsonException or KeyNotFoundException)
        {
            throw new TargetException("RT0811", $"{full} cannot be loaded as an assembly of .NET.", e.Message, "Name the .dll of the application, not its .exe, and build it for a .NET that is not newer than this one.", inner: e);
        }
    }

    /// <summary>The classes in it. Those that need an assembly that is not there are left out.</summary>
    public IReadOnlyList<Type> Types()
    {
        try
        {
            return _assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            MissingDependency = e.LoaderExceptions.FirstOrDefault()?.Message;
            return [.. e.Types.OfType<Type>()];
        }
    }

    /// <summary>Why classes were left out; <see langword="null"/> when none were.</summary>
    public string? MissingDependency { get; private set; }

    /// <summary>An assembly that the application brings along; <see langword="null"/> when it brings none of that name.</summary>
    public Assembly? TryLoad(string name)
    {
        try
        {
            return _context.LoadFromAssemblyName(new AssemblyName(name));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void Dispose() => _context.Unload();

    [RequiresUnreferencedCode("What is in the assembly is known only at run time.")]
    private sealed class LoadContext(string path) : AssemblyLoadContext(path, isCollectible: true)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);
        private readonly IReadOnlyList<string> _frameworks = SharedFramework.FoldersOf(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name == typeof(SchemaDefinition).Assembly.GetName().Name)
            {
                return typeof(SchemaDefinition).Assembly;
            }

            var found = _resolver.ResolveAssemblyToPath(assemblyName)
                ?? _frameworks.Select(folder => Path.Combine(folder, $"{assemblyName.Name}.dll")).FirstOrDefault(File.Exists);
            return found is null ? null : LoadFromAssemblyPath(found);
        }

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
    }
}

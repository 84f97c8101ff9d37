using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Retort.Targets;
using TargetException = Retort.Targets.TargetException;

namespace Retort.EntityFrameworkCore;

/// <summary>A class of an application that is a <c>DbContext</c>, and the ways to make an object of it, as Entity Framework's own tools know them.</summary>
internal sealed class ApplicationContext
{
    private const string Root = "Microsoft.EntityFrameworkCore.";

    private readonly ApplicationAssembly _application;
    private readonly Type _type;
    private readonly Type? _factory;

    private ApplicationContext(ApplicationAssembly application, Type type, Type? factory) => (_application, _type, _factory) = (application, type, factory);

    /// <summary>Finds the context of a name; the only one when there is no name.</summary>
    /// <exception cref="TargetException">There is none, or there are several.</exception>
    public static ApplicationContext Find(ApplicationAssembly application, string where, string? name)
    {
        var types = application.Types();

        // A factory may make a context of another assembly.
        var factories = types.Where(type => !type.IsAbstract && Made(type) is not null).ToLookup(type => Made(type)!);
        var all = types.Where(IsContext).Concat(factories.Select(made => made.Key)).Distinct().OrderBy(type => type.FullName, StringComparer.Ordinal).ToList();
        var found = all.Where(type => name is null || type.Name == name || type.FullName == name).ToList();
        if (found is [var only])
        {
            return new ApplicationContext(application, only, factories[only].FirstOrDefault());
        }

        var names = $"There are: {string.Join(", ", all.Select(type => type.FullName))}.";
        throw (all, name) switch
        {
            ([], _) => Missing($"There is no DbContext in {where}.", application.MissingDependency, "Name the assembly that holds it. A class library is built with its dependencies beside it by <EnableDynamicLoading>true</EnableDynamicLoading> in its project."),
            (_, null) => Missing($"There are several contexts in {where}.", names, "Name one: \"context\" beside \"kind\": \"efcore\" in retort.json."),
            _ => Missing($"There is no context \"{name}\" in {where}.", names, "Correct \"context\" in retort.json; two of one name are told apart by their namespaces."),
        };
    }

    /// <summary>
    /// The script that a provider writes for a new database. The object for it is made by the application's own factory, else with options, else without.
    /// </summary>
    /// <exception cref="TargetException">The class does not allow it, its model is not valid, or it is set up for another engine.</exception>
    public string WriteScript(EntityFrameworkProvider provider)
    {
        try
        {
            using var model = new ContextModel(_application, MakeByFactory() ?? MakeWithOptions(provider) ?? MakeAlone());
            model.RequireProvider(provider);
            return model.WriteScript();
        }
        catch (Exception e) when (e is TargetInvocationException or TypeInitializationException or FileNotFoundException or MissingMethodException)
        {
            var thrown = e is TargetInvocationException ? e.InnerException! : e;
            throw new TargetException(
                "RT0813",
                $"{_type.FullName} cannot be used: {thrown.GetType().Name}: {thrown.Message}",
                thrown.StackTrace?.Split('\n', 2)[0].Trim(),
                "The application is not started for it: where services or settings are missing, write an IDesignTimeDbContextFactory that makes the context without them.",
                inner: thrown);
        }
    }

    private object? MakeByFactory() => _factory is null ? null : Interface(_factory)!.GetMethod("CreateDbContext")!.Invoke(Activator.CreateInstance(_factory, nonPublic: true), [Array.Empty<string>()]);

    private object? MakeWithOptions(EntityFrameworkProvider provider)
    {
        var constructors = _type.GetConstructors().Where(candidate => candidate.GetParameters() is [var only] && Names(only.ParameterType, "DbContextOptions")).ToList();
        if (constructors.Count == 0)
        {
            return null;
        }

        var builder = Activator.CreateInstance(_application.TryLoad("Microsoft.EntityFrameworkCore")!.GetType($"{Root}DbContextOptionsBuilder`1")!.MakeGenericType(_type))!;
        provider.Use(builder, _application);

        // The class it derives from has a property of that name too.
        var options = builder.GetType().GetProperty("Options", BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)!;
        return constructors[0].Invoke([options.GetValue(builder)]);
    }

    private object MakeAlone() => _type.GetConstructor(Type.EmptyTypes)?.Invoke([])
        ?? throw new MissingMethodException("it has no constructor without parameters, and none with DbContextOptions alone");

    private static bool IsContext([NotNullWhen(true)] Type? type) => type is { IsAbstract: false, ContainsGenericParameters: false } && Parents(type).Any(parent => parent.FullName == $"{Root}DbContext");

    private static IEnumerable<Type> Parents(Type type)
    {
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            yield return parent;
        }
    }

    private static Type? Made(Type factory) => Interface(factory)?.GetGenericArguments()[0];

    private static Type? Interface(Type factory) => Array.Find(factory.GetInterfaces(), one => one.IsGenericType && Names(one, "Design.IDesignTimeDbContextFactory"));

    private static bool Names(Type type, string name) => type.FullName is { } full && (full == Root + name || full.StartsWith($"{Root}{name}`1", StringComparison.Ordinal));

    private static TargetException Missing(string message, string? detail, string hint) => new("RT0812", message, detail, hint);
}

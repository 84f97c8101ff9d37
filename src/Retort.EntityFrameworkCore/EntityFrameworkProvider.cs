using System.Diagnostics;
using System.Reflection;
using Retort.Targets;
using TargetException = Retort.Targets.TargetException;

namespace Retort.EntityFrameworkCore;

/// <summary>The provider of Entity Framework Core for an engine.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Assembly">The assembly, which is also the name the provider gives itself.</param>
/// <param name="Extensions">The class with the method that sets a context up.</param>
/// <param name="Method">The method.</param>
/// <param name="Address">An address that nothing is ever at: no connection is opened.</param>
internal sealed record EntityFrameworkProvider(string Engine, string Assembly, string Extensions, string Method, string Address)
{
    private static readonly EntityFrameworkProvider[] All =
    [
        new("postgresql", "Npgsql.EntityFrameworkCore.PostgreSQL", "Microsoft.EntityFrameworkCore.NpgsqlDbContextOptionsBuilderExtensions", "UseNpgsql", "Host=host.invalid;Database=none"),
        new("sqlite", "Microsoft.EntityFrameworkCore.Sqlite", "Microsoft.EntityFrameworkCore.SqliteDbContextOptionsBuilderExtensions", "UseSqlite", "Data Source=:memory:"),
    ];

    public static EntityFrameworkProvider Of(string engine) =>
        Array.Find(All, provider => provider.Engine == engine) ?? throw new UnreachableException($"No Entity Framework provider for engine {engine}.");

    /// <summary>Sets the options of a context up, as an application does in <c>AddDbContext</c>.</summary>
    /// <exception cref="TargetException">The application does not bring the provider.</exception>
    public void Use(object optionsBuilder, ApplicationAssembly application)
    {
        var method = application.TryLoad(Assembly)?.GetType(Extensions)?.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .FirstOrDefault(candidate => candidate.Name == Method && !candidate.IsGenericMethod
                && candidate.GetParameters() is [_, var address, _] && address.ParameterType == typeof(string));
        if (method is null)
        {
            throw new TargetException(
                "RT0814", $"The application does not bring a provider for {Engine}.", $"{Assembly} is not beside its assembly.", $"Reference {Assembly} in it, or let it make its context by an IDesignTimeDbContextFactory.");
        }

        method.Invoke(null, [optionsBuilder, Address, null]);
    }
}

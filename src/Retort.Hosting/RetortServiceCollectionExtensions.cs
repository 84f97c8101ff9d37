using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Retort.Hosting;
using Retort.Hosting.Startup;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds databases that Retort migrates to the services of an application.</summary>
public static class RetortServiceCollectionExtensions
{
    /// <summary>Adds the database of the application.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says where it is and which revisions are for it.</param>
    public static IServiceCollection AddRetort(this IServiceCollection services, Action<RetortOptions> configure) => services.AddRetort(Options.Options.DefaultName, configure);

    /// <summary>Adds one of several databases.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">What the application calls it.</param>
    /// <param name="configure">Says where it is and which revisions are for it.</param>
    public static IServiceCollection AddRetort(this IServiceCollection services, string name, Action<RetortOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Add(services, name).Configure(configure);
        return services;
    }

    /// <summary>Adds the database of the application, as its configuration says.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">A section with the properties of <see cref="RetortOptions"/>. One that is no property, nor a setting of the command line, is refused.</param>
    /// <param name="configure">Says what the configuration does not.</param>
    public static IServiceCollection AddRetort(this IServiceCollection services, IConfiguration configuration, Action<RetortOptions>? configure = null) =>
        services.AddRetort(Options.Options.DefaultName, configuration, configure);

    /// <summary>Adds one of several databases, as the configuration says.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">What the application calls it.</param>
    /// <param name="configuration">A section with the properties of <see cref="RetortOptions"/>. One that is no property, nor a setting of the command line, is refused.</param>
    /// <param name="configure">Says what the configuration does not.</param>
    public static IServiceCollection AddRetort(this IServiceCollection services, string name, IConfiguration configuration, Action<RetortOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = Add(services, name);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        // What is configured has the last word: it is where an operator looks.
        options.Bind(new ApplicationSettings(configuration), binder => binder.ErrorOnUnknownConfiguration = true);
        return services;
    }

    private static OptionsBuilder<RetortOptions> Add(IServiceCollection services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        var registration = new DatabaseRegistration(name);
        if (!services.Any(service => registration.Equals(service.ImplementationInstance)))
        {
            services.AddSingleton(registration);
        }

        services.TryAddSingleton<HostedDatabases>();
        services.TryAddSingleton<IMigratorFactory>(provider => provider.GetRequiredService<HostedDatabases>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RetortOptions>, RetortOptionsValidation>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SchemaStartup>());
        return services.AddOptions<RetortOptions>(name).ValidateOnStart();
    }
}

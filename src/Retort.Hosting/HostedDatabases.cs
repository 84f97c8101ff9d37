using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Retort.Hosting;

/// <summary>The databases of the application, each opened when it is first asked for.</summary>
internal sealed class HostedDatabases(IEnumerable<DatabaseRegistration> registrations, IOptionsMonitor<RetortOptions> options, IServiceProvider services) : IMigratorFactory, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<HostedDatabase>> _opened = new(StringComparer.Ordinal);

    /// <summary>Their names, in the order they were added.</summary>
    public IReadOnlyList<string> Names { get; } = [.. registrations.Select(registration => registration.Name)];

    public HostedDatabase this[string name] => Names.Contains(name)
        ? _opened.GetOrAdd(name, _ => new Lazy<HostedDatabase>(() => new HostedDatabase(name, options.Get(name), services))).Value
        : throw new ArgumentException($"No database was added by the name \"{name}\".", nameof(name));

    public Migrator Create(string? name = null) => this[name ?? Options.DefaultName].CreateMigrator();

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _opened.Values.Where(database => database.IsValueCreated))
        {
            await database.Value.DisposeAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>That a database was added under a name.</summary>
internal sealed record DatabaseRegistration(string Name);

using Retort.Targets;

namespace Retort.EntityFrameworkCore;

/// <summary>An object of an application's <c>DbContext</c>, used by reflection: its Entity Framework Core may be any version.</summary>
internal sealed class ContextModel(ApplicationAssembly application, object context) : IDisposable
{
    private readonly object _database = context.GetType().GetProperty("Database")!.GetValue(context)!;

    /// <summary>Refuses a context that the application set up for another engine.</summary>
    /// <exception cref="TargetException">It is set up for another one, or for none.</exception>
    public void RequireProvider(EntityFrameworkProvider provider)
    {
        var name = (string?)_database.GetType().GetProperty("ProviderName")!.GetValue(_database);
        if (name != provider.Assembly)
        {
            throw new TargetException(
                "RT0815",
                $"{context.GetType().FullName} is set up for {name ?? "no database"}; the database is one of {provider.Engine}.",
                $"Its script is written by {provider.Assembly}.",
                "Let the context be made with that provider by an IDesignTimeDbContextFactory, or use another kind of target for this database.");
        }
    }

    /// <summary>The script that the provider writes for a new database.</summary>
    public string WriteScript()
    {
        var facade = application.TryLoad("Microsoft.EntityFrameworkCore.Relational")!.GetType("Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions")!;
        return (string)facade.GetMethod("GenerateCreateScript")!.Invoke(null, [_database])!;
    }

    public void Dispose() => (context as IDisposable)?.Dispose();
}

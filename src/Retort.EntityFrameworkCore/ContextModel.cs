using System.Reflection;
using Retort.Targets;
using TargetException = Retort.Targets.TargetException;

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
    /// <exception cref="TargetException">The model is not valid.</exception>
    public string WriteScript()
    {
        var facade = application.TryLoad("Microsoft.EntityFrameworkCore.Relational")!.GetType("Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions")!;
        try
        {
            return (string)facade.GetMethod("GenerateCreateScript")!.Invoke(null, [_database])!;
        }
        catch (TargetInvocationException e)
        {
            var thrown = e.InnerException!;
            throw new TargetException("RT0816", $"The model of {context.GetType().FullName} is not valid: {thrown.Message}", thrown.GetType().FullName, "Correct the model: the message is Entity Framework's.", inner: thrown);
        }
    }

    public void Dispose() => (context as IDisposable)?.Dispose();
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Retort.Dialects;
using Retort.PostgreSql;
using Retort.Sqlite;

namespace Retort.Hosting;

/// <summary>Finds, before the application starts, what cannot be meant.</summary>
internal sealed class RetortOptionsValidation(IServiceProvider services) : IValidateOptions<RetortOptions>
{
    public ValidateOptionsResult Validate(string? name, RetortOptions options)
    {
        var call = string.IsNullOrEmpty(name) ? "AddRetort" : $"AddRetort(\"{name}\")";
        string[] failures = [.. FindFailures(options).Select(failure => $"{call}: {failure}")];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> FindFailures(RetortOptions options)
    {
        if (FindAddressFailure(options) is { } failure)
        {
            yield return failure;
        }

        if (options.Revisions.Count == 0)
        {
            yield return "No revisions are named. Call AddRevisions<Program>().";
        }

        if (!Enum.IsDefined(options.Startup))
        {
            yield return $"Startup is {options.Startup}; it is Apply, Verify, Wait or Off.";
        }

        foreach (var (setting, status) in new[] { (nameof(options.WhenPending), options.WhenPending), (nameof(options.WhenUnreachable), options.WhenUnreachable) })
        {
            if (status is not (HealthStatus.Degraded or HealthStatus.Unhealthy))
            {
                yield return $"{setting} is {status}; it is Degraded or Unhealthy.";
            }
        }

        foreach (var (setting, time) in new[]
        {
            (nameof(options.StartupTimeout), options.StartupTimeout), (nameof(options.PollInterval), options.PollInterval), (nameof(options.HealthTimeout), options.HealthTimeout),
        })
        {
            if (time <= TimeSpan.Zero)
            {
                yield return $"{setting} is {time}; it must be longer than nothing.";
            }
        }

        if (options.HealthCacheDuration < TimeSpan.Zero)
        {
            yield return $"HealthCacheDuration is {options.HealthCacheDuration}; it cannot be negative.";
        }
    }

    private string? FindAddressFailure(RetortOptions options)
    {
        if (options.DataSource is not null || options.Connect is not null)
        {
            return null;
        }

        if (options.Url is null)
        {
            return "No database is named. Call UsePostgreSql or UseSqlite, or set Url.";
        }

        if (HostedDatabase.ResolveAddress(options.Url, services) is not { } address)
        {
            return $"There is no connection string \"{HostedDatabase.ConnectionStringName(options.Url)}\". Set ConnectionStrings:{HostedDatabase.ConnectionStringName(options.Url)}.";
        }

        var isSqlite = SqliteDatabase.IsAddress(address);
        if (options.Engine is { } engine && isSqlite != (engine == "sqlite"))
        {
            return isSqlite ? "UsePostgreSql was given the address of a SQLite database. Call UseSqlite." : "UseSqlite was given an address that is none of a SQLite database. Call UsePostgreSql.";
        }

        try
        {
            if (isSqlite)
            {
                SqliteUrl.Parse(address, RetortOptions.ContentRoot(services));
            }
            else
            {
                PostgreSqlUrl.Parse(address);
            }

            return null;
        }
        catch (DatabaseAddressException e)
        {
            return $"{e.Code}: {e.Message} {e.Hint}";
        }
    }
}

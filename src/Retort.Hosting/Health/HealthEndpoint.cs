using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Retort.Hosting.Health;

/// <summary>
/// Answers with the health of the application. A flood of requests becomes neither a flood of checks nor, while something is degraded, one of warnings in the log.
/// </summary>
internal sealed class HealthEndpoint
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromMilliseconds(250);

    private readonly HealthCheckService _service;
    private readonly Func<HealthCheckRegistration, bool>? _predicate;
    private readonly Refreshed<Answer> _answer;

    /// <summary>Makes one.</summary>
    /// <param name="service">Runs the checks of the application.</param>
    /// <param name="predicate">Which of them; <see langword="null"/> for all.</param>
    /// <param name="time">The clock.</param>
    public HealthEndpoint(HealthCheckService service, Func<HealthCheckRegistration, bool>? predicate, TimeProvider time)
    {
        _service = service;
        _predicate = predicate;
        _answer = new Refreshed<Answer>(AskAsync, FreshFor, TimeSpan.Zero, time);
    }

    public async Task HandleAsync(HttpContext context) => await WriteAsync(context, await _answer.GetAsync(context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Says that the process answers. Asks nobody: no database can have it killed.</summary>
    public static Task HandleLivenessAsync(HttpContext context) => WriteAsync(context, Alive);

    private static Answer Alive { get; } = new(StatusCodes.Status200OK, HealthJson.Write(new HealthReport(new Dictionary<string, HealthReportEntry>(), TimeSpan.Zero)));

    private async Task<Answer> AskAsync()
    {
        var report = await _service.CheckHealthAsync(_predicate).ConfigureAwait(false);
        return new Answer(report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK, HealthJson.Write(report));
    }

    private static Task WriteAsync(HttpContext context, Answer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.StatusCode;
        response.ContentType = "application/json";
        response.ContentLength = answer.Body.Length;
        response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(answer.Body, context.RequestAborted).AsTask();
    }

    private sealed record Answer(int StatusCode, byte[] Body);
}

using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Retort.Cli.Serving;

/// <summary>Who is signed in. A browser has a random number in a cookie; what it stands for is kept here, and ends with the process.</summary>
internal sealed class OperatorSessions(TimeProvider time)
{
    private static readonly TimeSpan LongestIdle = TimeSpan.FromHours(8);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    private readonly CookieBuilder _cookie = new()
    {
        Name = CookieName("retort-session"),
        Path = "/",
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        SecurePolicy = CookieSecurePolicy.SameAsRequest,
        IsEssential = true,
    };

    /// <summary>A name that no other server uses. Cookies do not tell ports apart: two servers on one machine must not sign each other out.</summary>
    public static string CookieName(string prefix) => $"{prefix}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    public void SignIn(HttpContext context)
    {
        var before = context.Request.Cookies[_cookie.Name!];
        foreach (var (id, seen) in _seen)
        {
            if (id == before || IsOver(seen))
            {
                _seen.TryRemove(id, out _);
            }
        }

        var session = RandomNumberGenerator.GetHexString(64, lowercase: true);
        _seen[session] = time.GetUtcNow();
        context.Response.Cookies.Append(_cookie.Name!, session, _cookie.Build(context));
    }

    public void SignOut(HttpContext context)
    {
        if (context.Request.Cookies[_cookie.Name!] is { } session)
        {
            _seen.TryRemove(session, out _);
        }

        context.Response.Cookies.Delete(_cookie.Name!, _cookie.Build(context));
    }

    /// <summary>Whether a request is that of somebody who signed in; its forms are then bound to the session.</summary>
    public bool Recognize(HttpContext context)
    {
        if (context.Request.Cookies[_cookie.Name!] is not { } session || !_seen.TryGetValue(session, out var seen))
        {
            return false;
        }

        if (IsOver(seen))
        {
            _seen.TryRemove(session, out _);
            return false;
        }

        // One that is signed out meanwhile does not come back.
        _seen.TryUpdate(session, time.GetUtcNow(), seen);
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", session)], "operator"));
        return true;
    }

    private bool IsOver(DateTimeOffset seen) => time.GetUtcNow() - seen > LongestIdle;
}

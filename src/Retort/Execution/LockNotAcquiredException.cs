using System.Globalization;
using Retort.Dialects;

namespace Retort.Execution;

/// <summary>Another runner held the lock for longer than this one was willing to wait. Nothing was run.</summary>
public sealed class LockNotAcquiredException : RetortException
{
    internal LockNotAcquiredException(string database, LockHolder? holder, TimeSpan timeout, Exception? inner = null)
        : base(
            "RT0701",
            string.Create(CultureInfo.InvariantCulture, $"The migration lock of {database} was not had within {timeout.TotalSeconds:0.#} s."),
            holder is null ? null : Describe(holder),
            $"Wait for the other runner to finish, or allow more time with --lock-timeout 5m.{(holder?.Ending is { } ending ? $" If its process is gone, end what it left behind: {ending};" : "")}",
            inner) => Holder = holder;

    /// <summary>Who holds the lock; <see langword="null"/> when that could not be seen.</summary>
    public LockHolder? Holder { get; }

    private static string Describe(LockHolder holder)
    {
        var client = holder.Client is null ? "" : $" from {holder.Client}";
        var since = holder.Since is null ? "" : string.Create(CultureInfo.InvariantCulture, $", connected since {holder.Since:u}");
        return $"It is held by session {holder.Session} (\"{holder.Application}\"{client}{since}).";
    }
}

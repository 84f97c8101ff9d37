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
            holder is null ? null : $"It is held by {holder.Describe()}.",
            $"Wait for the other runner to finish, or allow more time with --lock-timeout 5m.{(holder?.Ending is { } ending ? $" If its process is gone, end what it left behind: {ending};" : "")}",
            inner) => Holder = holder;

    /// <summary>Who holds the lock; <see langword="null"/> when that could not be seen.</summary>
    public LockHolder? Holder { get; }
}

namespace Retort.Hosting.Health;

/// <summary>
/// The last answer to a question. Asked by many at once, the question is put once, and those who come meanwhile take the last answer as long as it is not too old.
/// </summary>
/// <param name="ask">Puts the question. Must end in a time that everybody can wait.</param>
/// <param name="freshFor">How long an answer counts as fresh.</param>
/// <param name="usableFor">How long, beyond that, it may be given while the question is put again.</param>
/// <param name="time">The clock.</param>
internal sealed class Refreshed<T>(Func<Task<T>> ask, TimeSpan freshFor, TimeSpan usableFor, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Answer? _last;
    private Task<T>? _asking;

    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref _last);
        if (last is not null && time.GetElapsedTime(last.Time) is var age && age < freshFor + usableFor)
        {
            if (age >= freshFor)
            {
                _ = Ask();
            }

            return last.Value;
        }

        return Ask().WaitAsync(cancellationToken);
    }

    private Task<T> Ask()
    {
        lock (_gate)
        {
            // Whoever asks is not the only one to wait, so that its leaving cancels nothing.
            return _asking ??= Task.Run(AskAsync);
        }
    }

    private async Task<T> AskAsync()
    {
        try
        {
            var asked = time.GetTimestamp();
            var value = await ask().ConfigureAwait(false);
            Volatile.Write(ref _last, new Answer(Task.FromResult(value), asked));
            return value;
        }
        finally
        {
            lock (_gate)
            {
                _asking = null;
            }
        }
    }

    private sealed record Answer(Task<T> Value, long Time);
}

using System.Net;
using System.Threading.RateLimiting;

namespace Retort.Cli.Serving;

/// <summary>What became of a word that was typed.</summary>
internal enum Knock
{
    LetIn,
    Wrong,

    /// <summary>It was not looked at.</summary>
    TooMany,
}

/// <summary>
/// Lets in who knows the token. Whoever is wrong waits for the answer, longer each time. An address has few answers to wait for at once: more of its words are not looked at, so that guessing is slow,
/// and whoever floods the door shuts out nobody elsewhere.
/// </summary>
internal sealed class OperatorDoor(OperatorToken token, CommandContext context, CancellationToken ending) : IDisposable
{
    private const int MostWaiting = 4;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<IPAddress> _waiting = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetConcurrencyLimiter(address, _ => new ConcurrencyLimiterOptions { PermitLimit = MostWaiting, QueueLimit = 0 }));

    private int _wrong;

    /// <param name="word">What was typed.</param>
    /// <param name="address">Where it was typed.</param>
    public async Task<Knock> KnockAsync(string word, IPAddress address)
    {
        using var lease = _waiting.AttemptAcquire(address);
        if (!lease.IsAcquired)
        {
            return Knock.TooMany;
        }

        if (token.Is(word))
        {
            Interlocked.Exchange(ref _wrong, 0);
            context.Say($"an operator signed in from {address}");
            return Knock.LetIn;
        }

        var wait = WaitAfter(Interlocked.Increment(ref _wrong));
        context.Host.Error.WriteLine($"warning: a wrong token was typed at {address}");

        // Who hangs up waits as long: else that would be the way to guess quickly.
        await Task.Delay(wait, context.Host.Clock, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Knock.Wrong;
    }

    /// <summary>How long the answer to a wrong word takes: twice as long each time, up to <see cref="LongestWait"/>.</summary>
    public static TimeSpan WaitAfter(int wrong) => ShortestWait * Math.Pow(2, Math.Min(wrong, 10) - 1) is var wait && wait < LongestWait ? wait : LongestWait;

    public void Dispose() => _waiting.Dispose();
}

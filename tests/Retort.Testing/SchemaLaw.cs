using System.Collections.Concurrent;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Retort.Dialects;

namespace Retort.Testing;

/// <summary>
/// What must hold for any two schemas of an engine. The first, written from what was read of it, makes the same schema again; it becomes the second and the
/// first again, with nothing left to do; and its rows are still there, unless an operation said that it loses data.
/// </summary>
/// <param name="dialect">The engine.</param>
/// <param name="create">Makes a database for the trials.</param>
public sealed class SchemaLaw(IDialect dialect, Func<Task<ILawDatabase>> create) : IAsyncDisposable
{
    private readonly ConcurrentBag<ILawDatabase> _idle = [];
    private readonly SemaphoreSlim _places = new(2 * Environment.ProcessorCount);

    /// <summary>Tries pairs of schemas, several at once, and shrinks the first one that breaks the law. The pairs are the same in each run; RETORT_LAW_SEED, which is 1, gives others.</summary>
    /// <param name="pairs">How many pairs, unless RETORT_LAW_PAIRS says otherwise.</param>
    /// <param name="length">How many genes a schema has.</param>
    /// <param name="statementsOf">The statements that make the schema of some genes.</param>
    /// <param name="isOnline">Whether the changes take their online forms.</param>
    public void Check(int pairs, int length, Func<Genes, IEnumerable<string>> statementsOf, bool isOnline = false)
    {
        // The second half of a seed is the step between draws: the golden ratio, as in SplitMix (Steele, Lea, Flood 2014).
        var config = Config.QuickThrowOnFailure
            .WithMaxTest((int)Setting("RETORT_LAW_PAIRS", (ulong)pairs))
            .WithParallelRunConfig(new ParallelRunConfig(Environment.ProcessorCount))
            .WithReplay(new Replay(new Rnd(Setting("RETORT_LAW_SEED", 1), 0x9E3779B97F4A7C15), null));
        FsCheck.Check.One(
            config,
            Prop.ForAll(Genes.Pairs(length), pair => RequireAsync([.. statementsOf(new Genes(pair.Before))], [.. statementsOf(new Genes(pair.After))], isOnline)));
    }

    /// <summary>Requires the law of two schemas.</summary>
    /// <exception cref="InvalidOperationException">It is broken.</exception>
    public async Task RequireAsync(IReadOnlyList<string> before, IReadOnlyList<string> after, bool isOnline)
    {
        await _places.WaitAsync();
        var database = _idle.TryTake(out var idle) ? idle : await create();
        var trial = new SchemaTrial(database, dialect, isOnline);
        try
        {
            await trial.RunAsync(before, after);
        }
        catch (Exception e)
        {
            await database.Session.RollbackAsync(default);
            throw new InvalidOperationException($"{e.Message} {(e as RetortException)?.Detail}\nwhile {trial.Step}:\n{Script(trial.Statements.Select(statement => statement.Text))}\nfrom:\n{Script(before)}\nto:\n{Script(after)}", e);
        }
        finally
        {
            _idle.Add(database);
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _places.Dispose();
        foreach (var database in _idle)
        {
            await database.DisposeAsync();
        }
    }

    private static ulong Setting(string variable, ulong otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static string Script(IEnumerable<string> statements) => string.Concat(statements.Select(statement => $"    {statement};\n"));
}

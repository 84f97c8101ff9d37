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

    /// <summary>How many pairs of schemas are tried: RETORT_LAW_PAIRS, or 300.</summary>
    private static int Pairs => int.Parse(Environment.GetEnvironmentVariable("RETORT_LAW_PAIRS") ?? "300", CultureInfo.InvariantCulture);

    /// <summary>Tries pairs of schemas, several at once, and shrinks the first one that breaks the law. RETORT_LAW_SEED repeats the pairs of a run.</summary>
    /// <param name="length">How many genes a schema has.</param>
    /// <param name="statementsOf">The statements that make the schema of some genes.</param>
    /// <param name="isOnline">Whether the changes take their online forms.</param>
    public void Check(int length, Func<Genes, IEnumerable<string>> statementsOf, bool isOnline = false)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(Pairs).WithParallelRunConfig(new ParallelRunConfig(Environment.ProcessorCount));
        if (ulong.TryParse(Environment.GetEnvironmentVariable("RETORT_LAW_SEED"), CultureInfo.InvariantCulture, out var seed))
        {
            // The second half of a seed is the step between draws: the golden ratio, as in SplitMix (Steele, Lea, Flood 2014).
            config = config.WithReplay(new Replay(new Rnd(seed, 0x9E3779B97F4A7C15), null));
        }

        FsCheck.Check.One(
            config,
            Prop.ForAll(Genes.Pairs(length), pair => RequireAsync([.. statementsOf(new Genes(pair.Before))], [.. statementsOf(new Genes(pair.After))], isOnline)));
    }

    /// <summary>Requires the law of two schemas.</summary>
    /// <exception cref="InvalidOperationException">It is broken.</exception>
    public async Task RequireAsync(IReadOnlyList<string> before, IReadOnlyList<string> after, bool isOnline)
    {
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
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var database in _idle)
        {
            await database.DisposeAsync();
        }
    }

    private static string Script(IEnumerable<string> statements) => string.Concat(statements.Select(statement => $"    {statement};\n"));
}

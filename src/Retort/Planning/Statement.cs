using System.Collections.Immutable;
using System.Data.Common;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Planning;

/// <summary>One thing a revision does to the database, in the order of the plan.</summary>
public abstract record Statement
{
    private protected Statement()
    {
    }

    /// <summary>The operation it was written for.</summary>
    public Operation? Operation { get; init; }

    /// <summary>Where its first character stands, when it was taken from a file.</summary>
    public SourceLocation? Origin { get; init; }

    /// <summary>Whether it can run inside a transaction.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Transactional { get; init; } = true;

    /// <summary>Whether it must be committed before the next statement runs, though it can run inside a transaction of its own.</summary>
    public bool CommitAlone { get; init; }

    /// <summary>The statement for a person to read.</summary>
    public abstract string Text { get; }

    /// <summary>The statement for a person who wants to know what is run.</summary>
    internal virtual string Shown => Text;

    /// <summary>The statement for the client of the engine.</summary>
    internal virtual string Script => Text;

    /// <summary>The one statement whose effects are those of this one; <see langword="null"/> when there is none.</summary>
    internal virtual SqlStatement? Foreseeable => null;
}

/// <summary>A statement in SQL: exactly one, without a terminating semicolon.</summary>
public sealed record SqlStatement(string Sql) : Statement
{
    /// <summary>
    /// For a statement that cannot run in a transaction: how to find out, after a crash, whether it had its effect.
    /// <see langword="null"/> when it is harmless to run it again.
    /// </summary>
    public PostconditionProbe? Probe { get; init; }

    /// <summary>Whether it only changes settings of the session, so that a run that goes on where another one stopped must run it again.</summary>
    public bool SessionOnly { get; init; }

    /// <summary>The tables that it may write anew though it does not show that it does, as a <c>DO</c> block.</summary>
    public ImmutableArray<ObjectName> AllowedRewrites { get; init; } = [];

    /// <summary>How many rows it must affect; <see langword="null"/> when any number will do.</summary>
    public int? ExpectedRows { get; init; }

    /// <summary>The form of it that other revisions share; <see langword="null"/> when it is one of a kind.</summary>
    internal RepeatedForm? Form { get; init; }

    /// <inheritdoc/>
    public override string Text => Sql;

    internal override SqlStatement Foreseeable => this;

    /// <summary>The place of a character of it in the file it was taken from.</summary>
    /// <param name="position">The character, counted from 0.</param>
    /// <param name="origin">Where the statement starts.</param>
    internal SourceLocation PlaceOf(int position, SourceLocation origin)
    {
        var before = Sql.AsSpan(0, Math.Min(position, Sql.Length));
        var lines = before.Count('\n');
        return lines == 0
            ? origin with { Column = Math.Max(origin.Column, 1) + before.Length }
            : new SourceLocation(origin.File, origin.Line + lines, before.Length - before.LastIndexOf('\n'));
    }

    /// <summary>The line the database points at, with a mark below, as psql shows it; <see langword="null"/> when it points at none.</summary>
    /// <param name="position">The character it points at, counted from 0.</param>
    internal string? ExcerptAt(int? position)
    {
        if (position is not { } at || at > Sql.Length)
        {
            return null;
        }

        var start = at == 0 ? 0 : Sql.LastIndexOf('\n', at - 1) + 1;
        var end = Sql.IndexOf('\n', at) is var next && next < 0 ? Sql.Length : next;
        return $"{Sql[start..end].TrimEnd()}\n{new string(' ', at - start)}^";
    }
}

/// <summary>Code of a revision that runs on the connection of the run.</summary>
public sealed record CodeStatement(Func<DbConnection, CancellationToken, Task> Code) : Statement
{
    /// <inheritdoc/>
    public override string Text => $"-- {Operation?.Describe() ?? "run code"}";
}

/// <summary>
/// SQL that depends on what the catalogue holds when its turn comes, such as the rebuild of a SQLite table: earlier
/// statements of the same run may still change it.
/// </summary>
/// <param name="Description">What it does, for a person.</param>
/// <param name="Write">Reads the catalogue and writes the statements.</param>
public sealed record CatalogStatement(string Description, Func<DbConnection, CancellationToken, Task<IReadOnlyList<SqlStatement>>> Write) : Statement
{
    /// <inheritdoc/>
    public override string Text => $"-- {Description}";
}

/// <summary>
/// A question to the catalogue that tells whether a statement outside a transaction had its effect. After a crash only the
/// database knows; the journal can say no more than that the statement was begun.
/// </summary>
/// <param name="Query">
/// A query with one row of two columns: the state, <c>done</c>, <c>pending</c> (nothing happened) or <c>broken</c>
/// (a remnant is in the way), and for <c>broken</c> the statement that clears it away, which may not run in a transaction either.
/// </param>
public sealed record PostconditionProbe(string Query)
{
    /// <summary>Whether the statement that clears away a remnant also completes the work (<c>DETACH PARTITION ... FINALIZE</c>).</summary>
    public bool RemedyCompletes { get; init; }
}

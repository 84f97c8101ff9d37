using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort;

/// <summary>Describes an index: <c>db.CreateIndex("ix_jobs_due", "jobs", ["due_at"]).Where("done_at IS NULL").Concurrently()</c>.</summary>
public sealed class IndexBuilder
{
    private TableIndex _index;
    private bool _concurrently;
    private bool _ifNotExists;

    internal IndexBuilder(TableIndex index) => _index = index;

    /// <summary>Refuses two rows with the same key.</summary>
    public IndexBuilder Unique(bool nullsNotDistinct = false) => With(_index with { Unique = true, NullsNotDistinct = nullsNotDistinct });

    /// <summary>Indexes only some rows.</summary>
    /// <param name="condition">The condition in SQL.</param>
    public IndexBuilder Where(string condition) => With(_index with { Where = condition });

    /// <summary>Carries further columns without making them part of the key (PostgreSQL).</summary>
    public IndexBuilder Include(params ImmutableArray<string> columns) => With(_index with { Include = columns });

    /// <summary>Sets the index method, such as <c>gin</c> (PostgreSQL).</summary>
    public IndexBuilder Using(string method) => With(_index with { Method = method });

    /// <summary>Sets storage parameters, such as <c>fillfactor=70</c> (PostgreSQL).</summary>
    public IndexBuilder With(params ImmutableArray<string> parameters) => With(_index with { With = parameters });

    /// <summary>Puts the index into a tablespace (PostgreSQL).</summary>
    public IndexBuilder Tablespace(string name) => With(_index with { Tablespace = name });

    /// <summary>Sets the comment (PostgreSQL).</summary>
    public IndexBuilder Comment(string comment) => With(_index with { Comment = comment });

    /// <summary>Lets writers go on while the index is built (PostgreSQL); the statement then runs outside the transaction.</summary>
    public IndexBuilder Concurrently()
    {
        _concurrently = true;
        return this;
    }

    /// <summary>Leaves an index of that name that is already there alone.</summary>
    public IndexBuilder IfNotExists()
    {
        _ifNotExists = true;
        return this;
    }

    internal CreateIndex BuildCreateIndex() => new(_index) { Concurrently = _concurrently, IfNotExists = _ifNotExists };

    private IndexBuilder With(TableIndex index)
    {
        _index = index;
        return this;
    }
}

using Retort.Schema;

namespace Retort.PostgreSql.Observation;

/// <summary>A relation that was there when an observation began, as the last statement left it.</summary>
/// <param name="name">Its name.</param>
/// <param name="kind">The kind, in the letters of <c>pg_class.relkind</c>.</param>
/// <param name="file">The number of its file; 0 when it has none.</param>
/// <param name="table">The table of an index.</param>
internal sealed class KnownRelation(ObjectName name, char kind, long file, long? table)
{
    public ObjectName Name { get; set; } = name;

    /// <summary>Whether it is a table with rows or partitions.</summary>
    public bool IsTable => kind is 'r' or 'p';

    /// <summary>Whether its file grows with what it holds: that of a sequence does not.</summary>
    public bool HasRows => kind is not 'S';

    /// <summary>The table of an index; <see langword="null"/> for what is none.</summary>
    public long? Table => table;

    /// <summary>The number of its file, which a rewrite changes.</summary>
    public long File { get; set; } = file;

    /// <summary>How often the session has scanned it without having told the server's statistics.</summary>
    public long Scans { get; set; }

    /// <summary>The columns by number.</summary>
    public Dictionary<short, string> Columns { get; } = [];

    /// <summary>What it is as an object of a schema whose loss loses data; <see langword="null"/> for an index or a view.</summary>
    public ObjectKind? ObjectKind => kind switch
    {
        'r' or 'p' => Schema.ObjectKind.Table,
        'm' => Schema.ObjectKind.MaterializedView,
        'S' => Schema.ObjectKind.Sequence,
        _ => null,
    };
}

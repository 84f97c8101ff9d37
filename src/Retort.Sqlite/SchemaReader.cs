using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Sqlite;

/// <summary>
/// Reads a schema from <c>sqlite_schema</c>. All there is to know stands in the texts, so that one query is enough whatever the size.
/// </summary>
internal sealed class SchemaReader
{
    // What a virtual table of the modules that come with SQLite keeps its rows in, each behind the name of the table and an underscore.
    private static readonly string[] ShadowNames =
        ["content", "data", "idx", "docsize", "config", "segments", "segdir", "stat", "node", "rowid", "parent"];

    private readonly IReadOnlyList<StoredObject> _stored;
    private readonly HashSet<string> _hidden;
    private readonly Dictionary<string, string> _names;
    private readonly Dictionary<string, Table> _tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SchemaObject> _objects = [];
    private readonly List<UnmanagedObject> _unmanaged = [];

    private SchemaReader(IReadOnlyList<StoredObject> stored, SchemaScope scope)
    {
        _hidden = scope.Hidden.Where(name => name.Schema is null or "main").Select(name => name.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _stored = [.. stored.Where(item => !IsInternal(item.Name) && !_hidden.Contains(item.Table))];
        _names = stored.Where(item => item.Type is "table" or "view").ToDictionary(item => item.Name, item => item.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Reads a schema.</summary>
    /// <param name="stored">Everything that was created with a text of its own.</param>
    /// <param name="scope">What of it is read.</param>
    public static DatabaseSchema Read(IReadOnlyList<StoredObject> stored, SchemaScope scope)
    {
        var reader = new SchemaReader(stored, scope);
        reader.ReadTables();
        reader.ReadOthers();
        return new DatabaseSchema(reader._objects, new DependencyReader(reader._objects).Read(), reader._unmanaged);
    }

    /// <summary>How many tables there are, virtual ones included and what they keep their rows in not.</summary>
    public static int CountTables(IReadOnlyList<StoredObject> stored, SchemaScope scope)
    {
        var tables = new SchemaReader(stored, scope)._stored.Where(item => item.Type == "table").ToList();
        var isVirtual = tables.Where(IsVirtual).Select(item => item.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return tables.Count(item => !IsShadow(item.Name, isVirtual));
    }

    private static bool IsInternal(string name) => name.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase);

    private static bool IsVirtual(StoredObject item) => item.Type == "table" && StoredName.Tokens(item.Sql) is [_, var second, ..] && second.Is(item.Sql, "VIRTUAL");

    private void ReadTables()
    {
        var isVirtual = _stored.Where(IsVirtual).Select(item => item.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var item in _stored.Where(item => item.Type == "table"))
        {
            if (isVirtual.Contains(item.Name))
            {
                _unmanaged.Add(new UnmanagedObject("virtual table", item.Name));
            }
            else if (IsShadow(item.Name, isVirtual))
            {
                _unmanaged.Add(new UnmanagedObject("shadow table", item.Name));
            }
            else
            {
                Try(item, () => ReadTable(item));
            }
        }

        _objects.AddRange(_tables.Values.Select(table => table with { Constraints = [.. table.Constraints.Select(WithKeyOfReferenced)] }));
    }

    private static bool IsShadow(string name, HashSet<string> isVirtual) =>
        name.LastIndexOf('_') is > 0 and var at && ShadowNames.Contains(name[(at + 1)..], StringComparer.OrdinalIgnoreCase) && isVirtual.Contains(name[..at]);

    private void ReadTable(StoredObject item)
    {
        var reader = new TableReader(item.Name, StoredTable.Parse(item.Sql), _names);
        _tables.Add(item.Name, reader.Read(item.Sql));
        _unmanaged.AddRange(reader.Unmanaged);
    }

    /// <summary>A foreign key that names no columns refers to the primary key; where there is one the model says so, with the case in which the columns were declared.</summary>
    private Constraint WithKeyOfReferenced(Constraint constraint)
    {
        if (constraint is not ForeignKey key || !_tables.TryGetValue(key.ReferencedTable.Name, out var referenced))
        {
            return constraint;
        }

        var columns = key.ReferencedColumns.IsEmpty ? referenced.Constraints.OfType<PrimaryKey>().FirstOrDefault()?.Columns ?? [] : key.ReferencedColumns;
        return key with { ReferencedColumns = [.. columns.Select(name => Declared(referenced, name))] };
    }

    private static string Declared(Table table, string column) =>
        table.Columns.FirstOrDefault(other => other.Name.Equals(column, StringComparison.OrdinalIgnoreCase))?.Name ?? column;

    private void ReadOthers()
    {
        foreach (var item in _stored.Where(item => item.Type != "table"))
        {
            switch (item.Type)
            {
                case "index" when _tables.TryGetValue(item.Table, out var table):
                    Try(item, () => _objects.Add(IndexReader.Read(item, table)));
                    break;
                case "view":
                    Try(item, () => _objects.Add(ReadView(item)));
                    break;
                case "trigger" when !_hidden.Contains(item.Table):
                    Try(item, () => _objects.Add(ReadTrigger(item)));
                    break;
                default:
                    _unmanaged.Add(new UnmanagedObject(item.Type, item.Name));
                    break;
            }
        }
    }

    /// <summary>A text that somebody wrote into the catalogue by hand need not be one that can be read.</summary>
    private void Try(StoredObject item, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException)
        {
            _unmanaged.Add(new UnmanagedObject(item.Type, item.Name));
        }
    }

    /// <summary>
    /// Names of columns that stand behind the name of a view become names of a common table expression, so that the query alone says everything.
    /// </summary>
    private View ReadView(StoredObject item)
    {
        var sql = item.Sql;
        var tokens = StoredName.Tokens(sql);
        var name = tokens.FindIndex(token => token.Is(sql, "VIEW")) + 1;
        var query = sql[tokens[name + 2].Start..];
        if (tokens[name + 1].Is(sql, '('))
        {
            var close = StoredName.Closing(sql, tokens, name + 1);
            var columns = string.Join(", ", tokens[(name + 2)..close].Where(token => token.Kind != SqlTokenKind.Operator).Select(token => NormalForm.Name(StoredName.Of(sql, token))));
            query = $"WITH {NormalForm.Name(item.Name)} ({columns}) AS ({sql[tokens[close + 2].Start..]}\n) SELECT {columns} FROM {NormalForm.Name(item.Name)}";
        }

        return new View(item.Name, new NormalForm(NamesIn(query)).Query(query));
    }

    private Trigger ReadTrigger(StoredObject item)
    {
        var sql = item.Sql;
        var tokens = StoredName.Tokens(sql);
        var name = tokens.FindIndex(token => token.Is(sql, "TRIGGER")) + 1;
        var normal = new NormalForm(NamesIn(sql[tokens[name + 1].Start..]));
        var on = tokens.FindIndex(name + 1, token => token.Is(sql, "ON"));
        var events = normal.Expression(sql[tokens[name + 1].Start..tokens[on].Start]);

        // FOR EACH ROW is the only kind there is, and BEFORE is meant when nothing is said.
        var action = on + (tokens[on + 2].Is(sql, '.') ? 4 : 2);
        action += tokens[action].Is(sql, "FOR") ? 3 : 0;
        return new Trigger(_names.GetValueOrDefault(item.Table, item.Table), item.Name)
        {
            Events = tokens[name + 1].Is(sql, "DELETE") || tokens[name + 1].Is(sql, "INSERT") || tokens[name + 1].Is(sql, "UPDATE") ? $"BEFORE {events}" : events,
            Action = normal.Body(sql[tokens[action].Start..]),
        };
    }

    /// <summary>The tables and views that a text mentions, and their columns, as they were declared.</summary>
    private Dictionary<string, string> NamesIn(string sql)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var mentioned in StoredName.Mentioned(sql))
        {
            if (_names.TryGetValue(mentioned, out var name))
            {
                names.TryAdd(name, name);
            }

            if (_tables.TryGetValue(mentioned, out var table))
            {
                foreach (var column in table.Columns)
                {
                    names.TryAdd(column.Name, column.Name);
                }
            }
        }

        return names;
    }
}

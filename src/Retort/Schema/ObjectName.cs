namespace Retort.Schema;

/// <summary>
/// The name of a table, index, type or other object, as it is stored in the catalogue: bare, unquoted, with its case.
/// A dot in <see cref="Name"/> is a character like any other; quoting happens when SQL is written.
/// </summary>
/// <remarks>Converts from a string (<c>"users"</c>) and from a pair (<c>("audit", "events")</c>).</remarks>
public readonly record struct ObjectName
{
    /// <summary>Names an object in a schema, or in the default schema of the session when there is none.</summary>
    /// <exception cref="ArgumentException">A part is empty or holds a NUL character.</exception>
    public ObjectName(string? schema, string name)
    {
        Schema = schema is null ? null : Checked(schema, nameof(schema));
        Name = Checked(name, nameof(name));
    }

    /// <summary>The schema; <see langword="null"/> for the default schema of the session.</summary>
    public string? Schema { get; }

    /// <summary>The name within the schema.</summary>
    public string Name { get; }

    /// <summary>A name in the default schema.</summary>
    public static implicit operator ObjectName(string name) => new(null, name);

    /// <summary>A name in a given schema.</summary>
    public static implicit operator ObjectName((string Schema, string Name) name) => new(name.Schema, name.Name);

    /// <summary>A name in the default schema.</summary>
    public static ObjectName FromString(string name) => name;

    /// <summary>A name in a given schema.</summary>
    public static ObjectName FromValueTuple((string Schema, string Name) name) => name;

    /// <summary>The same schema with another name, for objects that live beside this one.</summary>
    public ObjectName WithName(string name) => new(Schema, name);

    /// <summary>The name for a message, unquoted.</summary>
    public override string ToString() => Schema is null ? Name : $"{Schema}.{Name}";

    private static string Checked(string part, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(part, parameter);
        return part.Contains('\0')
            ? throw new ArgumentException("A name cannot hold a NUL character.", parameter)
            : part;
    }
}

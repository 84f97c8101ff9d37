using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Operations;

/// <summary>Creates a schema (PostgreSQL).</summary>
public sealed record CreateSchema(string Name) : Operation
{
    /// <summary>Whether a schema of that name that is already there is left alone.</summary>
    public bool IfNotExists { get; init; }
}

/// <summary>Drops a schema (PostgreSQL).</summary>
public sealed record DropSchema(string Name) : Operation
{
    /// <summary>Whether a missing schema is not an error.</summary>
    public bool IfExists { get; init; }

    /// <summary>Whether everything in the schema goes too.</summary>
    public bool Cascade { get; init; }
}

/// <summary>Creates an enumerated type (PostgreSQL).</summary>
public sealed record CreateEnum(ObjectName Name, ImmutableArray<string> Values) : Operation;

/// <summary>Adds a value to an enumerated type, at the end unless a neighbour is named (PostgreSQL).</summary>
public sealed record AddEnumValue(ObjectName Name, string Value) : Operation
{
    /// <summary>The value the new one comes before.</summary>
    public string? Before { get; init; }

    /// <summary>The value the new one comes after.</summary>
    public string? After { get; init; }

    /// <summary>Whether a value that is already there is left alone.</summary>
    public bool IfNotExists { get; init; }
}

/// <summary>Renames a value of an enumerated type (PostgreSQL).</summary>
public sealed record RenameEnumValue(ObjectName Name, string Value, string NewValue) : Operation;

/// <summary>Drops an enumerated type (PostgreSQL).</summary>
public sealed record DropEnum(ObjectName Name) : Operation
{
    /// <summary>Whether a missing type is not an error.</summary>
    public bool IfExists { get; init; }

    /// <summary>The values it had, in order, which make the operation reversible.</summary>
    public ImmutableArray<string>? Former { get; init; }
}

/// <summary>Creates a sequence (PostgreSQL).</summary>
public sealed record CreateSequence(Sequence Sequence) : Operation
{
    /// <summary>Whether a sequence of that name that is already there is left alone.</summary>
    public bool IfNotExists { get; init; }
}

/// <summary>Changes a sequence: what is not <see langword="null"/> in <see cref="Change"/> (PostgreSQL).</summary>
public sealed record AlterSequence(Sequence Change) : Operation
{
    /// <summary>The number to go on from; <see langword="null"/> to leave it.</summary>
    public long? Restart { get; init; }
}

/// <summary>Drops a sequence (PostgreSQL).</summary>
public sealed record DropSequence(ObjectName Name) : Operation
{
    /// <summary>Whether a missing sequence is not an error.</summary>
    public bool IfExists { get; init; }

    /// <summary>The sequence as it was, which makes the operation reversible.</summary>
    public Sequence? Former { get; init; }
}

/// <summary>Installs an extension if it is not there yet (PostgreSQL).</summary>
public sealed record CreateExtension(string Name) : Operation
{
    /// <summary>The schema for its objects; <see langword="null"/> for the current one.</summary>
    public string? Schema { get; init; }

    /// <summary>The version; <see langword="null"/> for the server's default.</summary>
    public string? Version { get; init; }
}

/// <summary>Removes an extension (PostgreSQL).</summary>
public sealed record DropExtension(string Name) : Operation
{
    /// <summary>Whether a missing extension is not an error.</summary>
    public bool IfExists { get; init; }

    /// <summary>Whether everything that depends on it goes too.</summary>
    public bool Cascade { get; init; }
}

/// <summary>Creates a view.</summary>
public sealed record CreateView(ObjectName Name, string Query) : Operation
{
    /// <summary>Whether the rows are stored (PostgreSQL).</summary>
    public bool Materialized { get; init; }

    /// <summary>Whether a view of that name is replaced.</summary>
    public bool OrReplace { get; init; }

    /// <summary>Names of the columns; empty to take the query's.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>Options, such as <c>security_invoker=true</c> (PostgreSQL).</summary>
    public ImmutableArray<string> With { get; init; } = [];

    /// <summary>The tablespace of a materialized view (PostgreSQL); <see langword="null"/> for the default.</summary>
    public string? Tablespace { get; init; }

    /// <summary>The access method of a materialized view (PostgreSQL); <see langword="null"/> for the default.</summary>
    public string? AccessMethod { get; init; }

    /// <summary>Whether a materialized view stays empty until it is refreshed.</summary>
    public bool WithNoData { get; init; }

    /// <summary>The query of the view that is replaced, which makes a replacement reversible.</summary>
    public string? Former { get; init; }
}

/// <summary>Drops a view.</summary>
public sealed record DropView(ObjectName Name) : Operation
{
    /// <summary>Whether it is a materialized one (PostgreSQL).</summary>
    public bool Materialized { get; init; }

    /// <summary>Whether a missing view is not an error.</summary>
    public bool IfExists { get; init; }

    /// <summary>Whether everything that depends on the view goes too (PostgreSQL).</summary>
    public bool Cascade { get; init; }

    /// <summary>The view as it was, which makes the operation reversible.</summary>
    public CreateView? Former { get; init; }
}

/// <summary>Creates a function (PostgreSQL).</summary>
/// <param name="Name">The name.</param>
/// <param name="Arguments">The argument list without parentheses, such as <c>a integer, b text</c>; written as it stands.</param>
/// <param name="Definition">All that follows the argument list, from RETURNS on; written as it stands.</param>
public sealed record CreateFunction(ObjectName Name, string Arguments, string Definition) : Operation
{
    /// <summary>Whether a function of that signature is replaced.</summary>
    public bool OrReplace { get; init; }

    /// <summary>The definition that is replaced, which makes a replacement reversible.</summary>
    public string? Former { get; init; }
}

/// <summary>Drops a function (PostgreSQL).</summary>
public sealed record DropFunction(ObjectName Name, string Arguments) : Operation
{
    /// <summary>Whether a missing function is not an error.</summary>
    public bool IfExists { get; init; }

    /// <summary>Whether everything that depends on the function goes too.</summary>
    public bool Cascade { get; init; }

    /// <summary>The definition it had, which makes the operation reversible.</summary>
    public string? Former { get; init; }
}

/// <summary>Creates a trigger.</summary>
/// <param name="Name">The name, unique within the table (in SQLite within the database).</param>
/// <param name="Table">The table or view it watches.</param>
/// <param name="Events">When it fires, such as <c>BEFORE INSERT OR UPDATE</c>; written as it stands.</param>
/// <param name="Action">All that follows the table, such as <c>FOR EACH ROW EXECUTE FUNCTION touch()</c>; written as it stands.</param>
public sealed record CreateTrigger(string Name, ObjectName Table, string Events, string Action) : Operation
{
    /// <summary>Whether it is a constraint trigger (PostgreSQL).</summary>
    public bool IsConstraint { get; init; }
}

/// <summary>Drops a trigger.</summary>
public sealed record DropTrigger(string Name, ObjectName Table) : Operation
{
    /// <summary>Whether a missing trigger is not an error.</summary>
    public bool IfExists { get; init; }

    /// <summary>The trigger as it was, which makes the operation reversible.</summary>
    public CreateTrigger? Former { get; init; }
}

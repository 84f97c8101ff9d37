using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Operations;

/// <summary>
/// Creates an object that has no operation of its own: domain, composite type, procedure, policy, publication, ... A revision file says it in SQL.
/// </summary>
public sealed record CreateObject(SchemaObject Object) : Operation;

/// <summary>Drops an object that has no operation of its own.</summary>
/// <param name="Object">The object as it is, which makes the operation reversible.</param>
public sealed record DropObject(SchemaObject Object) : Operation;

/// <summary>
/// Changes in place what of an object no other operation speaks of: a domain or composite type, the options of a table and of its columns
/// (storage, statistics, row security, partition, inheritance, ...), of a view or index, the firing of a trigger. Comments, owners and privileges have operations of their own.
/// </summary>
/// <param name="From">The object as it is.</param>
/// <param name="To">The object as it shall be, of the same kind and name.</param>
public sealed record AlterObject(SchemaObject From, SchemaObject To) : Operation;

/// <summary>Sets or removes the comment of an object other than a table or its columns (PostgreSQL).</summary>
/// <param name="Object">The object; may be a constraint, or a column of a view or composite type.</param>
/// <param name="Comment">The comment; <see langword="null"/> removes it.</param>
/// <param name="Former">The comment before.</param>
public sealed record SetComment(ObjectId Object, string? Comment, string? Former) : Operation;

/// <summary>Gives an object to a role (PostgreSQL).</summary>
/// <param name="Object">The object.</param>
/// <param name="Owner">The role; <see langword="null"/> for the owner of the database.</param>
/// <param name="Former">The owner before.</param>
public sealed record SetOwner(ObjectId Object, string? Owner, string? Former) : Operation;

/// <summary>Changes who may do what with an object (PostgreSQL).</summary>
/// <param name="Object">The object; may be a column.</param>
/// <param name="From">How its privileges differ now from those it was born with.</param>
/// <param name="To">How they shall differ.</param>
public sealed record ChangeGrants(ObjectId Object, ImmutableArray<Grant> From, ImmutableArray<Grant> To) : Operation;

/// <summary>
/// Replaces a type or collation that cannot be changed in place by another one of its name, and converts the columns that use it (PostgreSQL). A value
/// that the new type does not know stops it: no row is changed then.
/// </summary>
/// <param name="From">The type as it is.</param>
/// <param name="To">The type as it shall be.</param>
/// <param name="Uses">The columns of the type, as they are and as they shall be.</param>
public sealed record ReplaceType(SchemaObject From, SchemaObject To, ImmutableArray<TypeUse> Uses) : Operation
{
    /// <summary>How much of it is done.</summary>
    /// <value>Default: all.</value>
    public ReplacementStep Step { get; init; }
}

/// <summary>A column whose type is replaced.</summary>
/// <param name="Table">The table.</param>
/// <param name="From">The column as it is.</param>
/// <param name="To">The column as it shall be.</param>
public sealed record TypeUse(ObjectName Table, Column From, Column To);

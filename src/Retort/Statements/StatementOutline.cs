using System.Collections.Immutable;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Statements;

/// <summary>
/// What a statement of SQL says, as far as its locks, its cost and its risks depend on it. The hierarchy is closed. Names are as the catalogue holds
/// them, without the default schema.
/// </summary>
internal abstract record StatementOutline;

/// <summary>A statement that is not read: a query, or SQL that is odd or new.</summary>
internal sealed record UnknownOutline : StatementOutline;

/// <summary>CREATE INDEX.</summary>
internal sealed record CreateIndexOutline(string? Name, ObjectName Table, ImmutableArray<string> Keys) : StatementOutline
{
    /// <summary>The columns, by name; <see langword="null"/> when a key is an expression, or has an order or operator class that is not the default.</summary>
    public ImmutableArray<string>? PlainColumns { get; init; }

    public ImmutableArray<string> Include { get; init; } = [];

    public bool Unique { get; init; }

    public bool Concurrently { get; init; }

    public bool IfNotExists { get; init; }

    public bool Only { get; init; }

    public string? Method { get; init; }

    public string? Where { get; init; }
}

/// <summary>REINDEX of an INDEX, TABLE, SCHEMA, DATABASE or SYSTEM.</summary>
internal sealed record ReindexOutline(string Target, ObjectName? Name, bool Concurrently) : StatementOutline;

/// <summary>DROP of objects of any kind.</summary>
/// <param name="Kind">The kind in the words of the statement, in capitals: MATERIALIZED VIEW.</param>
/// <param name="Names">The objects.</param>
internal sealed record DropOutline(string Kind, ImmutableArray<ObjectName> Names) : StatementOutline
{
    public bool IfExists { get; init; }

    public bool Cascade { get; init; }

    public bool Concurrently { get; init; }

    /// <summary>The table of a trigger, rule or policy.</summary>
    public ObjectName? On { get; init; }
}

/// <summary>CREATE TRIGGER.</summary>
internal sealed record CreateTriggerOutline(string Name, ObjectName Table) : StatementOutline;

/// <summary>CREATE RULE.</summary>
internal sealed record CreateRuleOutline(string Name, ObjectName Table) : StatementOutline;

/// <summary>CREATE or ALTER POLICY.</summary>
internal sealed record PolicyOutline(string Name, ObjectName Table) : StatementOutline;

/// <summary>CREATE VIEW, plain or materialized.</summary>
internal sealed record CreateViewOutline(ObjectName Name) : StatementOutline
{
    public bool Materialized { get; init; }

    public bool OrReplace { get; init; }

    /// <summary>Whether a materialized view is filled at once.</summary>
    public bool WithData { get; init; } = true;

    /// <summary>The query, as it is written.</summary>
    public string Query { get; init; } = "";
}

/// <summary>CREATE FUNCTION or PROCEDURE.</summary>
internal sealed record CreateRoutineOutline(ObjectName Name) : StatementOutline
{
    public bool SecurityDefiner { get; init; }

    public bool SetsSearchPath { get; init; }
}

/// <summary>CREATE of something that no table depends on yet: a schema, a sequence, a type, an extension.</summary>
internal sealed record CreateOtherOutline(string Kind, ObjectName? Name) : StatementOutline;

/// <summary>CREATE TYPE ... AS ENUM.</summary>
internal sealed record CreateEnumOutline(ObjectName Name) : StatementOutline;

/// <summary>CREATE DOMAIN.</summary>
internal sealed record CreateDomainOutline(ObjectName Name, TypeOutline Type) : StatementOutline
{
    public bool NotNull { get; init; }

    /// <summary>The checks, by name.</summary>
    public ImmutableArray<(string? Name, string Expression)> Checks { get; init; } = [];

    public bool IsConstrained => NotNull || !Checks.IsEmpty;
}

/// <summary>REFRESH MATERIALIZED VIEW.</summary>
internal sealed record RefreshOutline(ObjectName View, bool Concurrently) : StatementOutline;

/// <summary>ALTER TYPE ... ADD VALUE.</summary>
internal sealed record AddEnumValueOutline(ObjectName Type, string Value, bool IsPlaced) : StatementOutline;

/// <summary>ALTER TYPE ... RENAME VALUE.</summary>
internal sealed record RenameEnumValueOutline(ObjectName Type, string Value, string NewValue) : StatementOutline;

/// <summary>ALTER TYPE in other ways.</summary>
internal sealed record AlterTypeOutline(ObjectName Type) : StatementOutline;

/// <summary>What ALTER DOMAIN does.</summary>
internal enum DomainChange
{
    Other,
    AddConstraint,
    SetNotNull,
    Validate,
}

/// <summary>ALTER DOMAIN.</summary>
internal sealed record AlterDomainOutline(ObjectName Domain, DomainChange Change) : StatementOutline
{
    public string? Constraint { get; init; }

    public bool NotValid { get; init; }

    public string? Definition { get; init; }
}

/// <summary>ALTER SEQUENCE.</summary>
internal sealed record AlterSequenceOutline(ObjectName Sequence) : StatementOutline
{
    /// <summary>Whether it gets another name, schema, owner or place.</summary>
    public bool IsMoved { get; init; }
}

/// <summary>ALTER SCHEMA ... RENAME.</summary>
internal sealed record RenameSchemaOutline(string Schema, string NewName) : StatementOutline;

/// <summary>ALTER EXTENSION ... UPDATE.</summary>
internal sealed record UpdateExtensionOutline(string Extension) : StatementOutline;

/// <summary>TRUNCATE.</summary>
internal sealed record TruncateOutline(ImmutableArray<ObjectName> Tables, bool Cascade) : StatementOutline;

/// <summary>INSERT.</summary>
internal sealed record InsertOutline(ObjectName Table, bool IsQuery) : StatementOutline
{
    /// <summary>Whether rows that are there may be changed or replaced: ON CONFLICT DO UPDATE, OR REPLACE, REPLACE.</summary>
    public bool Replaces { get; init; }
}

/// <summary>UPDATE.</summary>
internal sealed record UpdateOutline(ObjectName Table, bool HasWhere) : StatementOutline
{
    /// <summary>The columns that get other values.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];
}

/// <summary>DELETE.</summary>
internal sealed record DeleteOutline(ObjectName Table, bool HasWhere) : StatementOutline;

/// <summary>LOCK TABLE.</summary>
internal sealed record LockTableOutline(ImmutableArray<ObjectName> Tables, LockMode Mode) : StatementOutline;

/// <summary>DO.</summary>
internal sealed record DoOutline(string Body) : StatementOutline;

/// <summary>GRANT and REVOKE.</summary>
internal sealed record GrantOutline(ImmutableArray<ObjectName> Tables) : StatementOutline
{
    public bool IsRevoke { get; init; }

    public bool IsAll { get; init; }

    public bool ToPublic { get; init; }
}

/// <summary>SET of a parameter.</summary>
internal sealed record SetParameterOutline(string Name, string Value, bool IsLocal) : StatementOutline;

/// <summary>BEGIN, COMMIT and their like.</summary>
internal sealed record TransactionOutline(string Word) : StatementOutline;

/// <summary>VACUUM FULL, CLUSTER: the table is written anew.</summary>
internal sealed record RewriteOutline(string Command, ObjectName? Table) : StatementOutline;

/// <summary>COMMENT ON a relation or what belongs to one.</summary>
internal sealed record CommentOutline(string Kind, ObjectName? Table) : StatementOutline;

/// <summary>CREATE PUBLICATION, or ALTER PUBLICATION that adds or removes tables.</summary>
internal sealed record PublicationOutline(string Name, ImmutableArray<ObjectName> Tables) : StatementOutline
{
    public bool IsAll { get; init; }

    /// <summary>What makes it, as it is written; <see langword="null"/> for ALTER.</summary>
    public string? Definition { get; init; }
}

/// <summary>A command that runs beside those who read and write: ANALYZE, VACUUM, CREATE STATISTICS.</summary>
/// <param name="Command">The command.</param>
/// <param name="Tables">The tables; of ANALYZE and VACUUM none for all.</param>
internal sealed record UnobtrusiveOutline(string Command, ImmutableArray<ObjectName> Tables) : StatementOutline;

/// <summary>A command that touches no table of the application: SET ROLE, ANALYZE of nothing, CREATE ROLE.</summary>
internal sealed record HarmlessOutline(string Command) : StatementOutline;

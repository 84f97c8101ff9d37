namespace Retort.Schema;

/// <summary>The kinds of objects a schema is made of, in the order in which a script names them.</summary>
public enum ObjectKind
{
    /// <summary>A schema (PostgreSQL).</summary>
    Namespace,

    /// <summary>An extension (PostgreSQL).</summary>
    Extension,

    /// <summary>A collation (PostgreSQL).</summary>
    Collation,

    /// <summary>An enumerated type (PostgreSQL).</summary>
    Enum,

    /// <summary>A composite type (PostgreSQL).</summary>
    Composite,

    /// <summary>A domain (PostgreSQL).</summary>
    Domain,

    /// <summary>A range type (PostgreSQL).</summary>
    Range,

    /// <summary>A sequence (PostgreSQL).</summary>
    Sequence,

    /// <summary>A function (PostgreSQL).</summary>
    Function,

    /// <summary>A procedure (PostgreSQL).</summary>
    Procedure,

    /// <summary>An aggregate function (PostgreSQL).</summary>
    Aggregate,

    /// <summary>A table.</summary>
    Table,

    /// <summary>A column of a table.</summary>
    Column,

    /// <summary>A constraint of a table.</summary>
    Constraint,

    /// <summary>An index.</summary>
    Index,

    /// <summary>A view.</summary>
    View,

    /// <summary>A materialized view (PostgreSQL).</summary>
    MaterializedView,

    /// <summary>A trigger.</summary>
    Trigger,

    /// <summary>A rewrite rule (PostgreSQL).</summary>
    Rule,

    /// <summary>A row security policy (PostgreSQL).</summary>
    Policy,

    /// <summary>Extended statistics (PostgreSQL).</summary>
    Statistics,

    /// <summary>An event trigger (PostgreSQL).</summary>
    EventTrigger,

    /// <summary>A publication of logical replication (PostgreSQL).</summary>
    Publication,

    /// <summary>Default privileges of a role (PostgreSQL).</summary>
    DefaultPrivileges,
}

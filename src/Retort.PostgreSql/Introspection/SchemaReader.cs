using Npgsql;
using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>Reads a schema from the results of a fixed number of catalogue queries.</summary>
internal sealed class SchemaReader
{
    private readonly Catalogue _catalogue;
    private readonly CatalogueSection[] _sections;
    private readonly DependencySection _dependencies;

    public SchemaReader(SchemaScope scope, Version server)
    {
        var common = new CatalogueScope(scope, server);
        _catalogue = new Catalogue(common);
        _dependencies = new DependencySection(_catalogue);
        _sections =
        [
            // Each builds on the ones before.
            new RoleSection(_catalogue),
            new CommentSection(_catalogue),
            new GrantSection(_catalogue),
            new NamespaceSection(_catalogue),
            new ExtensionSection(_catalogue),
            new RelationSection(_catalogue, scope.Hidden),
            new SequenceSection(_catalogue),
            new ColumnSection(_catalogue),
            new ConstraintSection(_catalogue),
            new IndexSection(_catalogue),
            new DomainConstraintSection(_catalogue),
            new TypeSection(_catalogue),
            new RoutineSection(_catalogue),
            new TriggerSection(_catalogue),
            new ScriptedSection(_catalogue, ObjectKind.Range, CatalogueClass.Type, ScriptedSql.Ranges(common)),
            new ScriptedSection(_catalogue, ObjectKind.Aggregate, CatalogueClass.Routine, ScriptedSql.Aggregates(common)),
            new ScriptedSection(_catalogue, ObjectKind.Collation, CatalogueClass.Collation, ScriptedSql.Collations(common)),
            new ScriptedSection(_catalogue, ObjectKind.Rule, CatalogueClass.Rewrite, ScriptedSql.Rules(common)),
            new ScriptedSection(_catalogue, ObjectKind.Policy, CatalogueClass.Policy, ScriptedSql.Policies(common)),
            new ScriptedSection(_catalogue, ObjectKind.Statistics, CatalogueClass.Statistics, ScriptedSql.Statistics(common)),
            new ScriptedSection(_catalogue, ObjectKind.EventTrigger, CatalogueClass.EventTrigger, ScriptedSql.EventTriggers()),
            new ScriptedSection(_catalogue, ObjectKind.Publication, CatalogueClass.Publication, ScriptedSql.Publications(common)),
            new ScriptedSection(_catalogue, ObjectKind.DefaultPrivileges, CatalogueClass.DefaultPrivileges, ScriptedSql.DefaultPrivileges(common)),
            new PublicationTableSection(_catalogue),
            new UnmanagedSection(_catalogue),
            _dependencies,
        ];
        Queries = [Settings(common), .. _sections.Select(section => section.Sql)];
    }

    /// <summary>The queries: first the one that pins, up to the end of the transaction, what the server's words for things depend on.</summary>
    public IReadOnlyList<string> Queries { get; }

    /// <summary>Takes in the results of the queries.</summary>
    public async Task<DatabaseSchema> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var row = new CatalogueRow(reader);
        foreach (var section in _sections)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                section.Read(row);
            }
        }

        var objects = new List<SchemaObject>(_catalogue.Objects);
        foreach (var relation in _catalogue.Relations.Values)
        {
            objects.Add(relation.Complete(_catalogue));
        }

        return new DatabaseSchema(objects, _dependencies.Resolve(), _catalogue.Unmanaged) { Role = _catalogue.Role };
    }

    // A temporary table comes before all others unless its schema is named. Compiling the queries would take longer than running them. In a new
    // database the catalogue has no statistics that fit: a loop in a loop then looks cheap, and takes the square of the time; hashing never does.
    private static string Settings(CatalogueScope scope) =>
        $"""
        SELECT set_config('search_path', concat_ws(', ', quote_ident({scope.DefaultSchema}), 'pg_temp'), true), set_config('quote_all_identifiers', 'off', true),
            set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO', true), set_config('IntervalStyle', 'postgres', true),
            set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true), set_config('jit', 'off', true), set_config('enable_nestloop', 'off', true)
        """;
}

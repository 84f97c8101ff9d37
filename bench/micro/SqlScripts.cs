using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Retort.Dialects;

namespace Retort.Benchmarks;

/// <summary>A script of a megabyte: tables, comments, indexes, rows, and a body with statements of its own.</summary>
public class SqlScripts
{
    private const int Length = 1024 * 1024;

    private readonly SourceLocation _origin = new("schema.sql", 1, 1);
    private SqlSyntax _syntax = null!;
    private string _script = "";

    [Params("postgresql", "sqlite")]
    public string Engine { get; set; } = "";

    [GlobalSetup]
    public void Write()
    {
        _syntax = Engine == "sqlite" ? SqlSyntax.Sqlite : SqlSyntax.PostgreSql;
        var script = new StringBuilder();
        for (var i = 0; script.Length < Length; i++)
        {
            script.Append(CultureInfo.InvariantCulture, $"""
                -- Table {i}: what customers ordered.
                CREATE TABLE orders_{i} (
                    id bigint NOT NULL PRIMARY KEY,
                    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
                    state varchar(20) DEFAULT 'new' CHECK (state IN ('new', 'paid', 'sent')),
                    total numeric(12,2) DEFAULT 0.00, /* in euros */
                    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
                );
                CREATE INDEX ix_orders_{i}_customer ON orders_{i} (customer_id, created_at DESC) WHERE state <> 'sent';
                INSERT INTO orders_{i} (id, customer_id, state, total) VALUES (1, {i}, 'paid', 12.50), (2, {i}, 'it''s "new"; really', -3);

                """);
            script.Append(Engine == "sqlite"
                ? $"CREATE TRIGGER touch_{i} AFTER UPDATE ON orders_{i} BEGIN\n    UPDATE \"log\" SET n = CASE WHEN n IS NULL THEN 1 ELSE n + 1 END;\n    DELETE FROM queue WHERE id = new.id;\nEND;\n"
                : $"CREATE FUNCTION touch_{i}() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n    UPDATE \"log\" SET n = n + 1;\n    RETURN new;\nEND\n$body$;\n");
        }

        _script = script.ToString(0, script.Length);
    }

    [Benchmark]
    public int ReadTokens()
    {
        var significant = 0;
        foreach (var token in new SqlLexer(_script, _syntax))
        {
            significant += token.IsSignificant ? 1 : 0;
        }

        return significant;
    }

    [Benchmark]
    public int Split() => SqlScript.Split(_script, _syntax, _origin).Count;

    [Benchmark]
    public int ListTokens() => SqlScript.Tokens(_script).Count();
}

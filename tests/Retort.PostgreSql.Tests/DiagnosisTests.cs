using Npgsql;
using Retort.Diagnosis;

namespace Retort.PostgreSql.Tests;

/// <summary>What is found on a server before a change is started.</summary>
public class DiagnosisTests
{
    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_healthy_database_is_a_go(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        await database.SqlAsync("CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)");

        var symptoms = await database.Database.DiagnoseAsync();

        Assert.All(symptoms.Where(symptom => symptom.Subject is not ("disk" or "prepared transactions")), symptom => Assert.True(symptom.Verdict == Verdict.Go, $"{symptom.Subject}: {symptom.Message}"));
        Assert.StartsWith($"PostgreSQL {major}", symptoms[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TABLE t (a integer); INSERT INTO t SELECT 1 FROM generate_series(1, 2); UPDATE pg_index SET indisvalid = false WHERE false; CREATE INDEX i ON t (a); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass", "invalid indexes", Verdict.Wait, "Index i of t is invalid: no query uses it, and every write maintains it.", "REINDEX INDEX CONCURRENTLY i, or DROP INDEX CONCURRENTLY i")]
    [InlineData("CREATE TABLE t (a integer); ALTER TABLE t ADD CONSTRAINT \"C\" CHECK (a > 0) NOT VALID", "constraints not validated", Verdict.Wait, "Constraint \"C\" of t was never checked for the rows that were there.", "ALTER TABLE t VALIDATE CONSTRAINT \"C\"")]
    [InlineData("CREATE TABLE t (id serial); SELECT setval('t_id_seq', 2000000000)", "numbers running out", Verdict.NoGo, "Sequence public.t_id_seq (t.id) has used 93 % of its numbers.", "Make its column bigint: a new column, filled in batches, takes its place.")]
    [InlineData("CREATE TABLE t (id integer); CREATE SEQUENCE s OWNED BY t.id; SELECT setval('s', 1600000000)", "numbers running out", Verdict.Wait, "Sequence public.s (t.id) has used 75 % of its numbers.", "Make its column bigint: a new column, filled in batches, takes its place.")]
    public async Task What_is_wrong_in_the_schema_is_told_with_its_remedy(string sql, string subject, Verdict verdict, string message, string remedy)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.LoadAsync(sql);

        var symptoms = await database.Database.DiagnoseAsync();

        Assert.Equal(new Symptom(subject, verdict, message, remedy), Assert.Single(symptoms, symptom => symptom.Subject == subject));
    }

    [Fact]
    public async Task A_role_is_told_what_it_may_not_do()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        await tenant.ExecuteAsync("CREATE TABLE t (a integer); REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        await using var database = tenant.Connect();

        var symptoms = await database.DiagnoseAsync();

        Assert.Equal(Verdict.NoGo, Assert.Single(symptoms, symptom => symptom.Subject == "right to create").Verdict);
        Assert.Equal("The role cannot change tables that are not its own: t.", Assert.Single(symptoms, symptom => symptom.Subject == "ownership").Message);
    }

    [Fact]
    public async Task A_standby_or_a_read_only_database_is_a_no_go()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        await tenant.ExecuteAsync($"ALTER ROLE {PostgreSqlIdentifier.Quote(tenant.Role)} SET default_transaction_read_only = on");
        await using var database = tenant.Connect();

        var symptoms = await database.DiagnoseAsync();

        Assert.Equal(new Symptom("server", Verdict.NoGo, "The server is a standby or read-only.", "Connect to the primary."), Assert.Single(symptoms, symptom => symptom.Subject == "server"));
    }
}

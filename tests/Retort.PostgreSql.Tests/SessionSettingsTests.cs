using Retort.Operations;
using Retort.Planning;

namespace Retort.PostgreSql.Tests;

public class SessionSettingsTests
{
    [Theory]
    [InlineData("SET search_path = app", "RESET search_path")]
    [InlineData("SELECT pg_catalog.set_config('search_path', '', false)", "RESET search_path")]
    [InlineData("SET LOCAL statement_timeout TO 0", "RESET statement_timeout")]
    [InlineData("SET SESSION app.tenant = '7'", "RESET app.tenant")]
    [InlineData("SET ROLE owner", "RESET ROLE")]
    [InlineData("SET SESSION AUTHORIZATION owner", "RESET SESSION AUTHORIZATION")]
    [InlineData("SET TIME ZONE 'UTC'", "RESET TIME ZONE")]
    [InlineData("SET XML OPTION DOCUMENT", "RESET xmloption")]
    [InlineData("SET work_mem = '1MB'; SET work_mem = '2MB'; SET row_security = off", "RESET work_mem; RESET row_security")]
    [InlineData("SET work_mem = '1MB'; RESET ALL", "")]
    [InlineData("SET CONSTRAINTS ALL DEFERRED", "")]
    [InlineData("SET TRANSACTION READ ONLY", "")]
    [InlineData("SELECT set_config(name, '', false) FROM s", "")]
    [InlineData("SELECT 'SET search_path = app'", "")]
    [InlineData("UPDATE t SET search_path = 'app'", "")]
    public void What_a_revision_sets_is_reset_behind_it(string sql, string resets)
    {
        var statements = PostgreSqlDialect.Instance.Write([new ExecuteSql(sql)], null);

        Assert.Equal(resets, string.Join("; ", statements.Skip(sql.Split(';').Length).Select(statement => statement.Text)));
    }
}

// The least that a .NET program must do to say where a database is: open the connection, read a row, print it.
//   bare CONNECTION-STRING
using Npgsql;

await using var source = new NpgsqlSlimDataSourceBuilder(args[0]).Build();
await using var connection = await source.OpenConnectionAsync();
await using var command = new NpgsqlCommand("SELECT version_num FROM retort_version", connection);
Console.WriteLine(await command.ExecuteScalarAsync());

using System.CommandLine;
using Retort.EntityFrameworkCore;
using Retort.PostgreSql;
using Retort.Scripting;
using Retort.Sqlite;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>What others build on, and what people read: it changes only when somebody meant it to.</summary>
public sealed class ApprovalTests
{
    public static TheoryData<string> Commands() => [.. RetortCli.Root.Subcommands.SelectMany(command => command.Subcommands.Select(sub => $"{command.Name} {sub.Name}").Prepend(command.Name))];

    [Theory]
    [InlineData(typeof(Migrator))]
    [InlineData(typeof(PostgreSqlDatabase))]
    [InlineData(typeof(SqliteDatabase))]
    [InlineData(typeof(RevisionCompiler))]
    [InlineData(typeof(DbContextTarget))]
    public async Task The_public_members_of_a_package(Type type)
    {
        var actual = PublicApi.Describe(type.Assembly);

        Assert.Equal(await Approved.TextOrApproveAsync($"tests/approved/{type.Assembly.GetName().Name}.txt", actual), actual);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_help_of_a_command(string command)
    {
        using var output = new StringWriter();
        await RetortCli.RunAsync([.. command.Split(' '), "--help"], Host(output));
        var actual = string.Join('\n', output.ToString().Split('\n').Select(line => line.TrimEnd()));

        Assert.Equal(await Approved.TextOrApproveAsync($"tests/approved/help/{command.Replace(' ', '-')}.txt", actual), actual);
    }

    private static CliHost Host(TextWriter output) =>
        new() { Out = output, Error = TextWriter.Null, In = TextReader.Null, Folder = "/", Environment = new Dictionary<string, string>(StringComparer.Ordinal) };
}

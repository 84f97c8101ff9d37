using System.CommandLine;
using System.Reflection;
using Retort.EntityFrameworkCore;
using Retort.Hosting;
using Retort.PostgreSql;
using Retort.Scripting;
using Retort.Sqlite;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>What others build on, and what people read: it changes only when somebody meant it to.</summary>
public sealed class ApprovalTests
{
    public static TheoryData<string> Commands() => [.. RetortCli.Build(Host(TextWriter.Null)).Subcommands.SelectMany(command => command.Subcommands.Select(sub => $"{command.Name} {sub.Name}").Prepend(command.Name))];

    [Theory]
    [InlineData(typeof(Migrator))]
    [InlineData(typeof(PostgreSqlDatabase))]
    [InlineData(typeof(SqliteDatabase))]
    [InlineData(typeof(RevisionCompiler))]
    [InlineData(typeof(DbContextTarget))]
    [InlineData(typeof(RetortOptions))]
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

    /// <summary>Prints the members that users of an assembly can see, one a line.</summary>
    private static class PublicApi
    {
        private static readonly NullabilityInfoContext Nullability = new();

        public static string Describe(Assembly assembly) => string.Concat(assembly.GetExportedTypes()
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => $"{Kind(type)} {Name(type)}{Bases(type)}\n{string.Concat(Members(type).Order(StringComparer.Ordinal).Select(member => $"    {member}\n"))}"));

        private static string Kind(Type type) => type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };

        private static string Bases(Type type) => type.BaseType is { } parent && parent.Assembly == type.Assembly ? $" : {Name(parent)}" : "";

        private static IEnumerable<string> Members(Type type)
        {
            if (type.IsEnum)
            {
                return type.GetEnumNames();
            }

            const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            return type.GetMembers(Own).Where(IsVisible).Select(Describe).OfType<string>();
        }

        private static bool IsVisible(MemberInfo member) => member switch
        {
            MethodBase { IsSpecialName: true, IsConstructor: false } => false,
            MethodBase method => (method.IsPublic || method.IsFamily) && !method.Name.StartsWith('<') && !IsOfRecord(method),
            PropertyInfo property => (property.GetMethod ?? property.SetMethod) is { } accessor && (accessor.IsPublic || accessor.IsFamily) && property.Name != "EqualityContract",
            FieldInfo field => field.IsPublic && !field.IsSpecialName,
            _ => false,
        };

        // What the compiler adds to every record.
        private static bool IsOfRecord(MethodBase method) =>
            method.Name is "ToString" or "GetHashCode" or "Equals" or "PrintMembers" or "Deconstruct"
            || method is ConstructorInfo && method.GetParameters() is [var only] && only.ParameterType == method.DeclaringType;

        private static string? Describe(MemberInfo member) => member switch
        {
            ConstructorInfo constructor => $"new({Parameters(constructor)})",
            MethodInfo method => $"{Static(method)}{Name(method.ReturnType)} {method.Name}{Generic(method)}({Parameters(method)})",
            PropertyInfo property => $"{Static(property.GetMethod ?? property.SetMethod!)}{Name(property.PropertyType)}{Mark(Nullability.Create(property))} {property.Name} {{ {(property.CanRead ? "get; " : "")}{(property.SetMethod is { IsPublic: true } ? "set; " : "")}}}",
            FieldInfo field => $"{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}",
            _ => null,
        };

        private static string Static(MethodBase method) => method.IsStatic ? "static " : method.IsAbstract ? "abstract " : "";

        private static string Generic(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

        private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
            $"{Name(parameter.ParameterType)}{Mark(Nullability.Create(parameter))} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : "")}"));

        private static string Mark(NullabilityInfo info) => !info.Type.IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : "";

        private static string Name(Type type) => Nullable.GetUnderlyingType(type) is { } underlying ? $"{Name(underlying)}?"
            : type.IsArray ? $"{Name(type.GetElementType()!)}[]"
            : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name;
    }
}

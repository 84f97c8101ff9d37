using Retort.PostgreSql.Introspection;

namespace Retort.PostgreSql.Tests.Introspection;

public sealed class ArrayTextTests
{
    [Fact]
    public async Task Elements_are_those_of_the_array_whatever_is_in_them()
    {
        await using var database = await TestDatabase.CreateAsync();
        string[][] arrays =
        [
            [],
            [""],
            ["a"],
            ["a", "b", "a"],
            ["with space", "comma,", "{brace}", "\"quoted\"", "back\\slash", "\\", "\"", "NULL", "null", " ", "line\nbreak", "[0:1]=", "x=1"],
        ];
        foreach (var array in arrays)
        {
            var text = (string)(await database.ScalarAsync($"SELECT {PostgreSqlLiteral.Of(array)}::text[]::text"))!;

            Assert.Equal(array, ArrayText.Elements(text));
        }
    }

    [Fact]
    public async Task An_array_that_begins_elsewhere_than_at_one_has_the_same_elements()
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.Equal(["3", "1"], ArrayText.Elements((string)(await database.ScalarAsync("SELECT '3 1'::int2vector::int2[]::text"))!));
    }
}

using Retort.RevisionFiles;

namespace Retort.Tests.RevisionFiles;

public class RevisionFileNameTests
{
    private static readonly DateTimeOffset Moment = new(2026, 1, 3, 4, 5, 6, TimeSpan.FromHours(9));

    [Theory]
    [InlineData("{year}{month}{day}_{hour}{minute}_{rev}_{slug}", "20260103_0405_1a2b_add_plugins")]
    [InlineData("{second}-{epoch}", "06-1767380706")]
    [InlineData("V{rev}__{slug}", "V1a2b__add_plugins")]
    [InlineData("{slug}_", "add_plugins")]
    [InlineData("plain", "plain")]
    public void A_template_is_filled(string template, string name) => Assert.Equal(name, RevisionFileName.Format(template, "1a2b", "Add plugins!", Moment));

    [Theory]
    [InlineData("{revision}")]
    [InlineData("{rev")]
    [InlineData("{}")]
    [InlineData("{Rev}")]
    [InlineData("")]
    [InlineData("__")]
    [InlineData("{year}/{rev}")]
    [InlineData("../{rev}")]
    [InlineData("/tmp/{rev}")]
    [InlineData("a\\{rev}")]
    public void A_template_that_cannot_be_used_is_refused(string template)
    {
        var error = Assert.Throws<RevisionFileException>(() => RevisionFileName.Format(template, "1a2b", "Add plugins", Moment));

        Assert.Equal("RT0330", error.Code);
        Assert.Contains($"\"{template}\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_without_a_slug_has_no_mark_at_its_end() => Assert.Equal("1a2b", RevisionFileName.Format("{rev}_{slug}", "1a2b", "你好", Moment));

    [Theory]
    [InlineData("Add  plugins -- and 'more'", "add_plugins_and_more")]
    [InlineData("  ../../etc/passwd\n", "etc_passwd")]
    [InlineData("", "")]
    [InlineData("?!", "")]
    [InlineData("Ключ 42", "42")]
    [InlineData("A message that goes on and on until nobody reads it", "a_message_that_goes_on_and_on_until_nobo")]
    [InlineData("1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890")]
    [InlineData("123456789012345678901234567890123456789 x", "123456789012345678901234567890123456789")]
    public void A_slug_is_fit_for_a_file_name(string message, string slug) => Assert.Equal(slug, RevisionFileName.Slug(message));
}

namespace Retort.Cli.Tests;

/// <summary>Runs what the documents of the examples show. They are long: they have a class of their own, so that they run beside the others.</summary>
public sealed class ExampleDocumentTests
{
    public static TheoryData<string> Documents() => [.. DocumentTests.Under("examples").Where(DocumentTests.ShowsSomething)];

    [Theory]
    [MemberData(nameof(Documents))]
    public Task What_a_document_shows_is_what_happens(string document) => DocumentTests.TypeAllAsync(document);
}

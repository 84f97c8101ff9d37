using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Retort.Reporting.Documents;

namespace Retort.Hosting.Pages;

/// <summary>A page about a database.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Section">The entry of the navigation that it belongs to: the path of that entry below the root; <see langword="null"/> where there is no navigation.</param>
/// <param name="Blocks">What it says below the heading.</param>
internal sealed record Page(string Title, string? Section, ImmutableArray<Block> Blocks)
{
    public int StatusCode { get; init; } = StatusCodes.Status200OK;

    /// <summary>The part that changes while somebody looks at it; it stands before <see cref="Blocks"/>.</summary>
    public ImmutableArray<Block> Live { get; init; } = [];
}

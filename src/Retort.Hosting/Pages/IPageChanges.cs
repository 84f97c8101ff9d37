using System.Collections.Immutable;
using Retort.Reporting.Documents;

namespace Retort.Hosting.Pages;

/// <summary>That the database can be changed from its pages, where somebody serves them for an operator. The pages of an application have none of it, and only read.</summary>
internal interface IPageChanges
{
    /// <summary>Where the forms are, below the root of the pages.</summary>
    const string Path = "changes";

    /// <summary>Ends when <see cref="Describe"/> has something new to say.</summary>
    Task News { get; }

    /// <summary>The run of this process: how far it is, or how the last one ended; nothing before the first.</summary>
    ImmutableArray<Block> Describe(PageLinks links);
}

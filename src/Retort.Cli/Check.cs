using Retort.Linting;
using Retort.Operations;
using Retort.Revisions;

namespace Retort.Cli;

/// <summary>A check of a pipeline that was made, or not.</summary>
/// <param name="Name">Which one it is.</param>
/// <param name="Items">What it found.</param>
internal sealed record Check(string Name, IReadOnlyList<CheckItem> Items)
{
    /// <summary>Why it was not made; <see langword="null"/> when it was.</summary>
    public string? Skipped { get; init; }

    /// <summary>Why it could not be made; <see langword="null"/> when it could.</summary>
    public RetortException? Error { get; init; }

    public bool IsOk => Items.Count == 0 && Error is null;
}

/// <summary>Something that a check found.</summary>
/// <param name="Message">What it is.</param>
internal sealed record CheckItem(string Message)
{
    /// <summary>The revision it is about.</summary>
    public Revision? Revision { get; init; }

    /// <summary>The difference that it is.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The finding of lint that it is.</summary>
    public Finding? Finding { get; init; }

    /// <summary>Where it stands.</summary>
    public SourceLocation? Location
    {
        get => field ?? Finding?.Location ?? Revision?.Source;
        init;
    }
}

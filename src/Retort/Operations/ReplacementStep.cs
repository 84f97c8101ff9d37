namespace Retort.Operations;

/// <summary>How much of a <see cref="ReplaceType"/> is done. What is made of the old type, such as a domain, keeps it until that is replaced too.</summary>
public enum ReplacementStep
{
    /// <summary>All.</summary>
    Whole,

    /// <summary>The new type is made and the columns are converted; the old one stays under another name.</summary>
    Start,

    /// <summary>The old type goes.</summary>
    End,
}

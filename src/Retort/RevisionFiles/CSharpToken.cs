namespace Retort.RevisionFiles;

/// <summary>What a piece of C# is, as far as reading a header needs to know.</summary>
internal enum CSharpTokenKind
{
    /// <summary>A name or keyword.</summary>
    Word,

    /// <summary>A string of any form.</summary>
    String,

    /// <summary>A character or number.</summary>
    Literal,

    /// <summary>A mark.</summary>
    Mark,

    /// <summary>A comment that documents.</summary>
    Documentation,

    /// <summary>A preprocessor line that decides what is compiled: <c>#if</c>, <c>#define</c> and their kin.</summary>
    Condition,
}

/// <summary>A token of C#.</summary>
internal readonly record struct CSharpToken(CSharpTokenKind Kind, string Text, int Line);

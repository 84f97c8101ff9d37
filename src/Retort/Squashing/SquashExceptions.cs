using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Schema;

namespace Retort.Squashing;

/// <summary>Revisions of a range do things to rows that one revision would not do. Nothing was written.</summary>
public sealed class SquashDataException : RetortException
{
    internal SquashDataException(ImmutableArray<DataStatement> statements, IReadOnlyList<string> rows)
        : base(
            "RT0420",
            $"The range changes rows, and {(statements.Length == 1 ? "one statement does" : $"{statements.Length} statements do")} more than add some.",
            string.Join('\n', statements.Select(statement => $"{statement.Origin}: {statement.Text}").Append(rows.Count == 0 ? "In an empty database they leave no rows." : $"In an empty database they leave {string.Join(", ", rows)}.")),
            "--keep-data carries over what they leave in an empty database, and nothing else; --drop-data leaves rows out. Databases in the middle of the range still run them.")
    {
    }

    internal SquashDataException(string what, string hint)
        : base("RT0421", $"Rows of the range cannot be carried over: {what}", null, $"{hint} Or say --drop-data, and add the rows by a revision of your own.")
    {
    }
}

/// <summary>The revision that a squash would write is not the same as those it would replace. Nothing was written.</summary>
public sealed class SquashProofException : RetortException
{
    private const string WhatToDo = "Nothing was written. Squash a shorter range, up to before what is named here, and tell the Retort project: what can be compared should be equal.";

    internal SquashProofException(string where, SchemaComparison difference)
        : base("RT0422", $"The squashed revision does not make the same schema {where}.", Lines(difference.Operations.Select(operation => operation.Describe())), WhatToDo)
    {
    }

    internal SquashProofException(string message, string? detail, Exception? inner = null)
        : base("RT0423", message, detail, WhatToDo, inner)
    {
    }

    internal SquashProofException(ImmutableArray<UnmanagedObject> unmanaged)
        : base(
            "RT0424",
            "The range makes objects that Retort does not compare, so that nothing can prove them.",
            Lines(unmanaged.Select(item => $"{item.Kind} \"{item.Name}\"")),
            "Squash a range without the revisions that make them; see `retort history`.")
    {
    }

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}

/// <summary>The files of a range cannot be moved as they are, or not all of them were.</summary>
public sealed class SquashFilesException : RetortException
{
    internal SquashFilesException(string message, string? detail, string hint)
        : base("RT0425", message, detail, hint)
    {
    }

    internal SquashFilesException(Exception inner)
        : base("RT0426", "The files could not all be put into their places.", inner.Message, "Nothing is lost, and the revisions can be used as they are. Remove the cause, then run the same command again.", inner)
    {
    }
}

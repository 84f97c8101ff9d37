using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;

namespace Retort.RevisionFiles.Rendering;

/// <summary>Writes operations as statements of SQL that a file can hold, each with its semicolon.</summary>
/// <param name="dialect">The dialect.</param>
/// <param name="serverVersion">The version of the server; <see langword="null"/> for the newest one known.</param>
/// <param name="path">The file that is to be written, for messages.</param>
internal sealed class OperationText(IDialect dialect, Version? serverVersion, string path)
{
    public IDialect Dialect => dialect;

    /// <summary>The statements as a plan would hold them.</summary>
    public IReadOnlyList<Statement> Plan(params IReadOnlyList<Operation> operations) => dialect.Write(operations, serverVersion);

    /// <exception cref="RevisionFileException">What the operation does is decided by the catalogue when it runs, or is code.</exception>
    public IEnumerable<string> Of(Operation operation) => Plan(operation).Select(statement => statement switch
    {
        SqlStatement sql => SqlScript.Terminated(sql.Sql),
        BackfillStatement backfill => RetortComment.Of(backfill.Backfill, dialect) + SqlScript.Terminated(backfill.Sql),
        CatalogStatement => throw CannotBeWritten(operation, "Its statements depend on what the catalogue holds when it runs."),
        _ => throw CannotBeWritten(operation, "Only the revision that holds the code can run it."),
    });

    public RevisionFileException CannotBeWritten(Operation operation, string reason) =>
        new("RT0332", $"\"{operation.Describe()}\" cannot be written into the file as SQL.", new SourceLocation(path), "Write the revision in C#, without --sql, or write that step by hand.", reason);
}

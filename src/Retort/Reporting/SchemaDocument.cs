using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Reporting.Documents;
using Retort.Revisions;
using Retort.Schema;

namespace Retort.Reporting;

/// <summary>What a reference of a schema says besides the schema itself.</summary>
public sealed record SchemaDocumentOptions
{
    /// <summary>The heading.</summary>
    /// <value>Default: <c>Database schema</c>.</value>
    public string Title { get; init; } = "Database schema";

    /// <summary>The revision that made an object or a column, where it is known.</summary>
    /// <value>Default: known of none.</value>
    public IReadOnlyDictionary<ObjectId, Revision> MadeBy { get; init; } = ImmutableDictionary<ObjectId, Revision>.Empty;
}

/// <summary>A reference of a schema for people to read: each table with its purpose, columns, keys, indexes and who refers to it, then the rest in short. Pure.</summary>
public static class SchemaDocument
{
    /// <summary>Writes Markdown.</summary>
    public static string WriteMarkdown(DatabaseSchema schema, IDialect dialect, SchemaDocumentOptions? options = null) =>
        MarkdownDocument.Write(new SchemaReference(schema, dialect, options ?? new()).Blocks());

    /// <summary>Writes one HTML file that loads nothing.</summary>
    public static string WriteHtml(DatabaseSchema schema, IDialect dialect, SchemaDocumentOptions? options = null) =>
        HtmlDocument.Write((options ??= new()).Title, [.. new SchemaReference(schema, dialect, options).Blocks()]);
}

using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using static Retort.RevisionFiles.Rendering.CSharpText;

namespace Retort.RevisionFiles.Rendering;

/// <summary>The statements of a method of a migration, and the namespaces whose types they name.</summary>
internal sealed record CSharpBody(string Text, ImmutableSortedSet<string> Namespaces);

/// <summary>
/// Writes operations as the body of <see cref="Migration.Upgrade"/>, as a person would. What the builder has no words for is said in the
/// SQL of the dialect.
/// </summary>
internal sealed partial class CSharpBodyWriter
{
    private readonly OperationText _sql;
    private readonly SortedSet<string> _namespaces = new(StringComparer.Ordinal);

    private CSharpBodyWriter(OperationText sql) => _sql = sql;

    /// <exception cref="RevisionFileException">An operation cannot be said in a file.</exception>
    /// <exception cref="UnsupportedOperationException">The engine cannot do one of them.</exception>
    public static CSharpBody Write(ImmutableArray<AnnotatedOperation> operations, OperationText sql)
    {
        var writer = new CSharpBodyWriter(sql);
        var text = writer.Paragraphs(operations);
        return new CSharpBody(text, [.. writer._namespaces]);
    }

    /// <summary>One statement below another; what takes several lines stands apart from its neighbours.</summary>
    private string Paragraphs(ImmutableArray<AnnotatedOperation> operations)
    {
        var text = "";
        var isApart = false;
        foreach (var operation in operations)
        {
            var statement = Statement(operation.Operation);
            if (statement.Length == 0)
            {
                continue;
            }

            var comments = OperationComments.Of(operation).Select(comment => $"// {comment}\n");
            var paragraph = string.Concat(comments) + statement;
            var isLong = paragraph.Contains('\n');
            text += (text.Length == 0 ? "" : isApart || isLong ? "\n\n" : "\n") + paragraph;
            isApart = isLong;
        }

        return text;
    }

    private string Statement(Operation operation)
    {
        if (operation is OutsideTransaction group)
        {
            return $"db.OutsideTransaction(db =>\n{{\n{Indent(Paragraphs([.. group.Operations.Select(inner => new AnnotatedOperation(inner))]))}\n}});";
        }

        // The text of a SQLite table as it was typed is for a person; the table is made from its parts.
        operation = operation is CreateTable { Table.OriginalText: not null } op ? op with { Table = op.Table with { OriginalText = null } } : operation;
        var said = BuilderReach.Of(operation);
        var sql = Texts(operation);
        if (said is null || !Texts(said).SequenceEqual(sql))
        {
            return sql.Count == 0 ? "" : $"{Call("db.Sql", [Text(string.Join("\n\n", _sql.Of(operation)))])};";
        }

        // Whether something was there before can decide which statement changes it.
        var needsFormer = said is AlterColumn { Former: not null } change && !Texts(change with { Former = null }).SequenceEqual(sql);
        return $"{InWords(said, needsFormer)};";
    }

    private List<string> Texts(Operation operation) => [.. _sql.Plan(operation).Select(statement => statement.Text)];

    /// <summary>The name of a type of Retort's, which the file then needs the namespace of.</summary>
    private string Named<T>()
    {
        _namespaces.Add(typeof(T).Namespace!);
        return typeof(T).Name;
    }

    private string Member<T>(T value)
        where T : struct, Enum => $"{Named<T>()}.{value}";

    private string? MemberUnlessDefault<T>(T value)
        where T : struct, Enum => EqualityComparer<T>.Default.Equals(value, default) ? null : Member(value);
}

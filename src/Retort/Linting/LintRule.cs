using Retort.Planning;

namespace Retort.Linting;

/// <summary>A rule. Derive from it for rules of one's own, and name their assembly in <c>lintAssemblies</c>; the class has a public constructor without parameters.</summary>
public abstract class LintRule
{
    /// <summary>Describes the rule.</summary>
    /// <param name="id">The id by which it is configured and ignored, such as <c>ACME-001</c>.</param>
    /// <param name="title">What it finds, in a line.</param>
    /// <param name="severity">How much a finding matters unless the project says otherwise.</param>
    protected LintRule(string id, string title, Severity severity)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        (Id, Title, Severity) = (id, title, severity);
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>What it finds, in a line.</summary>
    public string Title { get; }

    /// <summary>How much a finding matters unless the project says otherwise.</summary>
    public Severity Severity { get; }

    /// <summary>Looks at a revision in one direction. It must not touch anything but what it is given.</summary>
    public abstract IEnumerable<Finding> Find(LintContext context);

    /// <summary>Makes a finding of this rule.</summary>
    /// <param name="context">The revision.</param>
    /// <param name="message">What it is, and why it matters.</param>
    /// <param name="recipe">The safe way to the same end.</param>
    /// <param name="statement">The statement, counted from 0; <see langword="null"/> for the revision as a whole.</param>
    protected Finding Report(LintContext context, string message, string? recipe = null, int? statement = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        var at = statement is { } index ? context.Planned.Statements[index] : null;
        return new Finding(Id, Severity, message)
        {
            Revision = context.Planned.Step.Revision.Id,
            Direction = context.Direction,
            Recipe = recipe,
            Statement = statement,
            Location = LocationOf(at) ?? context.Planned.Step.Revision.Source,
        };
    }

    // A place without a line is the file alone, and so is that of the operation.
    private static SourceLocation? LocationOf(Statement? statement) => statement?.Origin ?? statement?.Operation?.Origin;
}

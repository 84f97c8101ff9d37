using Retort.Revisions;

namespace Retort;

/// <summary>A revision, or an operation whose reverse was asked for, cannot be reverted. Nothing was run.</summary>
public sealed class IrreversibleMigrationException : RetortException
{
    /// <summary>Says that a revision has no downgrade; thrown by a downgrade itself.</summary>
    public IrreversibleMigrationException()
        : this("The revision has no downgrade.", null, null)
    {
    }

    /// <summary>Says that an operation cannot be reversed.</summary>
    /// <param name="operation">What the operation does, with names quoted.</param>
    /// <param name="reason">Why it cannot be undone.</param>
    public IrreversibleMigrationException(string operation, string reason)
        : this($"Not reversible: {operation}.", reason, null)
    {
    }

    internal IrreversibleMigrationException(Revision revision, IrreversibleMigrationException inner)
        : this($"Revision \"{revision.Id}\" ({revision.Source}) cannot be reverted.", $"{inner.Message} {inner.Detail}".TrimEnd(), inner)
    {
    }

    private IrreversibleMigrationException(string message, string? detail, Exception? inner)
        : base("RT0401", message, detail, "Write the downgrade by hand, or restore a backup.", inner)
    {
    }
}

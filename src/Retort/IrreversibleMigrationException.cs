namespace Retort;

/// <summary>A revision, or an operation whose reverse was asked for, cannot be reverted.</summary>
public sealed class IrreversibleMigrationException : RetortException
{
    /// <summary>Says that a revision has no downgrade.</summary>
    public IrreversibleMigrationException()
        : base("RT0401", "This revision has no downgrade.", hint: "Override Downgrade in the revision, or restore a backup.")
    {
    }

    /// <summary>Says that an operation cannot be reversed.</summary>
    /// <param name="operation">What the operation does, with names quoted.</param>
    /// <param name="reason">Why it cannot be undone.</param>
    public IrreversibleMigrationException(string operation, string reason)
        : base("RT0402", $"Not reversible: {operation}.", reason, "Write the downgrade by hand, or restore a backup.")
    {
    }
}

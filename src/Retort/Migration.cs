namespace Retort;

/// <summary>The code of a revision. A revision is a public class with a <see cref="RevisionAttribute"/> that derives from this one.</summary>
public abstract class Migration
{
    /// <summary>Adds to <paramref name="db"/> what takes the schema from the parents of this revision to this revision.</summary>
    public abstract void Upgrade(MigrationBuilder db);

    /// <summary>Adds to <paramref name="db"/> what takes the schema back. Without an override the revision cannot be reverted.</summary>
    /// <exception cref="IrreversibleMigrationException">The revision does not say how it is reverted.</exception>
    public virtual void Downgrade(MigrationBuilder db) => throw new IrreversibleMigrationException();

    /// <summary>Whether it is worth asking for a downgrade: <see langword="false"/> where there is none for sure, without an exception for each revision of a long history.</summary>
    internal virtual bool MayHaveDowngrade(string engine) => true;
}

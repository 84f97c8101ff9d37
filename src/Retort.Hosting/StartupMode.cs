namespace Retort.Hosting;

/// <summary>What an application does about its schema before it starts.</summary>
public enum StartupMode
{
    /// <summary>It applies the revisions that are pending. Of several instances that start at once one does, and the others wait for it.</summary>
    Apply,

    /// <summary>It refuses to start when revisions are pending.</summary>
    Verify,

    /// <summary>It waits until somebody else has applied the revisions.</summary>
    Wait,

    /// <summary>It starts, whatever the schema is. The health checks tell.</summary>
    Off,
}

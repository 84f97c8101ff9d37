namespace Retort.Comparison;

/// <summary>A rename that was asked for cannot be made.</summary>
public sealed class RenameException : RetortException
{
    internal RenameException(string message, string hint)
        : base("RT0411", message, hint: hint)
    {
    }
}

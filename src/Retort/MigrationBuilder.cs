namespace Retort;

/// <summary>Collects the operations of a revision.</summary>
public sealed class MigrationBuilder
{
}

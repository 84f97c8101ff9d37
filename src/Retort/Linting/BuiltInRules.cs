using System.Collections.Immutable;
using Retort.Linting.Rules;

namespace Retort.Linting;

/// <summary>The rules of Retort's own, by id.</summary>
internal static class BuiltInRules
{
    public static ImmutableArray<BuiltInRule> All { get; } =
    [
        .. new[]
        {
            AddColumnRules.All, ChangeColumnRules.All, TypeRules.All, ConstraintRules.All, ForeignKeyRules.All, IndexRules.All,
            PartitionRules.All, NamedTypeRules.All, ProgramRules.All, TableRules.All, TransactionRules.All, PublicationRules.All, DesignRules.All,
        }.SelectMany(family => family).Cast<BuiltInRule>().OrderBy(rule => rule.Id, StringComparer.Ordinal),
    ];
}

using Retort.Schema;

namespace Retort.Comparison;

/// <summary>In what two constraints differ.</summary>
internal static class ConstraintChange
{
    /// <summary>Whether the rows that the old constraint left unchecked need only be checked.</summary>
    public static bool IsOnlyValidation(Constraint before, Constraint after) => before switch
    {
        CheckConstraint { NotValid: true } check => Sameness.SameConstraint(check with { NotValid = false }, after),
        ForeignKey { NotValid: true } key => Sameness.SameConstraint(key with { NotValid = false }, after),
        NotNullConstraint { NotValid: true } notNull => Sameness.SameConstraint(notNull with { NotValid = false }, after),
        _ => false,
    };

    /// <summary>Whether the constraints differ in nothing but the name and the comment.</summary>
    public static bool IsOnlyName(Constraint before, Constraint after) => before.Name != after.Name && Sameness.SameConstraint(before with { Name = after.Name }, after);
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Retort.Linting;
using Retort.RevisionFiles;

namespace Retort.Revisions;

/// <summary>A compiled class that is a revision.</summary>
internal sealed class RevisionClass([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type type)
{
    /// <summary>Whether a class says that it is a revision, or can be nothing else.</summary>
    public static bool IsRevision(Type type) => type.IsDefined(typeof(RevisionAttribute), inherit: false) || type.IsSubclassOf(typeof(Migration)) && !type.IsAbstract;

    /// <summary>The header.</summary>
    /// <exception cref="RevisionFileException">The class has none, or it is not as it must be.</exception>
    public Revision Read()
    {
        var location = new SourceLocation(type.FullName!);
        var header = type.GetCustomAttribute<RevisionAttribute>(inherit: false)
            ?? throw new RevisionFileException("RT0323", $"Class {type.FullName} has no [Revision].", location, "Put [Revision(\"ID\")] on it, or make it abstract.");
        var revision = new Revision { Id = default, Source = location, Transactional = header.Transactional, Message = RevisionHeader.MessageOf("", type.Name) };
        foreach (var (key, value) in new (string, string?)[]
        {
            ("revision", header.Id), ("revises", header.Revises), ("depends-on", header.DependsOn), ("labels", header.Labels), ("created", header.Created), ("message", header.Message),
            ("replaces", header.Replaces), ("formerly", header.Formerly),
        })
        {
            revision = value is null ? revision : RevisionHeader.Set(revision, key, value, location);
        }

        revision = revision with { Ignored = [.. type.GetCustomAttributes<IgnoreLintAttribute>(inherit: false).Select(ignore => LintSuppression.Create(ignore.Rule, ignore.Because, ignore.Until, location))] };

        // Compiled code has no text to hash. The build it came from is what can be told apart.
        return revision with { Checksum = Checksum.OfTokens([type.FullName!, type.Module.ModuleVersionId.ToString("N", CultureInfo.InvariantCulture)]) };
    }

    /// <summary>An object of the class.</summary>
    /// <param name="location">Where the revision was written.</param>
    /// <exception cref="RevisionFileException">The class does not allow it.</exception>
    public Migration Create(SourceLocation location)
    {
        try
        {
            return (Migration)Activator.CreateInstance(type)!;
        }
        catch (Exception e) when (e is InvalidCastException or MemberAccessException or ArgumentException or TargetInvocationException or TypeInitializationException)
        {
            throw new RevisionFileException(
                "RT0324",
                $"Class {type.FullName} cannot be used as a migration.",
                location,
                "A revision is a class that derives from Migration, and has a public constructor without parameters that does not throw.",
                e is TargetInvocationException ? e.InnerException!.Message : e.Message);
        }
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Retort.Scripting;

/// <summary>The names that a file gives to the outside, and those it uses: all that a file could mean to another one that is compiled with it.</summary>
internal sealed class SourceNames
{
    private const string AttributeSuffix = "Attribute";

    private SourceNames(SyntaxTree tree, CancellationToken cancellationToken)
    {
        Root = (CompilationUnitSyntax)tree.GetRoot(cancellationToken);
        foreach (var token in Root.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken))
            {
                Used.Add(token.ValueText);
            }
        }

        foreach (var member in Root.Members)
        {
            Declare(member, "");
        }
    }

    /// <summary>Every identifier in the file.</summary>
    public HashSet<string> Used { get; } = [];

    /// <summary>The types that are in no other type. What ends in <c>Attribute</c> is used without that too.</summary>
    public HashSet<string> Types { get; } = [];

    /// <summary>The full names of the namespaces, and of those around them.</summary>
    public HashSet<string> Namespaces { get; } = [];

    /// <summary>
    /// Whether the file can do something to another one that does not name it, or sees what else is in its assembly: by extension methods, by what it says of the
    /// whole assembly, in a namespace where the compiler looks for types by itself, or by reflection. A file with errors is compiled alone, so that it tells only its own.
    /// </summary>
    public bool StandsAlone =>
        Root.ContainsDiagnostics || Root.Externs.Count > 0 || Root.AttributeLists.Count > 0 || Root.Usings.Any(use => use.GlobalKeyword != default)
        || Root.Members.Any(member => member is not (BaseNamespaceDeclarationSyntax or BaseTypeDeclarationSyntax or DelegateDeclarationSyntax))
        || Namespaces.Overlaps(["System", "Microsoft"]) || Types.Any(IsLikeKeyword) || LooksAtItsAssembly
        || Root.DescendantNodes().OfType<ParameterSyntax>().Any(parameter => parameter.Modifiers.Any(SyntaxKind.ThisKeyword));

    /// <summary>Whether something static can be changed while a revision runs, so that another one in the same assembly would find it changed.</summary>
    public bool KeepsState => LooksAtItsAssembly || Root.DescendantNodes().OfType<MemberDeclarationSyntax>().Any(member => member.Modifiers.Any(SyntaxKind.StaticKeyword) && member switch
    {
        FieldDeclarationSyntax one => !(one.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) && one.Declaration.Type is PredefinedTypeSyntax { Keyword.RawKind: not (int)SyntaxKind.ObjectKeyword }),
        PropertyDeclarationSyntax property => property.ExpressionBody is null,
        EventFieldDeclarationSyntax or ConstructorDeclarationSyntax => true,
        _ => false,
    });

    private CompilationUnitSyntax Root { get; }

    private bool LooksAtItsAssembly => Used.Any(name => name.Contains("Assembly", StringComparison.Ordinal) || name.Contains("Module", StringComparison.Ordinal));

    // "var", "_", "dynamic" and what may come: such a type changes the meaning of code that does not seem to name one.
    private static bool IsLikeKeyword(string type) => !type.Any(char.IsUpper);

    public static SourceNames Read(SyntaxTree tree, CancellationToken cancellationToken) => new(tree, cancellationToken);

    private void Declare(MemberDeclarationSyntax member, string outer)
    {
        switch (member)
        {
            case BaseNamespaceDeclarationSyntax space:
                foreach (var part in space.Name.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)))
                {
                    outer = outer.Length == 0 ? part.ValueText : $"{outer}.{part.ValueText}";
                    Namespaces.Add(outer);
                }

                foreach (var inner in space.Members)
                {
                    Declare(inner, outer);
                }

                break;
            case BaseTypeDeclarationSyntax type:
                Declare(type.Identifier.ValueText);
                break;
            case DelegateDeclarationSyntax type:
                Declare(type.Identifier.ValueText);
                break;
        }
    }

    private void Declare(string type)
    {
        Types.Add(type);
        if (type.EndsWith(AttributeSuffix, StringComparison.Ordinal))
        {
            Types.Add(type[..^AttributeSuffix.Length]);
        }
    }
}

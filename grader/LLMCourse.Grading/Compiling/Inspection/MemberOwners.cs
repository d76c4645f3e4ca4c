using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>Tells to which member or type of a submission a piece of source belongs.</summary>
internal sealed class MemberOwners(SemanticModel model, CancellationToken cancellation)
{
    private readonly Dictionary<SyntaxNode, ISymbol?> _owners = [];

    /// <summary>Returns the member or type whose declaration holds a node; an accessor's is its property.
    /// Null for attributes of the assembly.</summary>
    internal ISymbol? Of(SyntaxNode node)
    {
        for (SyntaxNode? at = node; at is not null; at = at.Parent)
        {
            if (at is not (AccessorDeclarationSyntax or VariableDeclaratorSyntax or VariableDeclarationSyntax or MemberDeclarationSyntax))
                continue;
            if (!_owners.TryGetValue(at, out ISymbol? owner)) _owners[at] = owner = Declared(at);
            if (owner is not null) return owner;
        }

        return null;
    }

    private ISymbol? Declared(SyntaxNode node)
    {
        ISymbol? symbol = node switch
        {
            AccessorDeclarationSyntax accessor => model.GetDeclaredSymbol(accessor, cancellation)?.AssociatedSymbol,
            VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } field => model.GetDeclaredSymbol(field, cancellation),
            VariableDeclarationSyntax { Parent: BaseFieldDeclarationSyntax } fields =>
                model.GetDeclaredSymbol(fields.Variables[0], cancellation),
            BaseFieldDeclarationSyntax fields => model.GetDeclaredSymbol(fields.Declaration.Variables[0], cancellation),
            MemberDeclarationSyntax member and not (BaseNamespaceDeclarationSyntax or GlobalStatementSyntax) =>
                model.GetDeclaredSymbol(member, cancellation),
            _ => null,
        };
        return symbol is null ? null : SymbolNames.Definition(symbol);
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Grading.Watching;

/// <summary>A member of a source file, by its syntax alone.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Type">The full name of the type around it, such as <c>LLMCourse.M02.Softmax</c>;
/// empty for what stands outside of types.</param>
/// <param name="Name">The member's name as in documentation comment ids, <c>#ctor</c> for a
/// constructor; empty for the head of the type.</param>
/// <param name="Signature">What tells overloads apart.</param>
/// <param name="Nodes">Its syntax; of a type's head all that is not a member.</param>
/// <param name="Marks">The exercises that its attributes, or those of the types around it, name.</param>
internal sealed record SourceMember(string File, string Type, string Name, string Signature, IReadOnlyList<SyntaxNode> Nodes,
    IReadOnlyList<string> Marks)
{
    private readonly Lazy<HashSet<string>> _mentions = new(() => [.. Nodes.SelectMany(node => node.DescendantTokens())
        .Where(token => token.IsKind(SyntaxKind.IdentifierToken) && !Nodes.Contains(token.Parent!)
            && token.Parent is not (VariableDeclaratorSyntax or ParameterSyntax))
        .Select(token => token.ValueText)]);

    /// <summary>Gets what the member is known by to others: its type's name for a constructor and for the type's head.</summary>
    public string KnownAs => Name.Length > 0 && Name[0] != '#' ? Name : TypeName;

    /// <summary>Gets the name of its type without what is around that.</summary>
    public string TypeName => Type[(Type.LastIndexOf('.') + 1)..].Split('`')[0];

    /// <summary>Gets every identifier in it, but for those that it declares.</summary>
    public IReadOnlySet<string> Mentions => _mentions.Value;

    /// <summary>Gets what is the same for a member of two versions of the source, whatever file it stands in.</summary>
    public (string Type, string Name, string Signature) Key => (Type, Name, Signature);
}

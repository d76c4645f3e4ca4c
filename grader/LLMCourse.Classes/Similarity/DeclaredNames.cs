using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Classes.Similarity;

/// <summary>The names that a submission declares, which whoever copies it may change, and those that it
/// only uses, which belong to a library.</summary>
internal sealed class DeclaredNames
{
    private readonly Dictionary<string, HashSet<string>> _locals = new(StringComparer.Ordinal);

    /// <summary>Gets the names of types, methods, properties, fields and the like, in any file.</summary>
    public HashSet<string> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the names that stand after a dot.</summary>
    public HashSet<string> AfterDot { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the names of public types and members; in the starter those are what a student must keep.</summary>
    public HashSet<string> Public { get; } = new(StringComparer.Ordinal);

    /// <summary>Returns whether a name is one of a file's locals, parameters and the like.</summary>
    public bool IsLocal(string file, string name) => _locals.TryGetValue(file, out HashSet<string>? names) && names.Contains(name);

    /// <summary>Collects the names of a file.</summary>
    public void Add(string file, SyntaxNode root)
    {
        HashSet<string> locals = _locals[file] = new HashSet<string>(StringComparer.Ordinal);
        foreach (SyntaxNode node in root.DescendantNodes())
        {
            switch (node)
            {
                case BaseTypeDeclarationSyntax type: AddMember(type.Identifier, type.Modifiers); break;
                case DelegateDeclarationSyntax type: AddMember(type.Identifier, type.Modifiers); break;
                case MethodDeclarationSyntax method: AddMember(method.Identifier, method.Modifiers); break;
                case PropertyDeclarationSyntax property: AddMember(property.Identifier, property.Modifiers); break;
                case EventDeclarationSyntax @event: AddMember(@event.Identifier, @event.Modifiers); break;
                case EnumMemberDeclarationSyntax value: AddMember(value.Identifier, default); break;
                case VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax field } variable:
                    AddMember(variable.Identifier,
                    field.Modifiers); break;

                // A record's parameters are properties too, and a tuple's elements stand after dots.
                case ParameterSyntax { Parent.Parent: RecordDeclarationSyntax } parameter: AddMember(parameter.Identifier, default); break;
                case TupleElementSyntax element: AddMember(element.Identifier, default); break;
                case NameColonSyntax { Parent: ArgumentSyntax { Parent: TupleExpressionSyntax } } name:
                    AddMember(name.Name.Identifier,
                    default); break;
                case VariableDeclaratorSyntax variable: locals.Add(variable.Identifier.ValueText); break;
                case ParameterSyntax parameter: locals.Add(parameter.Identifier.ValueText); break;
                case SingleVariableDesignationSyntax variable: locals.Add(variable.Identifier.ValueText); break;
                case ForEachStatementSyntax loop: locals.Add(loop.Identifier.ValueText); break;
                case LocalFunctionStatementSyntax function: locals.Add(function.Identifier.ValueText); break;
                case CatchDeclarationSyntax caught: locals.Add(caught.Identifier.ValueText); break;
                case TypeParameterSyntax type: locals.Add(type.Identifier.ValueText); break;
                case LabeledStatementSyntax label: locals.Add(label.Identifier.ValueText); break;
                case FromClauseSyntax from: locals.Add(from.Identifier.ValueText); break;
                case LetClauseSyntax let: locals.Add(let.Identifier.ValueText); break;
                case JoinClauseSyntax join: locals.Add(join.Identifier.ValueText); break;
                case UsingDirectiveSyntax { Alias: { } alias }: locals.Add(alias.Name.Identifier.ValueText); break;
                case MemberAccessExpressionSyntax access
                    when access.Expression is not ThisExpressionSyntax:
                    AfterDot.Add(access.Name.Identifier.ValueText); break;
                case MemberBindingExpressionSyntax binding: AfterDot.Add(binding.Name.Identifier.ValueText); break;
                default: break;
            }
        }
    }

    private void AddMember(SyntaxToken identifier, SyntaxTokenList modifiers)
    {
        Members.Add(identifier.ValueText);
        if (modifiers.Any(SyntaxKind.PublicKeyword)) Public.Add(identifier.ValueText);
    }
}

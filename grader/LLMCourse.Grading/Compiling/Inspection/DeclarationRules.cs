using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>Finds declarations that no submission may make: native and self-running code, and
/// names that pass for the grader's own.</summary>
internal static class DeclarationRules
{
    private const string Native = "BAN002";
    private const string RunsItself = "BAN007";
    private const string Impersonates = "BAN008";

    private static readonly string[] ForeignNamespaces =
        ["LLMCourse.Reference", "LLMCourse.LocalModels", "LLMCourse.LlmServers", "LLMCourse.Checks", "LLMCourse.Grader"];
    private static readonly HashSet<string> ForeignNames = ["TorchSharp", "torch", "Xunit", "System", "Microsoft", "ExerciseAttribute"];

    /// <summary>Lists the declarations of one file that are not allowed.</summary>
    /// <returns>What, where, the code and the message.</returns>
    internal static IEnumerable<(SyntaxNode Node, Location Location, string Code, string Message)> Check(SyntaxNode root)
    {
        foreach (SyntaxNode node in root.DescendantNodesAndSelf())
        {
            if (CheckNode(node) is (Location location, string code, string message)) yield return (node, location, code, message);
        }
    }

    /// <summary>Says whether a node declares a member whose code is elsewhere: only who calls it has it,
    /// and it is cut from what others run.</summary>
    internal static bool IsExtern(SyntaxNode node) =>
        node is MemberDeclarationSyntax member && member.Modifiers.Any(SyntaxKind.ExternKeyword);

    private static (Location, string, string)? CheckNode(SyntaxNode node)
    {
        switch (node)
        {
            case AttributeListSyntax { Target.Identifier: { } target } list when target.IsKind(SyntaxKind.AssemblyKeyword)
                || target.IsKind(SyntaxKind.ModuleKeyword):
                return (list.GetLocation(), Impersonates, "Attributes of the assembly or the module are not allowed. Remove it.");
            case ExternAliasDirectiveSyntax:
                return (node.GetLocation(), Impersonates, "`extern alias` is not allowed. Remove it.");
            case DestructorDeclarationSyntax destructor:
                return (destructor.Identifier.GetLocation(), RunsItself,
                    "Finalizers are not allowed, because they run when they like. Implement IDisposable.");
            case UnsafeStatementSyntax or FixedStatementSyntax or PointerTypeSyntax or FunctionPointerTypeSyntax:
                return (node.GetLocation(), Native, "Unsafe code is not allowed. Use arrays or spans.");
            case MemberDeclarationSyntax member when Modifier(member) is { } modifier:
                return (modifier.GetLocation(), Native, $"`{modifier.ValueText}` is not allowed: native code cannot be called. Remove it.");
            case BaseNamespaceDeclarationSyntax space when IsForeign(FullName(space)):
                return (space.Name.GetLocation(), Impersonates,
                    $"The namespace `{space.Name}` is not yours to declare. Keep the module's own.");
            case BaseTypeDeclarationSyntax type when ForeignNames.Contains(type.Identifier.ValueText)
                || (type.Parent is not TypeDeclarationSyntax && NamespaceOf(type) == "LLMCourse"):
                return (type.Identifier.GetLocation(), Impersonates,
                    $"A type of your own may not be named `{type.Identifier.ValueText}` here. Rename it.");
            default:
                return null;
        }
    }

    private static SyntaxToken? Modifier(MemberDeclarationSyntax member)
    {
        SyntaxToken found = member.Modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.ExternKeyword)
            || modifier.IsKind(SyntaxKind.UnsafeKeyword));
        return found.IsKind(SyntaxKind.None) ? null : found;
    }

    private static bool IsForeign(string space) =>
        space.Split('.').Any(ForeignNames.Contains)
            || ForeignNamespaces.Any(foreign => space == foreign || space.StartsWith(foreign + ".", StringComparison.Ordinal));

    private static string NamespaceOf(SyntaxNode node) =>
        node.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault() is { } space ? FullName(space) : "";

    private static string FullName(BaseNamespaceDeclarationSyntax space) =>
        string.Join('.', space.AncestorsAndSelf().OfType<BaseNamespaceDeclarationSyntax>().Reverse()
            .Select(part => part.Name.ToString().Replace(" ", "", StringComparison.Ordinal)));
}

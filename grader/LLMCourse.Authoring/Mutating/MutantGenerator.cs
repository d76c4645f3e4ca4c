using System.Text.RegularExpressions;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LLMCourse.Authoring.Mutating;

/// <summary>Lists the mutants of a solution: changes of what stands in its regions, which is what students write.</summary>
internal static partial class MutantGenerator
{
    // As much around a change as shows what it is about.
    private const int ContextLength = 70, EdgeLength = 20;

    /// <summary>Lists the mutants, in the order of files and places. Some may not compile.</summary>
    /// <param name="manifest">The module.</param>
    /// <param name="solution">Its compiled solution.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IReadOnlyList<Mutant> Generate(ModuleManifest manifest, CSharpCompilation solution,
        CancellationToken cancellation = default)
    {
        MemberIndex members = new(manifest, solution);
        List<Mutant> mutants = [];
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        foreach (SyntaxTree tree in solution.SyntaxTrees.Where(ModuleCompilation.IsOfModule)
            .OrderBy(t => t.FilePath, StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            SyntaxNode root = tree.GetRoot(cancellation);
            IReadOnlyList<TextSpan> regions = SolutionRegions.Of(root);
            if (regions.Count == 0) continue;
            SemanticModel model = solution.GetSemanticModel(tree);
            HashSet<(TextSpan, string)> known = [];
            foreach (SyntaxNode node in root.DescendantNodes(n => !IsLeftAlone(n, model))
                .Where(n => regions.Any(r => r.Contains(n.Span)) && !IsLeftAlone(n, model)))
            {
                foreach (Mutation mutation in Operators.Of(node, model))
                {
                    if (!known.Add((mutation.Span, mutation.Replacement)) || MemberIndex.MemberAt(node, model) is not { } member) continue;
                    if (members.Of(member, tree.FilePath) is not { } counts) continue;
                    (string original, string mutated) = InContext(root, mutation);
                    string name = PublicApi.NameOf(member);
                    string key = $"{name}\n{mutation.Operator}\n{original}\n{mutated}";
                    mutants.Add(new Mutant
                    {
                        Member = name,
                        CountsFor = counts.CountsFor.Name,
                        Serves = counts.Serves,
                        Exercises = counts.Exercises,
                        Operator = mutation.Operator,
                        Original = original,
                        Mutated = mutated,
                        Number = numbers[key] = numbers.GetValueOrDefault(key) + 1,
                        File = tree.FilePath,
                        Line = tree.GetText(cancellation).Lines.GetLineFromPosition(mutation.Span.Start).LineNumber + 1,
                        Span = mutation.Span,
                        Replacement = mutation.Replacement,
                    });
                }
            }
        }

        return mutants;
    }

    // What words the message of an exception; guards against null, since the compiler warns of null and no handout speaks of it; and where
    // an await goes on, since no check runs in a synchronization context.
    private static bool IsLeftAlone(SyntaxNode node, SemanticModel model) => node switch
    {
        AttributeListSyntax or ThrowStatementSyntax or ThrowExpressionSyntax => true,
        ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ThrowIfNull" } } } => true,
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } => true,
        ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } } } => true,
        BaseObjectCreationExpressionSyntax => IsException(model.GetTypeInfo(node).Type),
        _ => false,
    };

    private static bool IsException(ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.ToDisplayString() == "System.Exception") return true;
        }

        return false;
    }

    private static (string Original, string Mutated) InContext(SyntaxNode root, Mutation mutation)
    {
        SyntaxNode around = root.FindNode(mutation.Span, getInnermostNodeForTie: true);
        while (IsPartOfOne(around.Parent) && around.Parent!.Span.Length <= ContextLength) around = around.Parent;
        string text = root.SyntaxTree.GetText().ToString(around.Span);
        string before = OneLine(text[..(mutation.Span.Start - around.SpanStart)]),
            after = OneLine(text[(mutation.Span.End - around.SpanStart)..]);
        string changed = OneLine(root.SyntaxTree.GetText().ToString(mutation.Span)), replacement = OneLine(mutation.Replacement);
        if (before.Length + after.Length > ContextLength)
            (before, after) = (before.Length > EdgeLength ? "…" + before[^EdgeLength..] : before,
                after.Length > EdgeLength ? after[..EdgeLength] + "…" : after);
        return ($"{before}{Cut(changed)}{after}".Trim(), $"{before}{Cut(replacement)}{after}".Trim());
    }

    private static bool IsPartOfOne(SyntaxNode? node) =>
        node is ExpressionSyntax or BaseArgumentListSyntax or ArgumentSyntax or PatternSyntax or EqualsValueClauseSyntax
            or VariableDeclaratorSyntax or VariableDeclarationSyntax;

    private static string Cut(string text) => text.Length > 2 * ContextLength ? text[..(2 * ContextLength)] + "…" : text;

    private static string OneLine(string text) => Spaces().Replace(text, " ");

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Spaces();
}

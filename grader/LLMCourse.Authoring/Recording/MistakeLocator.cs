using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LLMCourse.Authoring.Recording;

/// <summary>Finds the member of the solution in which each mistake is planted, so that a report can point
/// at the same member of a submission.</summary>
public static class MistakeLocator
{
    /// <summary>Locates mistakes.</summary>
    /// <param name="manifest">The module.</param>
    /// <param name="solution">Its compiled solution.</param>
    /// <param name="mistakes">The mistakes; the text that each replaces stands in the solution.</param>
    /// <returns>The member's documentation comment id by the mistake's id, in the order of the ids. A mistake in a helper of
    /// the solution's own is put down to the first member in the same file that uses it, or else to the first there; one in a file where
    /// the exercise has no member is left out.</returns>
    public static IReadOnlyDictionary<string, string> Locate(ModuleManifest manifest, CSharpCompilation solution,
        IEnumerable<RecordedMistake> mistakes)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(solution);
        ArgumentNullException.ThrowIfNull(mistakes);
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (Mistake mistake in mistakes.Select(m => m.Mistake))
        {
            SyntaxTree? tree = solution.SyntaxTrees.FirstOrDefault(t => t.FilePath == mistake.File);
            ManifestExercise? exercise = manifest.Exercises.FirstOrDefault(e => e.Id == mistake.Exercise.Text);
            if (tree is null || exercise is null) continue;
            int at = tree.GetText().ToString().IndexOf(mistake.Find, StringComparison.Ordinal);
            ManifestMember[] members = [.. exercise.Members.Where(m => m.File == mistake.File)];

            ManifestMember? member = members.FirstOrDefault(m => SpanOf(m, solution, tree).Contains(at))
                ?? UserOfHelperAt(at, members, solution, tree)
                ?? members.FirstOrDefault();
            if (member is not null) found[mistake.Id] = member.DocId;
        }

        return found;
    }

    // The first member that calls the helper at a position, or a helper that calls it, and so on.
    private static ManifestMember? UserOfHelperAt(int position, IEnumerable<ManifestMember> members, CSharpCompilation solution,
        SyntaxTree tree)
    {
        MethodDeclarationSyntax[] methods = [.. tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()];
        HashSet<string> helpers = [.. methods.Where(m => m.Span.Contains(position)).Select(m => m.Identifier.ValueText)];
        for (int known = 0; helpers.Count > known;)
        {
            if (members.FirstOrDefault(m => Uses(SpanOf(m, solution, tree), helpers, tree)) is ManifestMember user) return user;
            known = helpers.Count;
            helpers.UnionWith([.. methods.Where(m => Uses(m.Span, helpers, tree)).Select(m => m.Identifier.ValueText)]);
        }

        return null;
    }

    private static bool Uses(TextSpan span, HashSet<string> names, SyntaxTree tree) =>
        tree.GetRoot().DescendantTokens(span).Any(t => span.Contains(t.Span) && names.Contains(t.ValueText));

    // Empty for a type and for a primary constructor, which would span its whole type.
    private static TextSpan SpanOf(ManifestMember member, CSharpCompilation solution, SyntaxTree tree) =>
        DocumentationCommentId.GetFirstSymbolForDeclarationId(member.DocId, solution)?.DeclaringSyntaxReferences
            .FirstOrDefault(r => r.SyntaxTree == tree && r.GetSyntax() is not BaseTypeDeclarationSyntax)?.Span ?? default;
}

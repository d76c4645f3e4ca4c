using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Authoring.Scaffolding;

/// <summary>Which exercises a solution has, by its text alone: in milliseconds, and also where it does not compile.</summary>
internal static class SolutionExercises
{
    /// <summary>Reads the ids from the attributes of a solution's members.</summary>
    /// <param name="folder">The solution's folder; without a source there are none.</param>
    /// <returns>The ids, such as <c>M06.E1</c>, in order.</returns>
    public static IReadOnlyList<string> Of(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.cs")
            .SelectMany(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<AttributeSyntax>())
            .Where(attribute => attribute.Name.ToString() is "Exercise" or "ExerciseAttribute")
            .Select(attribute => attribute.ArgumentList?.Arguments.FirstOrDefault()?.Expression)
            .OfType<LiteralExpressionSyntax>()
            .Select(literal => literal.Token.ValueText)
            .Distinct(StringComparer.Ordinal)
            .Order(NaturalOrder)];

    // E10 after E9.
    private static Comparer<string> NaturalOrder { get; } =
        Comparer<string>.Create((a, b) => a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b));
}

using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Authoring.Scaffolding;

/// <summary>Which exercises a solution has, by its text alone: in milliseconds, and also where it does not compile.</summary>
internal static class SolutionExercises
{
    /// <summary>Reads the ids from the attributes of a solution's members.</summary>
    /// <param name="folder">The solution's folder; without a source there are none.</param>
    /// <returns>The ids, such as <c>M06.E1</c>, in order.</returns>
    public static IReadOnlyList<string> Of(string folder) => [.. Weights(folder).Keys.Order(NaturalOrder)];

    /// <summary>Reads the weights from the attributes of a solution's members.</summary>
    /// <param name="folder">The solution's folder.</param>
    /// <returns>Each exercise's weight by its id; 1 where no attribute says another.</returns>
    public static IReadOnlyDictionary<string, int> Weights(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs")
            .SelectMany(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<AttributeSyntax>())
            .Where(attribute => attribute.Name.ToString() is "Exercise" or "ExerciseAttribute")
            .Select(attribute => attribute.ArgumentList?.Arguments ?? default)
            .Where(arguments => arguments.Count > 0 && arguments[0].Expression is LiteralExpressionSyntax)
            .GroupBy(arguments => ((LiteralExpressionSyntax)arguments[0].Expression).Token.ValueText, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.SelectMany(arguments => arguments).Select(WeightOf)
                .FirstOrDefault(weight => weight is not null) ?? 1, StringComparer.Ordinal);

    private static int? WeightOf(AttributeArgumentSyntax argument) =>
        argument is { NameEquals.Name.Identifier.ValueText: "Weight", Expression: LiteralExpressionSyntax { Token.Value: int weight } }
            ? weight
            : null;

    // E10 after E9.
    private static Comparer<string> NaturalOrder { get; } =
        Comparer<string>.Create((a, b) => a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b));
}

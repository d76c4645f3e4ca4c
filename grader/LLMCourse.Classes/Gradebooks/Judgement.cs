namespace LLMCourse.Classes.Gradebooks;

/// <summary>What a person thinks of two submissions that are alike, so that nobody has to read them twice.</summary>
/// <param name="A">The key of the one student.</param>
/// <param name="B">The key of the other.</param>
/// <param name="Module">The module's id.</param>
/// <param name="Verdict"><c>cleared</c> or <c>suspicious</c>.</param>
/// <param name="Who">Who judged.</param>
/// <param name="Why">The reason.</param>
/// <param name="MadeUtc">When.</param>
public sealed record Judgement(string A, string B, string Module, string Verdict, string Who, string Why, DateTimeOffset MadeUtc)
{
    /// <summary>The verdicts that there are.</summary>
    public static IReadOnlyList<string> Verdicts { get; } = ["cleared", "suspicious"];
}

namespace LLMCourse.M08;

/// <summary>Something that is wrong with a decision.</summary>
/// <param name="Kind">What.</param>
/// <param name="About">What it is about, as <see cref="FlawKind"/> says; option and criterion with <c>/</c> between them.</param>
public sealed record Flaw(FlawKind Kind, string About = "");

namespace LLMCourse.M08;

/// <summary>Something that was looked up, with where and when: what a claim in a decision can point at.</summary>
/// <param name="Id">What claims call it.</param>
/// <param name="About">The model or the machine that it is about.</param>
/// <param name="Says">What it says, in words.</param>
/// <param name="Date">When it was so: the date of the release, or when a price was read.</param>
/// <param name="Source">Where it stands.</param>
/// <param name="GoodForDays">How long it can be relied on; null where it does not change, such as the licence of a release.</param>
public sealed record Fact(string Id, string About, string Says, DateOnly Date, string Source, int? GoodForDays = null);

namespace LLMCourse.M07;

/// <summary>What was decided about somebody. Given.</summary>
/// <param name="Group">The group that they belong to.</param>
/// <param name="IsAccepted">The decision.</param>
/// <param name="ShouldBe">What would have been right; null: nobody knows.</param>
public sealed record GroupDecision(string Group, bool IsAccepted, bool? ShouldBe = null);

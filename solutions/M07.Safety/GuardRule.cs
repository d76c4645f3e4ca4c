namespace LLMCourse.M07;

/// <summary>One rule of a policy.</summary>
/// <param name="Id">Its name, unique in its policy.</param>
/// <param name="Stage">What it reads.</param>
/// <param name="Detector">What it looks for.</param>
/// <param name="Action">What happens to what it finds.</param>
/// <param name="Reason">Why, in words that a user may read.</param>
public sealed record GuardRule(string Id, GuardStage Stage, GuardDetector Detector, GuardAction Action, string Reason);

namespace LLMCourse.M11;

/// <summary>What is done with one text, and why.</summary>
/// <param name="Action">The most severe action among the reasons; <see cref="ModerationAction.Allow"/> without any.</param>
/// <param name="Reasons">The reasons, more severe actions first, and in the order of the categories among equal ones.</param>
public sealed record ModerationDecision(ModerationAction Action, IReadOnlyList<ModerationReason> Reasons);

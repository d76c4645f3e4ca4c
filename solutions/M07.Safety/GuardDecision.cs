namespace LLMCourse.M07;

/// <summary>How a turn ended.</summary>
/// <param name="Action">The most severe action of all rules that matched; <see cref="GuardAction.Allow"/> where none did.</param>
/// <param name="RuleId">The rule whose action it is, of several the first in the policy; null where none matched.</param>
/// <param name="Reason">The rule's reason; for a detector that failed one of <see cref="GuardFailure"/>; empty where none matched.</param>
/// <param name="Text">What was shown to the user.</param>
public sealed record GuardDecision(GuardAction Action, string? RuleId, string Reason, string Text);

namespace LLMCourse.M07;

/// <summary>An attack that worked, as short as it was made.</summary>
/// <param name="AttackId">The attack.</param>
/// <param name="Mutator">The mutator.</param>
/// <param name="Text">The words of the attack that are left.</param>
/// <param name="Prompt">What the target was asked: the mutator's writing of <paramref name="Text"/>.</param>
/// <param name="Answer">What it answered to that.</param>
/// <param name="IsMinimal">Whether it is known that no single word can be left out.</param>
public sealed record RedTeamFinding(string AttackId, string Mutator, string Text, string Prompt, string Answer, bool IsMinimal);

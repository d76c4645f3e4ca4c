namespace LLMCourse.M09;

/// <summary>An answer.</summary>
/// <param name="Outcome">How it came about.</param>
/// <param name="Text">The model's reply, without white space at its ends; for all but <see cref="RagOutcome.Answered"/> <see cref="RagOptions.Abstention"/>.</param>
/// <param name="Citations">The ids of the cited passages, each once, in the order in which they are first cited; empty unless answered.</param>
public sealed record RagAnswer(RagOutcome Outcome, string Text, IReadOnlyList<string> Citations)
{
    /// <summary>Gets whether no answer was given.</summary>
    public bool IsAbstention => Outcome != RagOutcome.Answered;
}

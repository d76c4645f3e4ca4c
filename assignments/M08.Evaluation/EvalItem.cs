namespace LLMCourse.M08;

/// <summary>A question of a suite.</summary>
/// <param name="Id">What it is called; no other item of the suite is called so.</param>
/// <param name="Prompt">What the model is asked, as the only turn of the conversation, a user's.</param>
/// <param name="Answer">The right answer, which no model sees.</param>
public sealed record EvalItem(string Id, string Prompt, string Answer);

namespace LLMCourse.Checks.M06;

/// <summary>What a strategy made of a question.</summary>
/// <param name="Item">The item, from 0.</param>
/// <param name="Hash">The hash of the question.</param>
/// <param name="Answer">The answer; null where there is none.</param>
/// <param name="Right">Whether it is right.</param>
/// <param name="Calls">The calls of the model.</param>
/// <param name="Tokens">The tokens of its replies.</param>
/// <param name="Agreement">The share of the replies that say what most of them say; 1 for a single one.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record PromptingAnswer(int Item, string Hash, string? Answer, bool Right, int Calls, int Tokens, double Agreement,
    double Milliseconds);

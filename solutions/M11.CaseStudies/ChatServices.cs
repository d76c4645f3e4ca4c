namespace LLMCourse.M11;

/// <summary>What a session asks others to do.</summary>
/// <param name="Model">Answers a prompt.</param>
/// <param name="CountTokens">Counts the tokens of a text.</param>
/// <param name="Summarise">Makes one summary of the summary so far (null where there is none) and the messages that come after it.</param>
/// <param name="ExtractFacts">Finds the facts in a user's text.</param>
public sealed record ChatServices(
    Func<IReadOnlyList<ChatMessage>, CancellationToken, Task<string>> Model,
    Func<string, int> CountTokens,
    Func<string?, IReadOnlyList<ChatMessage>, CancellationToken, Task<string>> Summarise,
    Func<string, IReadOnlyList<ChatFact>> ExtractFacts);

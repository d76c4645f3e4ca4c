namespace LLMCourse.M08;

/// <summary>What an API costs, in dollars.</summary>
/// <param name="PromptPerMillion">A million tokens of prompts.</param>
/// <param name="ReplyPerMillion">A million tokens of replies.</param>
public sealed record ApiPrice(decimal PromptPerMillion, decimal ReplyPerMillion);

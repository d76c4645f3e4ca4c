namespace LLMCourse.LocalModels;

/// <summary>A prompt leaves no room for a reply.</summary>
/// <param name="promptTokens">The number of tokens of the prompt.</param>
/// <param name="contextLength">The greatest number of tokens of a prompt and its reply together.</param>
public sealed class ContextLengthException(int promptTokens, int contextLength) : Exception(
    $"The prompt has {promptTokens} tokens, and the model's context holds {contextLength}, the reply included. Leave out old turns or examples.")
{
    /// <summary>Gets the number of tokens of the prompt.</summary>
    public int PromptTokens { get; } = promptTokens;

    /// <summary>Gets the greatest number of tokens of a prompt and its reply together.</summary>
    public int ContextLength { get; } = contextLength;
}

namespace LLMCourse.M11;

/// <summary>How a session spends its context. A message's <i>cost</i> is the number of its content's tokens plus <see cref="MessageTokens"/>.</summary>
public sealed record ChatSessionOptions
{
    /// <summary>Gets the first message of every prompt, with the role <c>system</c>; an empty text is left out. The default is one sentence.</summary>
    public string System { get; init; } = "You are a helpful assistant.";

    /// <summary>Gets what all messages of a prompt may cost together; at least 1. The default is 256.</summary>
    public int BudgetTokens { get; init; } = 256;

    /// <summary>Gets what the message of facts may cost; at least 0. The default is 64.</summary>
    public int FactTokens { get; init; } = 64;

    /// <summary>Gets what the message of the summary may cost; at least 0. The default is 64.</summary>
    public int SummaryTokens { get; init; } = 64;

    /// <summary>Gets what a message costs beside its content, for the marks that a chat format puts around it; at least 0. The default is 3.</summary>
    public int MessageTokens { get; init; } = 3;
}

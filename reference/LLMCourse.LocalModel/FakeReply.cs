namespace LLMCourse.LocalModels;

/// <summary>What a <see cref="FakeModel"/> replies.</summary>
/// <param name="Text">The reply; for a call of a tool its JSON.</param>
/// <param name="LogProbability">The log-probability of the whole reply in nats, at most 0. It is shared
/// equally by its tokens, which are its words.</param>
/// <param name="IsToolCall">Whether it is a call of a tool.</param>
public sealed record FakeReply(string Text, double LogProbability = 0, bool IsToolCall = false)
{
    /// <summary>Makes a reply of a text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator FakeReply(string text) => new(text);
}

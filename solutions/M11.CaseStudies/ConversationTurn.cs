namespace LLMCourse.M11;

/// <summary>What the user said and what was answered. Turns form a tree: two turns of one parent are two ways in which the conversation went on.</summary>
/// <param name="Id">The turn's number in its session; the first is 1.</param>
/// <param name="Parent">The turn that it follows; null at the beginning of the conversation.</param>
/// <param name="User">The user's text.</param>
/// <param name="Assistant">The answer.</param>
public sealed record ConversationTurn(long Id, long? Parent, string User, string Assistant);

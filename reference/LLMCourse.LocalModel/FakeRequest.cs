using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels;

/// <summary>What a <see cref="FakeModel"/> was asked.</summary>
/// <param name="Turns">The conversation.</param>
/// <param name="Options">How the reply was wanted.</param>
public sealed record FakeRequest(IReadOnlyList<ChatTurn> Turns, CompletionOptions Options);

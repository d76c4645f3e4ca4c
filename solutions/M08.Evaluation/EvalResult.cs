namespace LLMCourse.M08;

/// <summary>What came of an item: a reply, or what was wrong with the last attempt.</summary>
/// <param name="Id">The item.</param>
/// <param name="Reply">The reply; null where there is none.</param>
/// <param name="IsRight">Whether the reply is right; null where there is none.</param>
/// <param name="Error">The message of the last attempt; null where there is a reply.</param>
public sealed record EvalResult(string Id, StoredReply? Reply, bool? IsRight, string? Error);

namespace LLMCourse.M06;

/// <summary>A server-sent event.</summary>
/// <param name="Name">Its <c>event</c>; <c>message</c> where it has none.</param>
/// <param name="Data">Its <c>data</c>, lines joined by <c>\n</c>.</param>
public sealed record SseEvent(string Name, string Data);

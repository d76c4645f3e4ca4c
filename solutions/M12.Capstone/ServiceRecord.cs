namespace LLMCourse.M12;

/// <summary>What is noted of a request. It holds nothing of what the texts say.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="Status">The status of the answer; 499 where the client hung up before it.</param>
/// <param name="Code">The fault's name; <c>client_closed_request</c> with 499; null where all is well.</param>
/// <param name="Model">The version that was asked; null where none was.</param>
/// <param name="Texts">How many texts there were, once they were read; else 0.</param>
/// <param name="Blocked">How many of them the guard blocked.</param>
/// <param name="Redacted">How many of them the guard changed.</param>
public sealed record ServiceRecord(string Id, int Status, string? Code, string? Model, int Texts, int Blocked, int Redacted);

namespace LLMCourse.M10;

/// <summary>What an answer, and each event of one, begins with.</summary>
/// <param name="Id">The answer's name.</param>
/// <param name="Created">When it was begun, in whole seconds since 1970 in UTC.</param>
/// <param name="Model">The model's name.</param>
public sealed record AnswerHead(string Id, long Created, string Model);

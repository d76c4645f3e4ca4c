namespace LLMCourse.Classes.Gradebooks;

/// <summary>That students may see a module's grades, where the course file says <c>release: manual</c>.</summary>
/// <param name="Module">The module's id.</param>
/// <param name="Who">Who released it.</param>
/// <param name="Why">The reason; may be empty.</param>
/// <param name="MadeUtc">When.</param>
public sealed record Release(string Module, string Who, string Why, DateTimeOffset MadeUtc);

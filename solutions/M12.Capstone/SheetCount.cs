namespace LLMCourse.M12;

/// <summary>A line of a datasheet.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Count">How many there are; also where there are none.</param>
public sealed record SheetCount(string Name, int Count);

namespace LLMCourse.M11;

/// <summary>A model's summaries are not shorter than what it was given, so that to summarise them again would never end.</summary>
/// <param name="message">How many tokens there were before and after.</param>
public sealed class SummaryGrowsException(string message) : Exception(message);

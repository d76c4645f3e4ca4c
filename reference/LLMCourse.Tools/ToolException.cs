namespace LLMCourse.Tools;

/// <summary>Says why a tool has no result, in words that a model can act on.</summary>
/// <param name="message">The reason, such as "there is no table 'cats'".</param>
/// <param name="inner">What was thrown beneath; null where nothing was.</param>
public sealed class ToolException(string message, Exception? inner = null) : Exception(message, inner);

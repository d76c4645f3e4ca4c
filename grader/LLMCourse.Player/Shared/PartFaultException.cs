namespace LLMCourse.Player;

/// <summary>A part of the student's gives numbers that nothing can be learned from.</summary>
/// <param name="message">Which, and what it gives.</param>
public sealed class PartFaultException(string message) : Exception(message);

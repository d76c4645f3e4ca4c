namespace LLMCourse.Checks.Protocol;

/// <summary>Bytes that are no valid message. On the trusted side it means that something other than the worker wrote them.</summary>
/// <param name="message">What is wrong with them.</param>
public sealed class ProtocolException(string message) : Exception(message);

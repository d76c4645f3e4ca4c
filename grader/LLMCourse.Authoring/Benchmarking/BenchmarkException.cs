namespace LLMCourse.Authoring.Benchmarking;

/// <summary>A side of a comparison could not be measured; the message says why.</summary>
/// <param name="message">What went wrong, and what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class BenchmarkException(string message, Exception? inner = null) : Exception(message, inner);

namespace LLMCourse.Grading.Workers;

/// <summary>A worker did not start, or could not load what it was given: the grader is at fault, not the submission.</summary>
/// <param name="message">What happened, with what the worker said.</param>
/// <param name="inner">The cause; may be null.</param>
public sealed class WorkerFaultException(string message, Exception? inner = null) : Exception(message, inner);

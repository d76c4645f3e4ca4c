namespace LLMCourse.Reference.Corpora;

/// <summary>Says that a data set is unknown, missing, or not the one that the manifest describes.</summary>
/// <param name="message">What was found and what to do.</param>
/// <param name="cause">What was thrown below, if anything.</param>
public sealed class DataSetException(string message, Exception? cause = null) : Exception(message, cause);

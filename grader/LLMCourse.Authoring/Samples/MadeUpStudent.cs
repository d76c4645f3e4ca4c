namespace LLMCourse.Authoring.Samples;

/// <summary>A student of a made-up class.</summary>
/// <param name="Key">The name of the folder.</param>
/// <param name="Kind">What was handed in, in a word or an id: <c>complete</c>, <c>starter</c>, <c>partial</c>, the ids of mistakes, or a
/// golden submission's name.</param>
/// <param name="Percent">The grade that it must get without performance checks; null where there is nothing to grade.</param>
/// <param name="Submission">What was handed in.</param>
public sealed record MadeUpStudent(string Key, string Kind, decimal? Percent, SampleSubmission Submission);

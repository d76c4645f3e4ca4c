namespace LLMCourse.Classes.Similarity;

/// <summary>A submission, ready to be compared.</summary>
/// <param name="Key">The student's key.</param>
/// <param name="Name">The student's name; may be empty.</param>
/// <param name="Source">The path within the folder.</param>
/// <param name="Files">The lines of its files, by name.</param>
/// <param name="Tokens">Its code.</param>
internal sealed record SubmissionCode(string Key, string Name, string Source, IReadOnlyDictionary<string, string[]> Files,
    CodeTokens Tokens);

/// <summary>What could not be compared.</summary>
/// <param name="Source">The submission, or a file of it.</param>
/// <param name="Why">The reason, as a sentence.</param>
public sealed record NotCompared(string Source, string Why);

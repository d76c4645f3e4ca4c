namespace LLMCourse.M07;

/// <summary>Looks for whole words of a list that nobody can read. A word is a run of letters and digits of the folded text, as long as it
/// can be.</summary>
/// <param name="Hashes">What <see cref="GuardText.Hash"/> gives for each word, at least one.</param>
/// <param name="Longest">The length of the longest folded word in UTF-16 units, at least 1. A longer one is not on the list.</param>
public sealed record WordDetector(IReadOnlyList<string> Hashes, int Longest) : GuardDetector;

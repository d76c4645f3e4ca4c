namespace LLMCourse.Classes.Similarity;

/// <summary>A run of tokens that two submissions have in common.</summary>
/// <param name="StartA">Its first token in the one.</param>
/// <param name="StartB">Its first token in the other.</param>
/// <param name="Length">How many tokens it has.</param>
internal readonly record struct Tile(int StartA, int StartB, int Length);

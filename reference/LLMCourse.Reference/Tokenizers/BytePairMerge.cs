namespace LLMCourse.Reference.Tokenizers;

/// <summary>One merge: where the tokens <paramref name="Left"/> and <paramref name="Right"/> are neighbours,
/// <paramref name="Result"/> takes their place.</summary>
/// <param name="Left">The id of the first token.</param>
/// <param name="Right">The id of the second token.</param>
/// <param name="Result">The id of the token whose bytes are those of both.</param>
public readonly record struct BytePairMerge(int Left, int Right, int Result);

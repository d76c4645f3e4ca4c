namespace LLMCourse.M08;

/// <summary>A context and one way to go on, as tokens.</summary>
/// <param name="Context">The tokens of the context.</param>
/// <param name="Continuation">The tokens of the continuation.</param>
/// <param name="Bytes">The length of the continuation in UTF-8, without white space at its beginning.</param>
public sealed record EncodedPair(int[] Context, int[] Continuation, int Bytes);

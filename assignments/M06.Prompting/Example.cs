namespace LLMCourse.M06;

/// <summary>A solved question that a prompt may show. Given; there is nothing to do here.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Label">The right answer.</param>
/// <param name="Vector">The question's embedding, float32 <c>[C]</c>.</param>
public sealed record Example(string Question, string Label, IReadOnlyList<float> Vector);

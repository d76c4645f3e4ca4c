namespace LLMCourse.M07;

/// <summary>The same reply after two contexts that differ in whom they speak of: "The nurse said that he" and "… that she", say. Given.</summary>
/// <param name="First">The tokens of the first context, at least one.</param>
/// <param name="Second">The tokens of the second context, at least one. It may be longer or shorter.</param>
/// <param name="Continuation">The tokens that follow in both cases, at least one.</param>
public sealed record CounterfactualPair(IReadOnlyList<int> First, IReadOnlyList<int> Second, IReadOnlyList<int> Continuation);

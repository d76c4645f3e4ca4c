namespace LLMCourse.M11;

/// <summary>A sentence and its translation, each as words.</summary>
/// <param name="Source">The words to translate, at least one.</param>
/// <param name="Target">Their translation; empty where there is none yet.</param>
public sealed record SentencePair(IReadOnlyList<string> Source, IReadOnlyList<string> Target);

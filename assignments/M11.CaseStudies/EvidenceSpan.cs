namespace LLMCourse.M11;

/// <summary>Where in a document a value stands.</summary>
/// <param name="Start">Its first UTF-16 code unit.</param>
/// <param name="Length">How many code units it has.</param>
public sealed record EvidenceSpan(int Start, int Length);

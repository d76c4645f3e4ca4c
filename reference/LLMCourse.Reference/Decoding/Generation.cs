namespace LLMCourse.Reference.Decoding;

/// <summary>A generated text.</summary>
/// <param name="Tokens">The generated tokens without the prompt; a stop token is not among them, those of a stop string are.</param>
/// <param name="Text">The text, up to but not including a stop string; bytes that are not UTF-8 became U+FFFD. Empty where the options do
/// not say what tokens mean.</param>
/// <param name="Reason">Why it ended.</param>
public sealed record Generation(IReadOnlyList<int> Tokens, string Text, StopReason Reason);

namespace LLMCourse.Reference.Decoding;

/// <summary>A token as it is generated.</summary>
/// <param name="Index">Which of the generated tokens it is, from 0.</param>
/// <param name="Id">The token.</param>
/// <param name="Text">The text that is certain since the token before: whole characters, and nothing that may yet turn out to be the
/// beginning of a stop string. Empty where nothing is, and where the options do not say what tokens mean.</param>
public readonly record struct GeneratedToken(int Index, int Id, string Text);

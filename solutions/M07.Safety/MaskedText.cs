namespace LLMCourse.M07;

/// <summary>A text without the personal data that was found in it.</summary>
/// <param name="Text">The text, with a token such as <c>|||EMAIL_ADDRESS|||</c> in the place of each value.</param>
/// <param name="Counts">How many values of each kind were replaced, by <see cref="PersonalData"/>'s names; kinds that do not occur are not
/// in it.</param>
public sealed record MaskedText(string Text, IReadOnlyDictionary<string, int> Counts);

namespace LLMCourse.M07;

/// <summary>Looks for a token that stands in the system prompt and nowhere else, so that a text that has it has leaked the
/// prompt.</summary>
/// <remarks>
/// Two ways of writing are found. One: the letters and digits of the token in their order in the folded text, with anything but letters
/// and digits between them: <c>K7-q2</c> as <c>k 7 Q 2</c>. Two: the token within a text that was written in base64 (RFC 4648, §4),
/// whatever stood before and behind it, with or without white space between the characters. Others, such as backwards or translated, are
/// not.
/// </remarks>
/// <param name="Token">The token; it has at least eight letters and digits once it is folded.</param>
public sealed record CanaryDetector(string Token) : GuardDetector;

namespace LLMCourse.Reference.Corpora;

/// <summary>A mail of <see cref="MailCorpus"/>.</summary>
/// <param name="Text">Subject, greeting, some sentences and a close, with line breaks.</param>
/// <param name="IsSpam">Whether it was written as spam.</param>
public sealed record Mail(string Text, bool IsSpam);

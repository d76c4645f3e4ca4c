namespace LLMCourse.M07;

/// <summary>Something that happened, for the log.</summary>
/// <param name="At">When; kept to the millisecond.</param>
/// <param name="Subject">Whom it is about, such as an e-mail address. Never stored as it is.</param>
/// <param name="Action">What was done, in a word. Not <c>retention</c>, which the log itself writes.</param>
/// <param name="Content">What there is to know of it. Stored as it is, so that the caller masks personal data first.</param>
public sealed record AuditEntry(DateTimeOffset At, string Subject, string Action, string Content);

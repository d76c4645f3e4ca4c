namespace LLMCourse.M07;

/// <summary>A text that is to make a target do what it must not.</summary>
/// <param name="Id">Its name, unique in its list.</param>
/// <param name="Text">The text, of words that are separated by single spaces.</param>
public sealed record RedTeamAttack(string Id, string Text);

namespace LLMCourse.Checks.M10;

/// <summary>One answer of a <see cref="FaultyServer"/>.</summary>
/// <param name="What">A status, <c>lost</c>, <c>timeout</c>, <c>bug</c>, <c>cancel</c>, or the text of a reply.</param>
/// <param name="Seconds">How long it takes.</param>
/// <param name="RetryAfter">The header of that name.</param>
/// <param name="IsDeaf">Whether it goes on when it is cancelled.</param>
internal sealed record FaultyAnswer(string What, double Seconds = 0, string? RetryAfter = null, bool IsDeaf = false)
{
    public static implicit operator FaultyAnswer(string what) => new(what);
}

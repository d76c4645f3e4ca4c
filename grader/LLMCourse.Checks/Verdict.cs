namespace LLMCourse.Checks;

/// <summary>What a judge says of a probe's observations.</summary>
/// <param name="Passed">Whether the submission is right in this respect.</param>
/// <param name="Message">What is wrong, without inputs or expected numbers: safe to show for a hidden check. Null when passed.</param>
/// <param name="Detail">Where, expected and got; shown only where the check's visibility allows it.</param>
/// <param name="Hint">What to look at next.</param>
public sealed record Verdict(bool Passed, string? Message = null, string? Detail = null, string? Hint = null)
{
    /// <summary>Gets the verdict of a check that is satisfied.</summary>
    public static Verdict Pass { get; } = new(true);

    /// <summary>Says what is wrong.</summary>
    /// <param name="message">Without inputs or expected numbers.</param>
    /// <param name="detail">With them.</param>
    /// <param name="hint">What to look at next.</param>
    public static Verdict Fail(string message, string? detail = null, string? hint = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        return new Verdict(false, message, detail, hint);
    }

    /// <summary>Returns this verdict with a hint, if it has failed and has none.</summary>
    public Verdict WithHint(string hint) => Passed || Hint is not null ? this : this with { Hint = hint };
}

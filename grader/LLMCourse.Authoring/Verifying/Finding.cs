namespace LLMCourse.Authoring.Verifying;

/// <summary>One thing that a verification established about a module's checks.</summary>
/// <param name="Claim">What was to be proved, as a sentence.</param>
/// <param name="Holds">Whether it is so.</param>
/// <param name="Problems">What contradicts it, one line each, saying what to do.</param>
public sealed record Finding(string Claim, bool Holds, IReadOnlyList<string> Problems)
{
    /// <summary>Creates a finding from what contradicts it.</summary>
    public static Finding From(string claim, IEnumerable<string> problems)
    {
        IReadOnlyList<string> list = [.. problems];
        return new Finding(claim, list.Count == 0, list);
    }
}

namespace LLMCourse.M12;

/// <summary>How a study is run.</summary>
public sealed record AblationOptions
{
    /// <summary>Gets what tells one version of code and data from another, such as a commit; not empty. Results are reused only under the same one.</summary>
    public string Fingerprint { get; init; } = "1";

    /// <summary>Gets how many runs may be under way at a time; at least 1.</summary>
    public int MaxParallel { get; init; } = 1;
}

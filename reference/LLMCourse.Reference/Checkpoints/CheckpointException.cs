namespace LLMCourse.Reference.Checkpoints;

/// <summary>Says why a folder of weights cannot be loaded: everything that was found, not only the first.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>A message has this many problems at most; <see cref="Problems"/> has all of them.</summary>
    private const int Shown = 20;

    /// <summary>Makes the exception.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="problems">What is wrong and what to do, at least one sentence each.</param>
    /// <param name="cause">What was thrown below, if anything.</param>
    public CheckpointException(string folder, IReadOnlyList<string> problems, Exception? cause = null)
        : base(Describe(folder, problems), cause)
    {
        Folder = folder;
        Problems = problems;
    }

    /// <summary>Gets the folder.</summary>
    public string Folder { get; }

    /// <summary>Gets what is wrong and what to do, one text per problem, in the order in which they were found.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string Describe(string folder, IReadOnlyList<string> problems)
    {
        if (problems.Count == 1)
            return $"{folder}: {problems[0]}";
        string more = problems.Count > Shown ? $"\n- and {problems.Count - Shown} more" : "";
        return $"{folder}: {problems.Count} problems, nothing was loaded:\n- {string.Join("\n- ", problems.Take(Shown))}{more}";
    }
}

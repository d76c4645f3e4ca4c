namespace LLMCourse.M12;

/// <summary>The sections that a report must have.</summary>
/// <remarks>A short form of the sections of Mitchell et al. 2019, "Model Cards for Model Reporting"
/// (<see href="https://arxiv.org/abs/1810.03993"/>), §4.</remarks>
public static class ReportSections
{
    /// <summary>What was to be done, and how it is measured.</summary>
    public const string Task = "Task";

    /// <summary>Where the data come from, their licences, what was left out.</summary>
    public const string Data = "Data";

    /// <summary>The baseline and the model.</summary>
    public const string Method = "Method";

    /// <summary>What was measured.</summary>
    public const string Results = "Results";

    /// <summary>Where the model fails, each with an item that shows it.</summary>
    public const string Limitations = "Limitations";

    /// <summary>What the model is for, and what it is not for.</summary>
    public const string IntendedUse = "Intended use";

    /// <summary>Gets all of them, in the order in which <see cref="ReportReview.Problems"/> tells of missing ones.</summary>
    public static IReadOnlyList<string> Required { get; } = [Task, Data, Method, Results, Limitations, IntendedUse];
}

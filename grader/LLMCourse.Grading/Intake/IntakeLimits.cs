namespace LLMCourse.Grading.Intake;

/// <summary>How much intake takes; far above any honest submission.</summary>
public sealed record IntakeLimits
{
    /// <summary>Gets the largest file taken, in bytes. The default is 1 MiB: the longest solution file has a few tens of KiB.</summary>
    public int FileBytes { get; init; } = 1 << 20;

    /// <summary>Gets the most that is taken of all files together, in bytes. The default is 4 MiB.</summary>
    public int TotalBytes { get; init; } = 4 << 20;

    /// <summary>Gets how many source files of the student's own are taken beside the module's. The default is 20.</summary>
    public int OwnFiles { get; init; } = 20;

    /// <summary>Gets how many entries of the submission's folder are looked at. The default is 1,000.</summary>
    public int Entries { get; init; } = 1000;

    /// <summary>Gets how many entries that were not taken are named. The default is 50.</summary>
    public int LeftBehind { get; init; } = 50;
}

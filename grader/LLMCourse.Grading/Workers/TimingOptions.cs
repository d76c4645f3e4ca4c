namespace LLMCourse.Grading.Workers;

/// <summary>How a performance check is measured.</summary>
public sealed record TimingOptions
{
    /// <summary>Gets how long one check may be measured, in all. The default is 6 s.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Gets after how many rounds it is enough. The default is 15.</summary>
    public int Rounds { get; init; } = 15;

    /// <summary>Gets how long one timed run should take at least, so that the channel's own time
    /// does not show. The default is 2 ms.</summary>
    public TimeSpan ShortestRun { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Gets how long the inputs of one timed run may take to prepare, before no more pieces of
    /// work are added. The default is 40 ms.</summary>
    public TimeSpan LongestPreparation { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Gets how long one run of a slow submission may take, as far as fewer pieces of work help. The default is 1 s.</summary>
    public TimeSpan LongestRun { get; init; } = TimeSpan.FromSeconds(1);
}

namespace LLMCourse.M11;

/// <summary>What a run may use up.</summary>
/// <param name="MaxSteps">The greatest number of steps, at least 1.</param>
/// <param name="MaxCells">The greatest number of cells, at least 0.</param>
/// <param name="MaxDepth">The greatest depth, 1 to <see cref="GreatestDepth"/>.</param>
public sealed record EvaluatorLimits(long MaxSteps = 1_000_000, long MaxCells = 1_000_000, int MaxDepth = 1_000)
{
    /// <summary>The greatest depth that can be asked for: the stack of a thread has to hold it.</summary>
    public const int GreatestDepth = 1_000;
}

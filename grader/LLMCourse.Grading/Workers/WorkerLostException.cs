namespace LLMCourse.Grading.Workers;

/// <summary>Why there is no answer from a worker.</summary>
internal enum WorkerLoss
{
    /// <summary>The time was up, and the worker was ended.</summary>
    TimedOut,

    /// <summary>The worker's process ended.</summary>
    Died,

    /// <summary>The worker's process ended for lack of memory.</summary>
    OutOfMemory,

    /// <summary>Something wrote to the channel that is no answer to the request, and the worker was ended.</summary>
    Forged,
}

/// <summary>A worker was lost while the grader waited for its answer.</summary>
/// <param name="loss">Why.</param>
/// <param name="words">The same for people.</param>
internal sealed class WorkerLostException(WorkerLoss loss, string words) : Exception(words)
{
    /// <summary>Gets why.</summary>
    public WorkerLoss Loss { get; } = loss;
}

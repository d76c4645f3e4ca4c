namespace LLMCourse.Grading.Workers;

/// <summary>How a probe ended, as the grader sees it.</summary>
public enum ProbeStatus
{
    /// <summary>It ran to its end; what was observed can be judged.</summary>
    Completed,

    /// <summary>A member still throws <see cref="NotImplementedException"/>.</summary>
    NotImplemented,

    /// <summary>It threw an exception that the check does not ask for.</summary>
    Threw,

    /// <summary>It needed more memory than there is for it.</summary>
    OutOfMemory,

    /// <summary>It did not come back within the check's time limit.</summary>
    TimedOut,

    /// <summary>It ended the process, or wrote to the grader's channel.</summary>
    Crashed,

    /// <summary>A member that the check calls is not there as the check knows it.</summary>
    SignatureChanged,

    /// <summary>The grader is at fault: the worker does not start or cannot load the checks, twice in a row.</summary>
    WorkerFault,
}

namespace LLMCourse.Grading.Results;

/// <summary>How a check, and so an exercise, ended. Every planned check starts as <see cref="NotRun"/>, which is worth nothing.</summary>
public enum Outcome
{
    /// <summary>Planned but not run; worth 0.</summary>
    NotRun,

    /// <summary>Right.</summary>
    Passed,

    /// <summary>Ran to its end and is wrong.</summary>
    Failed,

    /// <summary>Still the starter: throws <see cref="NotImplementedException"/>.</summary>
    NotImplemented,

    /// <summary>Threw an exception that the check does not ask for.</summary>
    Threw,

    /// <summary>Did not come back within the check's time limit.</summary>
    TimedOut,

    /// <summary>Used more memory than there is for it.</summary>
    OutOfMemory,

    /// <summary>Ended the process: a stack overflow, a native fault, a kill by a resource limit.</summary>
    Crashed,

    /// <summary>Uses what the exercise bans.</summary>
    Banned,

    /// <summary>Does not compile, or no longer has the public signature that the checks call.</summary>
    DoesNotCompile,

    /// <summary>Not run, because a check that it needs did not pass.</summary>
    Blocked,

    /// <summary>The grader, not the submission, is at fault: costs no points, is not cached, is retried.</summary>
    GraderError,
}

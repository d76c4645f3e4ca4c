namespace LLMCourse.Grader.Commands;

/// <summary>What the grader's process ends with.</summary>
public enum ExitCode
{
    /// <summary>Everything asked for is done, and every submission earned everything.</summary>
    Passed = 0,

    /// <summary>The work is incomplete: a submission lost points, a check of the course found something.</summary>
    Incomplete = 1,

    /// <summary>The command line or its input is wrong; the message says what to do.</summary>
    Usage = 2,

    /// <summary>The grader is at fault; no grade is to be believed.</summary>
    GraderError = 3,

    /// <summary>Stopped by Ctrl-C.</summary>
    Interrupted = 130,
}

namespace LLMCourse.Authoring.Mutating;

/// <summary>What became of a mutant.</summary>
public enum MutantEnd
{
    /// <summary>It passes every check that could notice it.</summary>
    Survived,

    /// <summary>A check failed, or the mutant threw or crashed in it.</summary>
    Caught,

    /// <summary>It did not come back in time, which costs a submission the check as well.</summary>
    TimedOut,

    /// <summary>The compiler refuses it: no submission can be it, and it counts for nothing.</summary>
    DoesNotCompile,

    /// <summary>A check or its judge broke: a fault of the course, which counts as not caught.</summary>
    GraderError,
}

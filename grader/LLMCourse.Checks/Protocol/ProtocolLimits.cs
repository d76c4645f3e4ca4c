namespace LLMCourse.Checks.Protocol;

/// <summary>What one message may hold at the most, beside <see cref="ObservationLimits"/>.</summary>
public static class ProtocolLimits
{
    /// <summary>Elements of all tensors of one reply together: decoded they take as many bytes as the largest frame.</summary>
    public const int Elements = ObservationLimits.FrameBytes / sizeof(double);

    /// <summary>Bytes of an assembly or of its symbols.</summary>
    public const int AssemblyBytes = 16 << 20;

    /// <summary>Characters of what a submission prints during one probe; the rest is dropped.</summary>
    public const int OutputLength = 16 << 10;

    /// <summary>Stack frames of one exception.</summary>
    public const int StackFrames = 16;

    /// <summary>Notes about the worker's own confinement.</summary>
    public const int Notes = 32;

    /// <summary>Characters of a probe's argument.</summary>
    public const int ArgumentLength = 12 << 20;

    /// <summary>Pieces of work that are prepared for one timed run; their inputs, up to 4 MB each, lie in memory together.</summary>
    public const int TimedWorks = 512;
}

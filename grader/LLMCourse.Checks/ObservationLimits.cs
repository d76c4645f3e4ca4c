namespace LLMCourse.Checks;

/// <summary>What a probe may send back at the most; more is refused on the trusted side and ends the probe as failed.</summary>
public static class ObservationLimits
{
    /// <summary>Characters of one text.</summary>
    public const int TextLength = 4_000;

    /// <summary>Characters of a name.</summary>
    public const int NameLength = 120;

    /// <summary>Observations of one probe.</summary>
    public const int Count = 1_000;

    /// <summary>Elements of one tensor.</summary>
    public const int TensorElements = 1 << 21;

    /// <summary>Dimensions of one tensor.</summary>
    public const int TensorRank = 12;

    /// <summary>Bytes of one frame.</summary>
    public const int FrameBytes = 64 << 20;
}

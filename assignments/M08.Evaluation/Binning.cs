namespace LLMCourse.M08;

/// <summary>How probabilities are put into bins. Given.</summary>
public enum Binning
{
    /// <summary>Bins of the same width from 0 to 1: p belongs to bin ⌊p·B⌋, and 1 to the last one.</summary>
    EqualWidth,

    /// <summary>Bins of as many items each, as far as that goes.</summary>
    EqualMass,
}

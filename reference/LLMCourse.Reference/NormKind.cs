namespace LLMCourse.Reference;

/// <summary>Names the normalisation of a block.</summary>
public enum NormKind
{
    /// <summary>Subtract the mean, divide by the standard deviation (Ba et al. 2016).</summary>
    LayerNorm,

    /// <summary>Divide by the root mean square; no mean, no bias (Zhang and Sennrich 2019).</summary>
    RmsNorm,
}

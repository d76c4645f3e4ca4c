namespace LLMCourse.M09;

/// <summary>How the terms of tokens become one loss.</summary>
public enum GrpoNormalization
{
    /// <summary>The mean of each reply's mean, as Shao et al. 2024 have it: every reply weighs the same, and a token of a long one less.</summary>
    PerReply,

    /// <summary>The mean over all tokens of the batch (Yu et al. 2025, DAPO, §3.3): every token weighs the same, and a long reply more.</summary>
    PerToken,
}

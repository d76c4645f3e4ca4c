namespace LLMCourse.Reference;

/// <summary>Says how the model knows the order of its tokens.</summary>
public enum PositionEncoding
{
    /// <summary>A learned vector per position is added to the token's, as in GPT-2.</summary>
    Learned,

    /// <summary>Queries and keys are rotated by an angle that grows with the position (Su et al. 2021); nothing is learned.</summary>
    Rope,

    /// <summary>Fixed sines and cosines are added to √C times the token's vector (Vaswani et al. 2017,
    /// §3.4 and §3.5); nothing is learned.</summary>
    Sinusoidal,

    /// <summary>Each head subtracts its own multiple of the distance from the scores (Press et al. 2022); nothing is learned, and the
    /// vectors carry no position.</summary>
    Alibi,

    /// <summary>Nothing says the order but the causal mask: what is compared with the others, and what
    /// small decoders can learn from alone.</summary>
    None,
}

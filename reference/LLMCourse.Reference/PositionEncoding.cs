namespace LLMCourse.Reference;

/// <summary>Says how the model knows the order of its tokens.</summary>
public enum PositionEncoding
{
    /// <summary>A learned vector per position is added to the token's, as in GPT-2.</summary>
    Learned,

    /// <summary>Queries and keys are rotated by an angle that grows with the position (Su et al. 2021); nothing is learned.</summary>
    Rope,
}

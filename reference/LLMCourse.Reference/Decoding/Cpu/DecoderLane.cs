namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>What one thread works with alone.</summary>
internal sealed class DecoderLane(GptConfig config, int positions)
{
    /// <summary>Gets the normalised residual stream.</summary>
    public Vectors Input { get; } = new(positions, config.Width);

    /// <summary>Gets the attention's result before its projection.</summary>
    public Vectors Context { get; } = new(positions, config.Width);

    /// <summary>Gets the activations between the two feed-forward matrices.</summary>
    public Vectors Inner { get; } = new(positions, config.EffectiveFeedForwardWidth);

    /// <summary>Gets the products that are about to be added to the residual stream.</summary>
    public float[] Products { get; } = new float[checked(positions * config.Width)];

    /// <summary>Gets or sets this thread's greatest logit, where only the greatest is wanted.</summary>
    public (int Row, float Product) Greatest { get; set; }

    /// <summary>Gets room for one head's attention weights.</summary>
    public float[] Scores { get; } = new float[(config.ContextLength + 63) / 64 * 64];
}

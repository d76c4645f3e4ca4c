namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>What one thread works with alone; its vectors are for a pass of a few positions only.</summary>
internal sealed class DecoderLane(GptConfig config, int positions)
{
    /// <summary>Gets what a pass of many positions multiplies with.</summary>
    public WeightPanel Panel { get; } = new(Math.Max(config.Width, config.EffectiveFeedForwardWidth));

    /// <summary>Gets the normalised residual stream.</summary>
    public Vectors Input { get; } = new(positions, config.Width);

    /// <summary>Gets the attention's result before its projection.</summary>
    public Vectors Context { get; } = new(positions, config.Width);

    /// <summary>Gets the activations between the two feed-forward matrices.</summary>
    public Vectors Inner { get; } = new(positions, config.EffectiveFeedForwardWidth);

    /// <summary>Gets or sets this thread's greatest logit, where only the greatest is wanted.</summary>
    public (int Row, float Product) Greatest { get; set; }

    /// <summary>Gets room for one head's attention weights, of as many queries as are computed together.</summary>
    public float[] Scores { get; } = new float[checked(BlockKernel.Vectors * ((config.ContextLength + 63) / 64 * 64))];
}

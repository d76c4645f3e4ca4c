namespace LLMCourse.Reference.Decoding;

/// <summary>The choices of <see cref="CpuDecoder"/>.</summary>
public sealed record CpuDecoderOptions
{
    /// <summary>Gets how the matrices are kept. The default is float32.</summary>
    public WeightFormat Weights { get; init; } = WeightFormat.Float32;

    /// <summary>Gets how many neighbours in a row share a scale: a multiple of 32, at most 512. The default is 32, which divides the width
    /// of most models, costs an eighth of an 8-bit matrix and a quarter of a 4-bit one, and loses least. Float32 does not use it.</summary>
    public int GroupSize { get; init; } = 32;

    /// <summary>Gets the number of threads, the caller's included. The default, 0, is one for each
    /// processor: more would wait for each other.</summary>
    public int Threads { get; init; }

    /// <summary>Gets the number of positions that one pass over the weights may compute. The default, 256, reads a prompt seven
    /// to twelve times as fast as one position at a time, and one and a half times as fast as 32; each position takes scratch memory of a
    /// few times the width of the model. Where logits of many positions are asked for, a pass computes those of 32 at most.</summary>
    public int PositionsPerPass { get; init; } = 256;

    /// <summary>Gets after how many tokens of <see cref="CpuDecoder.NextGreedy"/> a decoder with float32 weights makes its 8-bit copy of
    /// the head; 0: at the first, <see cref="int.MaxValue"/>: never. The default, 150, is about as many as it takes to save the time that
    /// making the copy costs, so that a short text goes without.</summary>
    public int ScreenAfter { get; init; } = 150;
}

using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Trains a byte-pair encoding of 500 tokens on 130 kB of English.</summary>
public sealed class BpeTrainSmall : IWork
{
    private readonly byte[] _text = BpeText.Small();

    /// <inheritdoc/>
    public static string Name => "bpe-train-small";

    /// <inheritdoc/>
    public static string Unit => "bytes";

    /// <inheritdoc/>
    public long Run()
    {
        if (BytePairTrainer.Train(_text, 500).Count != 500) throw new InvalidOperationException("There are fewer tokens than asked for.");
        return _text.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing but memory is held.
    }
}

using System.Globalization;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Trains a byte-pair encoding of 8,000 tokens on 10 MB of English-like text, or on as many bytes as BPE_BYTES says.</summary>
public sealed class BpeTrainLarge : IWork
{
    private readonly byte[] _text = BpeText.Large(
        Environment.GetEnvironmentVariable("BPE_BYTES") is { Length: > 0 } bytes
            ? int.Parse(bytes, CultureInfo.InvariantCulture)
            : 10_000_000);

    /// <inheritdoc/>
    public static string Name => "bpe-train-large";

    /// <inheritdoc/>
    public static string Unit => "bytes";

    /// <inheritdoc/>
    public long Run()
    {
        if (BytePairTrainer.Train(_text, 8000).Count != 8000) throw new InvalidOperationException("There are fewer tokens than asked for.");
        return _text.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing but memory is held.
    }
}

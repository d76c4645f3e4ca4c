using LLMCourse.Reference.Corpora;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Encodes the novel, 1.2 MB, with GPT-2's vocabulary, on one thread and with an encoder that has seen it before.</summary>
public sealed class BpeEncode : IWork
{
    private const int Rounds = 10;

    private readonly byte[] _text = DataSets.Shipped.ReadBytes("moby-dick");
    private readonly BytePairEncoder _encoder = BytePairTokenizer.Gpt2().NewEncoder();
    private readonly int[] _ids;
    private bool _warm;

    /// <summary>Reads the text and warms the encoder up.</summary>
    public BpeEncode()
    {
        _ids = new int[_text.Length];
        _ = Run();
    }

    /// <inheritdoc/>
    public static string Name => "bpe-encode";

    /// <inheritdoc/>
    public static string Unit => "bytes";

    /// <inheritdoc/>
    public long Run()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = 0;
        for (int i = 0; i < Rounds; i++) count = _encoder.Encode(_text, _ids);
        if (count != 317_756) throw new InvalidOperationException($"There are {count} tokens, not the 317756 that tiktoken makes.");
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (_warm && allocated > 0) throw new InvalidOperationException($"Encoding allocated {allocated} bytes.");
        _warm = true;
        return (long)Rounds * _text.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing but memory is held.
    }
}

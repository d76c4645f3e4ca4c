using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Decoding;

/// <summary>Predicts with a <see cref="Gpt"/>, and keeps the keys and values of the text so far: a call reads only the tokens that the
/// previous call did not have.</summary>
/// <remarks>
/// Which tokens are new is found by comparing, so a caller may take tokens back, branch, or start over; the answer is always that of
/// the tokens given. Results equal the model's forward pass but for rounding. Not safe for use by several threads at a time.
/// </remarks>
public sealed class GptLogits : IManyLogits, IDisposable
{
    private readonly Gpt _model;
    private readonly KvCache _cache;
    private readonly Prefix _prefix;
    private readonly int _chunk;

    /// <summary>Makes an empty cache for the model.</summary>
    /// <param name="model">A float32 model on the CPU, which stays the caller's. Put it into evaluation mode if it has dropout.</param>
    /// <param name="chunk">The greatest number of positions that one pass reads, positive: it bounds
    /// the memory of a long prompt's scores.</param>
    public GptLogits(Gpt model, int chunk = 256)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunk);
        _model = model;
        _chunk = chunk;
        _cache = new KvCache(model.Config);
        _prefix = new Prefix(model.Config.ContextLength);
    }

    /// <inheritdoc/>
    public int VocabularySize => _model.Config.VocabularySize;

    /// <inheritdoc/>
    public int ContextLength => _model.Config.ContextLength;

    /// <summary>Gets the number of tokens that were read in all calls: the cache's work.</summary>
    public long TokensRead { get; private set; }

    /// <inheritdoc/>
    public void Next(ReadOnlySpan<int> ids, Span<float> logits) => Next(ids, 1, logits);

    /// <inheritdoc/>
    public void Next(ReadOnlySpan<int> ids, int count, Span<float> logits)
    {
        Prefix.Check(this, ids, count, logits);
        int known = _prefix.Shared(ids, ids.Length - count), first = ids.Length - count;
        _prefix.RollBack(known);
        _cache.RollBack(known);
        while (known < ids.Length)
        {
            // What is asked for is read in a pass of its own, so that the head is applied to nothing else.
            int end = Math.Min(known + _chunk, known < first ? first : ids.Length);
            using var scope = NewDisposeScope();
            ReadOnlySpan<int> part = ids[known..end];
            long[] row = new long[part.Length];
            for (int i = 0; i < row.Length; i++)
                row[i] = part[i];
            Tensor next = tensor(row).unsqueeze(0);
            if (known >= first)
                Copy(_model.Logits(next, _cache), logits.Slice((known - first) * VocabularySize, part.Length * VocabularySize));
            else
                _model.Read(next, _cache);
            _prefix.Append(part);
            TokensRead += part.Length;
            known = end;
        }
    }

    /// <summary>Frees the cache; the model stays.</summary>
    public void Dispose() => _cache.Dispose();

    private static void Copy(Tensor from, Span<float> to) => MemoryMarshal.Cast<byte, float>(from.contiguous().bytes).CopyTo(to);
}

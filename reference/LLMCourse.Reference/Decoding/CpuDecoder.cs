using LLMCourse.Reference.Decoding.Cpu;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Decoding;

/// <summary>Predicts the next token of one text on the processor, in plain C#, with the weights and
/// the answers of a <see cref="Gpt"/>.</summary>
/// <remarks>
/// For one text libtorch's calls cost more than the arithmetic; here a token is one pass over the weights by threads that stay, without
/// any allocation. The speed is that of the memory, so weights of 8 or 4 bits are not only smaller but faster. Keys and values of the text
/// so far are kept, and a call reads only the tokens that the previous call did not have. The vector width is 512 bits; narrower processors
/// compute the same in halves. Not safe for use by several threads at a time.
/// </remarks>
public sealed class CpuDecoder : IManyLogits, IGreedyLogits, IDisposable
{
    private readonly Prefix _prefix;
    private readonly DecoderPass _pass;

    /// <summary>Copies the weights of a model.</summary>
    /// <param name="model">The model, which stays the caller's and is not used after the call.</param>
    /// <param name="options">The choices; null: the defaults.</param>
    /// <exception cref="ArgumentException">A choice is out of range, or the model has something that the decoder has not.</exception>
    public CpuDecoder(Gpt model, CpuDecoderOptions? options = null)
        : this(model?.Config ?? throw new ArgumentNullException(nameof(model)), State(model), options)
    {
    }

    /// <summary>Copies the weights of a state dictionary.</summary>
    /// <param name="config">The shape of the model.</param>
    /// <param name="weights">The tensors by the names of <see cref="Gpt"/>, which stay the caller's.</param>
    /// <param name="options">The choices; null: the defaults.</param>
    /// <exception cref="ArgumentException">A choice is out of range, or a tensor is missing.</exception>
    public CpuDecoder(GptConfig config, IReadOnlyDictionary<string, Tensor> weights, CpuDecoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(weights);
        options ??= new CpuDecoderOptions();
        if (options.Threads < 0)
            throw new ArgumentException($"Threads is {options.Threads}; it must be positive, or 0 for one for each processor.",
                nameof(options));
        if (options.ScreenAfter < 0)
            throw new ArgumentException($"ScreenAfter is {options.ScreenAfter}; it must be at least 0.", nameof(options));
        if (options.PositionsPerPass <= 0)
            throw new ArgumentException($"PositionsPerPass is {options.PositionsPerPass}; it must be positive.", nameof(options));
        Config = config.Validate();
        _prefix = new Prefix(config.ContextLength);
        _pass = new DecoderPass(config, new DecoderWeights(config, weights, options), options);
    }

    /// <summary>Gets the shape of the model.</summary>
    public GptConfig Config { get; }

    /// <inheritdoc/>
    public int VocabularySize => Config.VocabularySize;

    /// <inheritdoc/>
    public int ContextLength => Config.ContextLength;

    /// <inheritdoc/>
    public void Next(ReadOnlySpan<int> ids, Span<float> logits) => Next(ids, 1, logits);

    /// <inheritdoc/>
    public void Next(ReadOnlySpan<int> ids, int count, Span<float> logits)
    {
        Prefix.Check(this, ids, count, logits);
        int first = ids.Length - count, known = _prefix.Shared(ids, first);
        _prefix.RollBack(known);
        while (known < ids.Length)
        {
            // A pass either makes logits of all its positions or of none, so it does not cross the first position that has some.
            int end = known < first ? Math.Min(known + _pass.MostPositions, first) : Math.Min(known + _pass.MostLogits, ids.Length);
            ReadOnlySpan<int> part = ids[known..end];
            _pass.Run(part, known, known < first ? [] : logits.Slice((known - first) * VocabularySize, part.Length * VocabularySize));
            _prefix.Append(part);
            known = end;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// With float32 weights an 8-bit copy of the head, made after <see cref="CpuDecoderOptions.ScreenAfter"/> tokens, shows which few of
    /// its rows can have the greatest logit, and only those are read: a small model's token takes little more than half the time. The token
    /// is the one that <see cref="Next(ReadOnlySpan{int}, Span{float})"/> finds.
    /// </remarks>
    public int NextGreedy(ReadOnlySpan<int> ids)
    {
        Prefix.Check(this, ids);
        int last = ids.Length - 1, known = _prefix.Shared(ids, last);
        _prefix.RollBack(known);
        for (; known < last; known = _prefix.Length)
        {
            ReadOnlySpan<int> part = ids[known..Math.Min(known + _pass.MostPositions, last)];
            _pass.Run(part, known, []);
            _prefix.Append(part);
        }

        (int id, float logit) = _pass.Greatest(ids[last], last);
        if (!float.IsFinite(logit))
            throw new ArgumentException($"The greatest logit is {logit}; check the model, whose weights may have overflowed.", nameof(ids));
        _prefix.Append(ids[last..]);
        return id;
    }

    /// <summary>Forgets the text so far. The next call reads all of its tokens, and so gives the same bits whatever was asked before: sums
    /// over a kept position may have been taken in another order, one position at a time instead of many.</summary>
    public void Reset() => _prefix.RollBack(0);

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _pass.Dispose();

    private static Dictionary<string, Tensor> State(Gpt model) => model.state_dict();
}

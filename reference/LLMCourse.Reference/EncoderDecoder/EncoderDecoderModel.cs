using LLMCourse.Reference.Positions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference.EncoderDecoder;

/// <summary>The transformer of the translation task: source tokens and the target so far in, the
/// logits of the next target token out.</summary>
/// <remarks>
/// Vaswani et al. 2017, §3 (<see href="https://arxiv.org/abs/1706.03762"/>). Differs: norms may stand before the layers, positions may be
/// learned or left out, and embeddings need not be shared. Tokens' vectors are multiplied by √C (§3.4) in every case. The paper does not
/// say how weights start: matrices are uniform after Glorot and Bengio 2010, eq. 16, embeddings N(0, 1/C), as in its code.
/// State dict: <c>wte_source.weight</c> <c>[Vs, C]</c>, <c>wte_target.weight</c> <c>[Vt, C]</c> (shared: <c>wte.weight</c>);
/// <c>wpe_source.weight</c> and <c>wpe_target.weight</c> <c>[context, C]</c> with learned positions; <c>encoder.*</c> and <c>decoder.*</c>
/// as <see cref="Encoder"/> and <see cref="Decoder"/> have them; <c>lm_head.weight</c> <c>[Vt, C]</c> unless tied.
/// <para>Rows are padded on the right. Source padding is hidden by a mask, see <see cref="PaddingMask"/>. Target padding needs none: no
/// earlier position attends to it, and its own losses are left out by the label −100.</para>
/// </remarks>
public sealed class EncoderDecoderModel : Module<Tensor, Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "wte")]
    private readonly Embedding? _sharedTokens;

    [ComponentName(Name = "wte_source")]
    private readonly Embedding? _sourceTokens;

    [ComponentName(Name = "wte_target")]
    private readonly Embedding? _targetTokens;

    [ComponentName(Name = "wpe_source")]
    private readonly Embedding? _sourcePositions;

    [ComponentName(Name = "wpe_target")]
    private readonly Embedding? _targetPositions;

    [ComponentName(Name = "sinusoids")]
    private readonly SinusoidalEmbedding? _sinusoids;

    [ComponentName(Name = "encoder")]
    private readonly Encoder _encoder;

    [ComponentName(Name = "decoder")]
    private readonly Decoder _decoder;

    [ComponentName(Name = "lm_head")]
    private readonly Linear? _head;

    /// <summary>Makes a model with fresh weights.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="seed">The seed of the weights: the same seed and configuration give the same weights.</param>
    /// <exception cref="ArgumentException">The configuration is not valid.</exception>
    public EncoderDecoderModel(EncoderDecoderConfig config, long seed = 0)
        : base(nameof(EncoderDecoderModel))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config.Validate();
        if (config.ShareEmbeddings)
            _sharedTokens = Embedding(config.SourceVocabularySize, config.Width);
        else
            (_sourceTokens, _targetTokens) =
                (Embedding(config.SourceVocabularySize, config.Width), Embedding(config.TargetVocabularySize, config.Width));
        if (config.Positions == PositionEncoding.Learned)
            (_sourcePositions, _targetPositions) =
                (Embedding(config.ContextLength, config.Width), Embedding(config.ContextLength, config.Width));
        else if (config.Positions == PositionEncoding.Sinusoidal)
            _sinusoids = new SinusoidalEmbedding(config.Width, config.ContextLength);
        _encoder = new Encoder(config);
        _decoder = new Decoder(config);
        if (!config.TieEmbeddings)
            _head = Linear(config.Width, config.TargetVocabularySize, hasBias: false);
        RegisterComponents();
        this.Own();
        Initialize(seed);
    }

    /// <summary>Gets the shape.</summary>
    public EncoderDecoderConfig Config { get; }

    /// <summary>Computes the logits of the next target token at every target position.</summary>
    /// <param name="source">Source tokens, int64 <c>[B, Ts]</c>.</param>
    /// <param name="target">The target so far, beginning with a start token, int64 <c>[B, Tt]</c>.</param>
    /// <param name="sourceMask">Bool <c>[B, Ts]</c>, true where the source has a token; null: everywhere.</param>
    /// <returns>Logits <c>[B, Tt, Vt]</c>, unnormalised; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">Ids are of another type or shape, too many, or out of range;
    /// the batches or the mask do not fit.</exception>
    public override Tensor forward(Tensor source, Tensor target, Tensor? sourceMask = null)
    {
        using var scope = NewDisposeScope();
        return Decode(target, Encode(source, sourceMask), sourceMask).MoveToOuterDisposeScope();
    }

    /// <summary>Encodes the source, once for all that is decoded from it.</summary>
    /// <param name="source">Source tokens, int64 <c>[B, Ts]</c>.</param>
    /// <param name="sourceMask">Bool <c>[B, Ts]</c>, true where the source has a token; null: everywhere.</param>
    /// <returns>The memory <c>[B, Ts, C]</c>; a new tensor that the caller disposes. What stands at padding means nothing.</returns>
    /// <exception cref="ArgumentException">As for <see cref="forward"/>.</exception>
    public Tensor Encode(Tensor source, Tensor? sourceMask = null)
    {
        TokenIds.Check(source, Config.SourceVocabularySize, Config.ContextLength, nameof(source));
        using var scope = NewDisposeScope();
        Tensor x = Embed(source, (_sharedTokens ?? _sourceTokens)!, _sourcePositions);   // [B, Ts, C]
        return _encoder.call(x, sourceMask).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the logits of the next target token at every target position from an encoded source.</summary>
    /// <param name="target">The target so far, int64 <c>[B, Tt]</c>.</param>
    /// <param name="memory">What <see cref="Encode"/> returned, <c>[B, Ts, C]</c>.</param>
    /// <param name="sourceMask">The mask that it was encoded with.</param>
    /// <returns>Logits <c>[B, Tt, Vt]</c>, unnormalised; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">As for <see cref="forward"/>.</exception>
    public Tensor Decode(Tensor target, Tensor memory, Tensor? sourceMask = null)
    {
        using var scope = NewDisposeScope();
        return Head(Hidden(target, memory, sourceMask)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the logits after the last target position only, which is all that generating needs.</summary>
    /// <param name="target">As for <see cref="Decode"/>.</param>
    /// <param name="memory">As for <see cref="Decode"/>.</param>
    /// <param name="sourceMask">As for <see cref="Decode"/>.</param>
    /// <returns>Logits <c>[B, Vt]</c>, unnormalised; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">As for <see cref="forward"/>.</exception>
    public Tensor NextLogits(Tensor target, Tensor memory, Tensor? sourceMask = null)
    {
        using var scope = NewDisposeScope();
        Tensor hidden = Hidden(target, memory, sourceMask);
        return Head(hidden.select(1, hidden.shape[1] - 1)).MoveToOuterDisposeScope();    // [B, Vt]
    }

    /// <summary>Computes the mean cross-entropy of the labels, in nats per token.</summary>
    /// <param name="source">As for <see cref="forward"/>.</param>
    /// <param name="target">As for <see cref="forward"/>: the labels, shifted right by the start token.</param>
    /// <param name="labels">The token after each, int64 <c>[B, Tt]</c>; −100 leaves a position out. When all
    /// are left out, the mean is not a number.</param>
    /// <param name="sourceMask">As for <see cref="forward"/>.</param>
    /// <param name="labelSmoothing">The share of the probability that is spread over all tokens, 0 to 1; 0.1
    /// in the paper, §5.4. The default is 0.</param>
    /// <returns>A scalar that the caller disposes; <c>backward()</c> fills the gradients.</returns>
    /// <exception cref="ArgumentException">As for <see cref="forward"/>, the labels' shape is another, or
    /// the smoothing is out of its range.</exception>
    public Tensor Loss(Tensor source, Tensor target, Tensor labels, Tensor? sourceMask = null, double labelSmoothing = 0)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.dtype != ScalarType.Int64 || !labels.shape.AsSpan().SequenceEqual(target.shape))
            throw new ArgumentException(
                $"labels is {labels.dtype} {Shapes.Text(labels)}; it must be Int64 {Shapes.Text(target)} as target is.", nameof(labels));
        if (labelSmoothing is not (>= 0 and <= 1))
            throw new ArgumentException($"labelSmoothing is {labelSmoothing}; choose a share from 0 to 1.", nameof(labelSmoothing));

        using var scope = NewDisposeScope();
        Tensor hidden = Hidden(target, Encode(source, sourceMask), sourceMask).view(-1, Config.Width); // [B·Tt, C]
        // []
        return functional.cross_entropy(Head(hidden), labels.reshape(-1), ignore_index: -100, label_smoothing: labelSmoothing)
            .MoveToOuterDisposeScope();
    }

    private Tensor Hidden(Tensor target, Tensor memory, Tensor? sourceMask)
    {
        TokenIds.Check(target, Config.TargetVocabularySize, Config.ContextLength, nameof(target));
        return _decoder.call(Embed(target, (_sharedTokens ?? _targetTokens)!, _targetPositions), memory, sourceMask); // [B, Tt, C]
    }

    private Tensor Head(Tensor hidden) =>
        _head is null ? functional.linear(hidden, (_sharedTokens ?? _targetTokens)!.weight!) : _head.call(hidden);

    private Tensor Embed(Tensor ids, Embedding tokens, Embedding? positions)
    {
        Tensor x = tokens.call(ids);                                                     // [B, T, C]
        x = _sinusoids is not null ? _sinusoids.call(x) : x.mul(Math.Sqrt(Config.Width));
        if (positions is not null)
            x = x + positions.weight!.narrow(0, 0, ids.shape[1]);                        // [T, C] for every row of the batch
        return training && Config.Dropout > 0 ? functional.dropout(x, Config.Dropout) : x;
    }

    private void Initialize(long seed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        foreach ((string name, Parameter parameter) in named_parameters())
        {
            if (name.EndsWith(".bias", StringComparison.Ordinal))
            {
                _ = parameter.zero_();
            }
            else if (parameter.ndim == 1)
            {
                _ = parameter.fill_(1);
            }
            else if (name.StartsWith("wte", StringComparison.Ordinal) || name.StartsWith("wpe", StringComparison.Ordinal)
                || name.StartsWith("lm_head", StringComparison.Ordinal))
            {
                _ = parameter.normal_(0, 1 / Math.Sqrt(Config.Width), generator);
            }
            else
            {
                double bound = Math.Sqrt(6.0 / (parameter.shape[0] + parameter.shape[1]));
                _ = parameter.uniform_(-bound, bound, generator);
            }
        }
    }
}

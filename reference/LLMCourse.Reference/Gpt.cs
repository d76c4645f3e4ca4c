using LLMCourse.Reference.Positions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference;

// The model, from the inside out: a block first, then the whole. Letters: B batch, T positions, C width, H heads, D head width,
// V vocabulary. The layers that a block is made of each have a file: MultiHeadAttention, FeedForward, SwiGlu, LayerNorm, RmsNorm.

/// <summary>One layer of the transformer: attention between the positions, then a feed-forward layer at each position.</summary>
/// <remarks>
/// Radford et al. 2019, §2.3 for norms before (<see cref="NormPlacement.Pre"/>), Vaswani et al. 2017, §3.1 for norms after.
/// State dict: <c>ln_1.*</c>, <c>attn.c_attn.*</c>, <c>attn.c_proj.*</c>, <c>ln_2.*</c>, <c>mlp.c_fc.*</c>, <c>mlp.c_proj.*</c>.
/// </remarks>
public sealed class TransformerBlock : Module<Tensor, SequenceContext?, Tensor>
{
    private readonly GptConfig _config;

    [ComponentName(Name = "ln_1")]
    private readonly Module<Tensor, Tensor> _norm1;

    [ComponentName(Name = "attn")]
    private readonly MultiHeadAttention _attention;

    [ComponentName(Name = "ln_2")]
    private readonly Module<Tensor, Tensor> _norm2;

    [ComponentName(Name = "mlp")]
    private readonly Module<Tensor, Tensor> _feedForward;

    /// <summary>Makes the block with PyTorch's default initialisation.</summary>
    /// <param name="config">The shape.</param>
    /// <exception cref="ArgumentException">The configuration is not valid.</exception>
    public TransformerBlock(GptConfig config)
        : base(nameof(TransformerBlock))
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config.Validate();
        _norm1 = MakeNorm(config);
        _attention = new MultiHeadAttention(config.Width, config.Heads, config.KvHeads, config.Bias, config.Dropout);
        _norm2 = MakeNorm(config);
        _feedForward = config.Activation == Activation.SwiGlu
            ? new SwiGlu(config.Width, config.EffectiveFeedForwardWidth, config.Bias)
            : new FeedForward(config.Width, config.EffectiveFeedForwardWidth, config.Activation, config.Bias);
        RegisterComponents();
    }

    /// <summary>Applies the block causally.</summary>
    /// <param name="x">Floating point <c>[B, T, C]</c>.</param>
    /// <param name="context">What the blocks of one pass share; null: it is made for this call.</param>
    /// <returns>A new tensor <c>[B, T, C]</c> that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not <c>[B, T, C]</c>.</exception>
    public override Tensor forward(Tensor x, SequenceContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim != 3 || x.shape[2] != _config.Width)
            throw new ArgumentException(
                $"x has shape {Shapes.Text(x)}; it must be [B, T, {_config.Width}], batch by positions by width.", nameof(x));

        using var scope = NewDisposeScope();
        context ??= SequenceContext.Causal(_config, x.shape[1], x.dtype, x.device);
        if (_config.NormPlacement == NormPlacement.Pre)
        {
            x = _attention.Attend(_norm1.call(x), context).add_(x); // in place: the layer's output is nobody else's
            x = FeedForward(_norm2.call(x)).add_(x);
        }
        else
        {
            x = _norm1.call(_attention.Attend(x, context).add_(x));
            x = _norm2.call(FeedForward(x).add_(x));
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <summary>Makes the norm that the configuration asks for.</summary>
    internal static Module<Tensor, Tensor> MakeNorm(GptConfig config) => config.Norm == NormKind.RmsNorm
        ? new RmsNorm(config.Width, config.NormEpsilon)
        : new LayerNorm(config.Width, config.NormEpsilon, config.Bias);

    private Tensor FeedForward(Tensor x)
    {
        Tensor y = _feedForward.call(x);
        return training && _config.Dropout > 0 ? functional.dropout(y, _config.Dropout) : y;
    }
}

/// <summary>A decoder-only language model: tokens in, for every position the logits of the token after it out.</summary>
/// <remarks>
/// Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", §2.3; the options follow Touvron et al. 2023
/// (<see href="https://arxiv.org/abs/2302.13971"/>). State dict: <c>wte.weight</c> <c>[V, C]</c>; <c>wpe.weight</c> <c>[context, C]</c>
/// with learned positions; for layer i <c>h.{i}.</c> and the names of <see cref="TransformerBlock"/>; <c>ln_f.*</c> with norms before;
/// <c>lm_head.weight</c> <c>[V, C]</c> unless tied. The tables of fixed positions are no part of it.
/// </remarks>
public sealed partial class Gpt : Module<Tensor, Tensor>
{
    [ComponentName(Name = "wte")]
    private readonly Embedding _tokens;

    [ComponentName(Name = "wpe")]
    private readonly Embedding? _positions;

    [ComponentName(Name = "rotary")]
    private readonly RotaryEmbedding? _rotary;

    [ComponentName(Name = "sinusoids")]
    private readonly SinusoidalEmbedding? _sinusoids;

    [ComponentName(Name = "h")]
    private readonly ModuleList<TransformerBlock> _blocks;

    [ComponentName(Name = "ln_f")]
    private readonly Module<Tensor, Tensor>? _finalNorm;

    [ComponentName(Name = "lm_head")]
    private readonly Linear? _head;

    /// <summary>Makes a model with GPT-2's initialisation.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="seed">The seed of the weights: the same seed and configuration give the same weights.</param>
    /// <exception cref="ArgumentException">The configuration is not valid.</exception>
    public Gpt(GptConfig config, long seed = 0)
        : base(nameof(Gpt))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config.Validate();
        _tokens = Embedding(config.VocabularySize, config.Width);
        if (config.Positions == PositionEncoding.Learned)
            _positions = Embedding(config.ContextLength, config.Width);
        else if (config.Positions == PositionEncoding.Rope)
            _rotary = new RotaryEmbedding(config.HeadWidth, config.ContextLength, config.RopeTheta, config.RopeLayout);
        else if (config.Positions == PositionEncoding.Sinusoidal)
            _sinusoids = new SinusoidalEmbedding(config.Width, config.ContextLength);
        _blocks = new ModuleList<TransformerBlock>([.. Enumerable.Range(0, config.Layers).Select(_ => new TransformerBlock(config))]);
        if (config.NormPlacement == NormPlacement.Pre)
            _finalNorm = TransformerBlock.MakeNorm(config);
        if (!config.TieEmbeddings)
            _head = Linear(config.Width, config.VocabularySize, hasBias: false);
        RegisterComponents();
        this.Own();
        GptInitializer.Initialize(this, seed);
    }

    /// <summary>Gets the shape.</summary>
    public GptConfig Config { get; }

    /// <summary>Computes the logits of the next token at every position.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c>, each at least 0 and below V, T at least 1 and at most the context length.</param>
    /// <returns>Logits <c>[B, T, V]</c>, unnormalised; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The ids are of another type or shape, too many, or out of range.</exception>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return Head(Hidden(Embed(ids))).MoveToOuterDisposeScope();                       // [B, T, V]
    }

    /// <summary>Computes the logits of the next token at every position from vectors instead of tokens, so that gradients can be taken
    /// with respect to what a token means: prompt tuning learns such vectors, and searches for a suffix (Zou et al. 2023,
    /// <see href="https://arxiv.org/abs/2307.15043"/>, §2.2) follow their gradient.</summary>
    /// <param name="embeddings">Rows of <c>wte.weight</c> or vectors of that kind, floating point <c>[B, T, C]</c>, T at least 1 and at
    /// most the context length. Positions are added here, as <see cref="forward"/> does.</param>
    /// <returns>Logits <c>[B, T, V]</c>, unnormalised; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The vectors are of another shape, or too many.</exception>
    public Tensor ForwardEmbedded(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (!embeddings.is_floating_point() || embeddings.ndim != 3 || embeddings.shape[2] != Config.Width)
            throw new ArgumentException(
                $"embeddings is {embeddings.dtype} {Shapes.Text(embeddings)}; it must be floating point [B, T, {Config.Width}], batch by positions by width.", nameof(embeddings));
        CheckLength(embeddings, nameof(embeddings));
        using var scope = NewDisposeScope();
        return Head(Hidden(embeddings)).MoveToOuterDisposeScope();                       // [B, T, V]
    }

    /// <summary>Computes what the head reads: each position's vector after the last block and the final norm.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c>, as for <see cref="forward"/>.</param>
    /// <returns>Vectors <c>[B, T, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">As for <see cref="forward"/>.</exception>
    public Tensor HiddenStates(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return Hidden(Embed(ids)).MoveToOuterDisposeScope();                             // [B, T, C]
    }

    /// <summary>Computes the logits after the last position only, which is all that generating needs: the head
    /// is applied to B rows instead of B·T.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c>, as for <see cref="forward"/>.</param>
    /// <returns>Logits <c>[B, V]</c>, unnormalised; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">As for <see cref="forward"/>.</exception>
    public Tensor NextLogits(Tensor ids)
    {
        using var scope = NewDisposeScope();
        Tensor hidden = Hidden(Embed(ids));
        return Head(hidden.select(1, hidden.shape[1] - 1)).MoveToOuterDisposeScope();    // [B, V]
    }

    /// <summary>Computes the mean cross-entropy of the targets, in nats per token.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c>, as for <see cref="forward"/>.</param>
    /// <param name="targets">The token after each, int64 <c>[B, T]</c>; −100 leaves a position out. When all
    /// are left out, the mean is not a number.</param>
    /// <returns>A scalar that the caller disposes, float32 at least; <c>backward()</c> fills the gradients.</returns>
    /// <exception cref="ArgumentException">As for <see cref="forward"/>, or the shapes differ.</exception>
    public Tensor Loss(Tensor ids, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.dtype != ScalarType.Int64 || !targets.shape.AsSpan().SequenceEqual(ids.shape))
            throw new ArgumentException(
                $"targets is {targets.dtype} {Shapes.Text(targets)}; it must be Int64 {Shapes.Text(ids)} as ids is.", nameof(targets));

        using var scope = NewDisposeScope();
        Tensor hidden = Hidden(Embed(ids)).view(-1, Config.Width);                       // [B·T, C]
        // The logits are made as the matrix that the loss wants, so that no copy of B·T·V values is taken.
        Tensor logits = Head(hidden);                                                    // [B·T, V]
        if (logits.dtype is ScalarType.Float16 or ScalarType.BFloat16)
            logits = logits.to(ScalarType.Float32);                                      // a loss near ln V needs more than 8 bits
        return functional.cross_entropy(logits, targets.reshape(-1), ignore_index: -100).MoveToOuterDisposeScope(); // []
    }

    /// <summary>The vectors of tokens, <c>[B, T]</c> to <c>[B, T, C]</c>, without their positions.</summary>
    private Tensor Embed(Tensor ids)
    {
        Check(ids);
        return _tokens.call(ids);
    }

    /// <summary>Everything between the tokens' vectors and the head, in the caller's scope.</summary>
    private Tensor Hidden(Tensor x)
    {
        long t = x.shape[1];
        if (_positions is not null)
            x = x + _positions.weight!.narrow(0, 0, t);                                  // [T, C] for every row of the batch
        else if (_sinusoids is not null)
            x = _sinusoids.Encode(x, firstPosition: 0);
        if (training && Config.Dropout > 0)
            x = functional.dropout(x, Config.Dropout);

        Tensor? bias = Config.Positions == PositionEncoding.Alibi
            ? (Attention.CausalBias(t, x.dtype, x.device) + Alibi.Bias(Config.Heads, t, t, x.dtype, x.device)).unsqueeze(0) // [1, H, T, T]
            : null;
        var context = SequenceContext.Causal(bias, _rotary?.Tables(t, x.dtype, x.device));
        foreach (TransformerBlock block in _blocks)
            x = block.call(x, context);
        return _finalNorm is null ? x : _finalNorm.call(x);
    }

    /// <summary>The logits of hidden vectors, <c>[…, C]</c> to <c>[…, V]</c>; tied, the matrix is the token embedding's.</summary>
    private Tensor Head(Tensor hidden) => _head is null ? functional.linear(hidden, _tokens.weight!) : _head.call(hidden);

    private void Check(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.dtype != ScalarType.Int64 || ids.ndim != 2)
            throw new ArgumentException(
                $"ids is {ids.dtype} {Shapes.Text(ids)}; it must be Int64 [B, T], batch by positions.", nameof(ids));
        CheckLength(ids, nameof(ids));

        // Elsewhere than on the CPU this would wait for the device in every step.
        if (ids.device_type != TorchSharp.DeviceType.CPU)
            return;
        long least = ids.min().item<long>(), greatest = ids.max().item<long>();
        if (least < 0 || greatest >= Config.VocabularySize)
        {
            throw new ArgumentException(
                $"ids has {(least < 0 ? least : greatest)}, but tokens go from 0 to {Config.VocabularySize - 1}; check that the tokenizer is the model's.",
                nameof(ids));
        }
    }

    /// <summary>Refuses what is longer than the context, or empty.</summary>
    private void CheckLength(Tensor input, string parameter)
    {
        if (input.shape[1] > Config.ContextLength)
        {
            throw new ArgumentException(
                $"{parameter} has {input.shape[1]} positions, but the context length is {Config.ContextLength}; keep the last {Config.ContextLength}.", parameter);
        }

        if (input.numel() == 0)
            throw new ArgumentException($"{parameter} has shape {Shapes.Text(input)}; give at least one token.", parameter);
    }
}

using LLMCourse.Reference.Positions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference;

// The model, from the inside out, as it computes: norms, attention, the feed-forward layers, a block of them, the whole. Letters:
// B batch, T positions, C width, H heads, K key and value heads, D head width, F feed-forward width, V vocabulary.
// Beside this file: Attention (the operator and its masks), RotaryEmbedding, GptConfig (the choices), GptInitializer (the weights that a
// model starts with), Gpt.Cached (decoding token by token) and Gpt.Prefixed (learned prefixes).

/// <summary>Normalises the last dimension to mean 0 and variance 1, then scales and shifts it: (x − μ)/√(σ² + ε)·weight + bias.</summary>
/// <remarks>
/// Ba et al. 2016, §3 (<see href="https://arxiv.org/abs/1607.06450"/>). Differs: ε stands inside the root, as in PyTorch; the
/// variance is the biased one. State dict: <c>weight</c> <c>[C]</c>, <c>bias</c> <c>[C]</c>.
/// </remarks>
public sealed class LayerNorm : Module<Tensor, Tensor>
{
    private readonly long[] _shape;

    /// <summary>Makes the layer with weight 1 and bias 0.</summary>
    /// <param name="width">The width C of the last dimension.</param>
    /// <param name="eps">What keeps a constant row finite, positive; the default is PyTorch's and GPT-2's.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <exception cref="ArgumentException">A value is not positive.</exception>
    public LayerNorm(int width, double eps = 1e-5, bool bias = true)
        : base(nameof(LayerNorm))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eps);
        _shape = [width];
        Epsilon = eps;
        HasBias = bias;
        register_parameter("weight", new Parameter(ones(_shape)));
        if (bias)
            register_parameter("bias", new Parameter(zeros(_shape)));
        this.Own();
    }

    /// <summary>Gets ε.</summary>
    public double Epsilon { get; }

    /// <summary>Gets a value indicating whether there is a bias.</summary>
    public bool HasBias { get; }

    /// <summary>Normalises the last dimension.</summary>
    /// <param name="x">Floating point <c>[…, C]</c>.</param>
    /// <returns>A new tensor <c>[…, C]</c> that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The last dimension is not C.</exception>
    public override Tensor forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim == 0 || x.shape[^1] != _shape[0])
            throw new ArgumentException($"x has shape {Shapes.Text(x)}; its last dimension must be {_shape[0]}.", nameof(x));

        // The parameters are looked up because moving a module to another type or device replaces them.
        return functional.layer_norm(x, _shape, get_parameter("weight")!, HasBias ? get_parameter("bias")! : null!, Epsilon);
    }
}

/// <summary>Divides the last dimension by its root mean square and scales it: x/√(mean(x²) + ε)·weight.</summary>
/// <remarks>
/// Zhang and Sennrich 2019, §4, eq. 4 (<see href="https://arxiv.org/abs/1910.07467"/>). Differs: ε stands inside the root, as in
/// LLaMA. Half and bfloat16 input is squared and averaged in float32, because 256² already exceeds what half can hold.
/// State dict: <c>weight</c> <c>[C]</c>.
/// </remarks>
public sealed class RmsNorm : Module<Tensor, Tensor>
{
    private static readonly long[] LastDimension = [-1];

    /// <summary>Makes the layer with weight 1.</summary>
    /// <param name="width">The width C of the last dimension.</param>
    /// <param name="eps">What keeps a zero row finite, positive.</param>
    /// <exception cref="ArgumentException">A value is not positive.</exception>
    public RmsNorm(int width, double eps = 1e-5)
        : base(nameof(RmsNorm))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eps);
        Width = width;
        Epsilon = eps;
        register_parameter("weight", new Parameter(ones(width)));
        this.Own();
    }

    /// <summary>Gets the width C of the last dimension.</summary>
    public int Width { get; }

    /// <summary>Gets ε.</summary>
    public double Epsilon { get; }

    /// <summary>Normalises the last dimension.</summary>
    /// <param name="x">Floating point <c>[…, C]</c>.</param>
    /// <returns>A new tensor <c>[…, C]</c> of the type of <paramref name="x"/>, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">The last dimension is not C.</exception>
    public override Tensor forward(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim == 0 || x.shape[^1] != Width)
            throw new ArgumentException($"x has shape {Shapes.Text(x)}; its last dimension must be {Width}.", nameof(x));

        using var scope = NewDisposeScope();
        bool half = x.dtype is ScalarType.Float16 or ScalarType.BFloat16;
        Tensor wide = half ? x.to(ScalarType.Float32) : x;
        Tensor scale = wide.square().mean(LastDimension, keepdim: true).add_(Epsilon).rsqrt_(); // […, 1]
        Tensor normal = wide.mul(scale);                                                  // […, C]
        if (half)
            normal = normal.to(x.dtype);
        return normal.mul(get_parameter("weight")!).MoveToOuterDisposeScope();
    }
}

/// <summary>Self-attention in several heads, with as many or fewer heads for keys and values.</summary>
/// <remarks>
/// Vaswani et al. 2017, §3.2.2 (<see href="https://arxiv.org/abs/1706.03762"/>); with <c>kvHeads</c> = 1 Shazeer 2019 (multi-query,
/// <see href="https://arxiv.org/abs/1911.02150"/>), in between Ainslie et al. 2023 (grouped-query,
/// <see href="https://arxiv.org/abs/2305.13245"/>). State dict, C = width, D = C/heads: <c>c_attn.weight</c>
/// <c>[(heads + 2·kvHeads)·D, C]</c> (the rows of all queries, then keys, then values), <c>c_attn.bias</c>, <c>c_proj.weight</c>
/// <c>[C, C]</c>, <c>c_proj.bias</c>.
/// </remarks>
public sealed class MultiHeadAttention : Module<Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "c_attn")]
    private readonly Linear _fused;

    [ComponentName(Name = "c_proj")]
    private readonly Linear _projection;

    /// <summary>Makes the layer with PyTorch's default initialisation.</summary>
    /// <param name="width">The model width C, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">The number of query heads H.</param>
    /// <param name="kvHeads">The number of heads for keys and values, a divisor of H; null: as many as H.</param>
    /// <param name="bias">Whether both projections have a bias.</param>
    /// <param name="dropout">The probability with which a weight and a residual is dropped while
    /// training, 0 up to but not including 1.</param>
    /// <exception cref="ArgumentException">The values do not fit each other.</exception>
    public MultiHeadAttention(int width, int heads, int? kvHeads = null, bool bias = true, double dropout = 0)
        : base(nameof(MultiHeadAttention))
    {
        int shared = kvHeads ?? heads;
        if (width <= 0 || heads <= 0 || width % heads != 0)
            throw new ArgumentException($"width is {width} and heads is {heads}; choose positive values of which heads divides width.");
        if (shared <= 0 || heads % shared != 0)
            throw new ArgumentException($"heads is {heads} and kvHeads is {shared}; choose a kvHeads that divides heads.");
        if (dropout is not (>= 0 and < 1))
            throw new ArgumentException($"dropout is {dropout}; choose a probability from 0 up to but not including 1.", nameof(dropout));

        Heads = heads;
        KvHeads = shared;
        HeadWidth = width / heads;
        Dropout = dropout;
        _fused = Linear(width, (heads + (2 * shared)) * HeadWidth, bias);
        _projection = Linear(width, width, bias);
        RegisterComponents();
        this.Own();
    }

    /// <summary>Gets the number of query heads H.</summary>
    public int Heads { get; }

    /// <summary>Gets the number of heads for keys and values.</summary>
    public int KvHeads { get; }

    /// <summary>Gets the width D of a head.</summary>
    public int HeadWidth { get; }

    /// <summary>Gets the dropout probability.</summary>
    public double Dropout { get; }

    /// <summary>Lets every position gather from the positions that the mask allows.</summary>
    /// <param name="x">Floating point <c>[B, T, C]</c>.</param>
    /// <param name="mask">Bool, broadcastable to <c>[B, H, T, T]</c>, true = attend; null: all positions attend to all.
    /// <see cref="Attention.CausalMask"/> makes the usual one.</param>
    /// <returns>The projected context <c>[B, T, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not <c>[B, T, C]</c>, or the mask does not fit.</exception>
    public override Tensor forward(Tensor x, Tensor? mask = null)
    {
        Check(x);
        if (mask is not null && mask.dtype != ScalarType.Bool)
            throw new ArgumentException($"The mask is {mask.dtype}; make it bool, true where a position may attend.", nameof(mask));
        if (mask is not null && !FitsTo(mask.shape, [x.shape[0], Heads, x.shape[1], x.shape[1]]))
            throw new ArgumentException(
                $"The mask {Shapes.Text(mask)} does not broadcast to [{x.shape[0]}, {Heads}, {x.shape[1]}, {x.shape[1]}].", nameof(mask));

        using var scope = NewDisposeScope();
        return Attend(x, SequenceContext.Of(mask, x.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>The layer itself; its intermediates belong to the caller's scope.</summary>
    internal Tensor Attend(Tensor x, SequenceContext context)
    {
        long b = x.shape[0], t = x.shape[1], c = x.shape[2];
        double dropout = training ? Dropout : 0;

        // One product computes the queries, keys and values of all heads; the heads then move ahead of the positions.
        Tensor qkv = _fused.call(x);                                                     // [B, T, (H+2K)·D]
        var (q, k, v) = KvHeads == Heads
            ? Equal(qkv.view(b, t, 3, Heads, HeadWidth), context)
            : Grouped(qkv.view(b, t, Heads + (2 * KvHeads), HeadWidth), context);
        if (context.Cache is { } cache)
            (k, v) = cache.Append(k, v);                                                 // [B, K, P + T, D]
        if (context.Prefix is { } prefix)
            (k, v) = (Behind(prefix.Keys, k), Behind(prefix.Values, v));                 // [B, K, P + T, D]
        Tensor? bias = context.Bias;
        if (t == 1 && context.Cache is not null)
        {
            // The queries of a group stand where the positions were, so that they read their shared head without a copy of it.
            q = q.reshape(b, KvHeads, Heads / KvHeads, HeadWidth);                       // [B, K, H/K, D]
            if (bias is { ndim: > 2 } && bias.shape[^3] == Heads)
                bias = bias.reshape([.. bias.shape[..^3], KvHeads, Heads / KvHeads, bias.shape[^1]]);
        }
        else
        {
            (k, v) = (Share(k), Share(v));                                               // [B, H, P + T, D]
        }

        Tensor y = Attention.Attend(q, k, v, bias, dropout, context.IsCausal);                             // [B, H, T, D]
        if (context.Alone is { } alone)
            y = y.masked_fill(alone, 0);
        if (t > 1)
            y = y.transpose(1, 2);                                                       // [B, T, H, D]
        y = _projection.call(y.reshape(b, t, c));                                        // [B, T, C]
        return dropout > 0 ? functional.dropout(y, dropout) : y;
    }

    /// <summary>Takes <c>[B, T, 3, H, D]</c> apart. The pieces are cut where they lie next to each other, so that their gradients are put
    /// together again by one copy.</summary>
    private static (Tensor Q, Tensor K, Tensor V) Equal(Tensor qkv, SequenceContext context)
    {
        Tensor[] parts = qkv.unbind(2);                                                  // 3 × [B, T, H, D]
        Tensor q = parts[0].transpose(1, 2), k = parts[1].transpose(1, 2);               // [B, H, T, D]
        if (context.Rotary is { } rotary)
            (q, k) = (rotary.Rotate(q), rotary.Rotate(k));
        return (q, k, parts[2].transpose(1, 2));
    }

    /// <summary>Takes <c>[B, T, H+2K, D]</c> apart, where keys and values have fewer heads.</summary>
    private (Tensor Q, Tensor K, Tensor V) Grouped(Tensor qkv, SequenceContext context)
    {
        Tensor all = qkv.transpose(1, 2);                                                // [B, H+2K, T, D]
        Tensor qk = all.narrow(1, 0, Heads + KvHeads);                                   // [B, H+K, T, D]
        if (context.Rotary is { } rotary)
            qk = rotary.Rotate(qk);
        // q [B, H, T, D], k and v [B, K, T, D]
        return (qk.narrow(1, 0, Heads), qk.narrow(1, Heads, KvHeads), all.narrow(1, Heads + KvHeads, KvHeads));
    }

    /// <summary>Gives each group of query heads its shared key or value head: head h reads head h / (H/K).</summary>
    private Tensor Share(Tensor x)
    {
        if (KvHeads == Heads)
            return x;
        long b = x.shape[0], t = x.shape[2];
        return x.unsqueeze(2).expand(b, KvHeads, Heads / KvHeads, t, HeadWidth).reshape(b, Heads, t, HeadWidth); // [B, H, T, D]
    }

    /// <summary>Puts what all rows of a batch share, <c>[K, P, D]</c>, before what each row has of its own.</summary>
    private static Tensor Behind(Tensor shared, Tensor own) =>
        cat([shared.unsqueeze(0).expand(own.shape[0], shared.shape[0], shared.shape[1], shared.shape[2]), own], dim: 2);

    private void Check(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim != 3 || x.shape[2] != Heads * HeadWidth)
            throw new ArgumentException(
                $"x has shape {Shapes.Text(x)}; it must be [B, T, {Heads * HeadWidth}], batch by positions by width.", nameof(x));
    }

    private static bool FitsTo(long[] mask, long[] full)
    {
        for (int i = 1; i <= mask.Length; i++)
        {
            if (i > full.Length || (mask[^i] != 1 && mask[^i] != full[^i]))
                return false;
        }

        return mask.Length > 0;
    }
}

/// <summary>Two linear layers with a nonlinearity between them, applied to every position alone.</summary>
/// <remarks>
/// Vaswani et al. 2017, §3.3, eq. 2 (<see href="https://arxiv.org/abs/1706.03762"/>). Differs: the nonlinearity may be chosen.
/// State dict: <c>c_fc.weight</c> <c>[F, C]</c>, <c>c_fc.bias</c>, <c>c_proj.weight</c> <c>[C, F]</c>, <c>c_proj.bias</c>.
/// </remarks>
public sealed class FeedForward : Module<Tensor, Tensor>
{
    [ComponentName(Name = "c_fc")]
    private readonly Linear _up;

    [ComponentName(Name = "c_proj")]
    private readonly Linear _down;

    /// <summary>Makes the layer with PyTorch's default initialisation.</summary>
    /// <param name="width">The model width C.</param>
    /// <param name="hidden">The width F between the two layers.</param>
    /// <param name="activation">The nonlinearity, not <see cref="LLMCourse.Reference.Activation.SwiGlu"/>.</param>
    /// <param name="bias">Whether both layers have a bias.</param>
    /// <exception cref="ArgumentException">A width is not positive, or the activation is gated.</exception>
    public FeedForward(int width, int hidden, Activation activation = Activation.Gelu, bool bias = true)
        : base(nameof(FeedForward))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        if (activation == Activation.SwiGlu)
            throw new ArgumentException("SwiGLU is gated; use the SwiGlu layer.", nameof(activation));
        Activation = activation;
        _up = Linear(width, hidden, bias);
        _down = Linear(hidden, width, bias);
        RegisterComponents();
        this.Own();
    }

    /// <summary>Gets the nonlinearity.</summary>
    public Activation Activation { get; }

    /// <summary>Applies the layer.</summary>
    /// <param name="x">Floating point <c>[…, C]</c>.</param>
    /// <returns>A new tensor <c>[…, C]</c> that the caller disposes.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor hidden = Activations.Apply(_up.call(x), Activation);                      // […, F]
        return _down.call(hidden).MoveToOuterDisposeScope();                             // […, C]
    }
}

/// <summary>The gated feed-forward layer: (silu(x·Wᵍ) ⊙ x·Wᵘ)·Wᵈ.</summary>
/// <remarks>
/// Shazeer 2020, §2, eq. 6 (<see href="https://arxiv.org/abs/2002.05202"/>). Differs: gate and up projection are one matrix, so that
/// one product computes both. State dict: <c>c_fc.weight</c> <c>[2·F, C]</c> (the gate's rows, then the up projection's),
/// <c>c_fc.bias</c>, <c>c_proj.weight</c> <c>[C, F]</c>, <c>c_proj.bias</c>.
/// </remarks>
public sealed class SwiGlu : Module<Tensor, Tensor>
{
    [ComponentName(Name = "c_fc")]
    private readonly Linear _gateAndUp;

    [ComponentName(Name = "c_proj")]
    private readonly Linear _down;

    private readonly long _hidden;

    /// <summary>Makes the layer with PyTorch's default initialisation.</summary>
    /// <param name="width">The model width C.</param>
    /// <param name="hidden">The width F between the layers; see <see cref="DefaultHidden"/>.</param>
    /// <param name="bias">Whether the layers have a bias; the paper's have none.</param>
    /// <exception cref="ArgumentException">A width is not positive.</exception>
    public SwiGlu(int width, int hidden, bool bias = false)
        : base(nameof(SwiGlu))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        _hidden = hidden;
        _gateAndUp = Linear(width, 2L * hidden, bias);
        _down = Linear(hidden, width, bias);
        RegisterComponents();
        this.Own();
    }

    /// <summary>Computes 8/3·C rounded up to a multiple of 64: about the parameters of an ungated layer with 4·C.</summary>
    /// <param name="width">The model width C.</param>
    /// <returns>The width F.</returns>
    public static int DefaultHidden(int width) => checked((int)(((8L * width / 3) + 63) / 64 * 64));

    /// <summary>Applies the layer.</summary>
    /// <param name="x">Floating point <c>[…, C]</c>.</param>
    /// <returns>A new tensor <c>[…, C]</c> that the caller disposes.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor both = _gateAndUp.call(x);                                                // […, 2F]
        Tensor gate = functional.silu(both.narrow(-1, 0, _hidden));                      // […, F]
        Tensor hidden = gate.mul(both.narrow(-1, _hidden, _hidden));                     // […, F]
        return _down.call(hidden).MoveToOuterDisposeScope();                             // […, C]
    }
}

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

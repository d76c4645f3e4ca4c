using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference;

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

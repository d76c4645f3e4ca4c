using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference.EncoderDecoder;

/// <summary>Multi-head attention from one sequence to another: queries from the target, keys
/// and values from the encoder's output.</summary>
/// <remarks>
/// Vaswani et al. 2017, §3.2.2 and the first item of §3.2.3 (<see href="https://arxiv.org/abs/1706.03762"/>). Differs: keys and values are
/// one matrix, so that one product computes both. State dict: <c>c_q.weight</c> <c>[C, C]</c>, <c>c_q.bias</c>, <c>c_kv.weight</c>
/// <c>[2·C, C]</c> (the rows of all keys, then values), <c>c_kv.bias</c>, <c>c_proj.weight</c> <c>[C, C]</c>, <c>c_proj.bias</c>.
/// </remarks>
public sealed class CrossAttention : Module<Tensor, Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "c_q")]
    private readonly Linear _query;

    [ComponentName(Name = "c_kv")]
    private readonly Linear _keysAndValues;

    [ComponentName(Name = "c_proj")]
    private readonly Linear _projection;

    private readonly double _dropout;

    /// <summary>Makes the layer with PyTorch's default initialisation.</summary>
    /// <param name="width">The model width C, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">The number of heads H.</param>
    /// <param name="dropout">The probability with which a weight is dropped while training, 0 up to but not including 1.</param>
    /// <exception cref="ArgumentException">The values do not fit each other.</exception>
    public CrossAttention(int width, int heads, double dropout = 0)
        : base(nameof(CrossAttention))
    {
        if (width <= 0 || heads <= 0 || width % heads != 0)
            throw new ArgumentException($"width is {width} and heads is {heads}; choose positive values of which heads divides width.");
        if (dropout is not (>= 0 and < 1))
            throw new ArgumentException($"dropout is {dropout}; choose a probability from 0 up to but not including 1.", nameof(dropout));

        (Width, Heads, _dropout) = (width, heads, dropout);
        _query = Linear(width, width);
        _keysAndValues = Linear(width, 2L * width);
        _projection = Linear(width, width);
        RegisterComponents();
        this.Own();
    }

    /// <summary>Gets the model width C.</summary>
    public int Width { get; }

    /// <summary>Gets the number of heads H.</summary>
    public int Heads { get; }

    /// <summary>Lets every position of the target gather from the source.</summary>
    /// <param name="x">The target, floating point <c>[B, Tq, C]</c>.</param>
    /// <param name="memory">The encoder's output, of the same type, <c>[B, Tk, C]</c>.</param>
    /// <param name="memoryMask">Bool <c>[B, Tk]</c>, true where the source has a token; null: everywhere. A row
    /// without any gives a context of zeros.</param>
    /// <returns>The projected context <c>[B, Tq, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">A shape, the batches or the mask do not fit.</exception>
    public override Tensor forward(Tensor x, Tensor memory, Tensor? memoryMask = null)
    {
        Check(x, Width, nameof(x));
        Check(memory, Width, nameof(memory));
        if (x.shape[0] != memory.shape[0])
            throw new ArgumentException(
                $"x {Shapes.Text(x)} and memory {Shapes.Text(memory)} differ in the batch; their first dimensions must be equal.",
                nameof(memory));
        using var scope = NewDisposeScope();
        return Attend(x, memory, PaddingMask.Context(memoryMask, memory)).MoveToOuterDisposeScope();
    }

    /// <summary>The layer itself; its intermediates belong to the caller's scope.</summary>
    internal Tensor Attend(Tensor x, Tensor memory, SequenceContext context)
    {
        long b = x.shape[0], tq = x.shape[1], tk = memory.shape[1], d = Width / Heads;
        Tensor q = _query.call(x).view(b, tq, Heads, d).transpose(1, 2);                 // [B, H, Tq, D]
        Tensor kv = _keysAndValues.call(memory).view(b, tk, 2L * Heads, d).transpose(1, 2); // [B, 2H, Tk, D]
        Tensor y = Attention.Attend(q, kv.narrow(1, 0, Heads), kv.narrow(1, Heads, Heads), context.Bias, training ? _dropout : 0);
        if (context.Alone is { } alone)
            y = y.masked_fill(alone, 0);
        return _projection.call(y.transpose(1, 2).reshape(b, tq, Width));                // [B, Tq, C]
    }

    /// <summary>Refuses what is not <c>[B, T, C]</c>.</summary>
    internal static void Check(Tensor x, int width, string name)
    {
        ArgumentNullException.ThrowIfNull(x, name);
        if (x.ndim != 3 || x.shape[2] != width)
            throw new ArgumentException(
                $"{name} has shape {Shapes.Text(x)}; it must be [B, T, {width}], batch by positions by width.", name);
    }
}

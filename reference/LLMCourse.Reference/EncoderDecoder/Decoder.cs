using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference.EncoderDecoder;

/// <summary>All layers of the decoder, and with norms before a last norm.</summary>
/// <remarks>State dict: for layer i <c>h.{i}.</c> and the names of <see cref="DecoderLayer"/>; <c>ln_f.*</c> with norms before.</remarks>
public sealed class Decoder : Module<Tensor, Tensor, Tensor?, Tensor>
{
    private readonly int _width;

    [ComponentName(Name = "h")]
    private readonly ModuleList<DecoderLayer> _layers;

    [ComponentName(Name = "ln_f")]
    private readonly LayerNorm? _finalNorm;

    /// <summary>Makes the layers with PyTorch's default initialisation.</summary>
    /// <param name="config">The shape.</param>
    /// <exception cref="ArgumentException">The configuration is not valid.</exception>
    public Decoder(EncoderDecoderConfig config)
        : base(nameof(Decoder))
    {
        ArgumentNullException.ThrowIfNull(config);
        _width = config.Validate().Width;
        _layers = new ModuleList<DecoderLayer>([.. Enumerable.Range(0, config.DecoderLayers).Select(_ => new DecoderLayer(config))]);
        if (config.NormPlacement == NormPlacement.Pre)
            _finalNorm = new LayerNorm(config.Width, config.NormEpsilon);
        RegisterComponents();
    }

    /// <summary>Decodes vectors that know their positions.</summary>
    /// <param name="x">What is decoded so far, floating point <c>[B, Tq, C]</c>.</param>
    /// <param name="memory">The encoder's output, of the same type, <c>[B, Tk, C]</c>.</param>
    /// <param name="memoryMask">Bool <c>[B, Tk]</c>, true where the source has a token; null: everywhere.</param>
    /// <returns>A new tensor <c>[B, Tq, C]</c> that the caller disposes.</returns>
    /// <exception cref="ArgumentException">A shape, the batches or the mask do not fit.</exception>
    public override Tensor forward(Tensor x, Tensor memory, Tensor? memoryMask = null)
    {
        CrossAttention.Check(x, _width, nameof(x));
        CrossAttention.Check(memory, _width, nameof(memory));
        if (x.shape[0] != memory.shape[0])
            throw new ArgumentException(
                $"x {Shapes.Text(x)} and memory {Shapes.Text(memory)} differ in the batch; their first dimensions must be equal.",
                nameof(memory));
        using var scope = NewDisposeScope();

        // The masks depend on the lengths alone, so that all layers share them.
        var own = SequenceContext.Causal(Attention.CausalBias(x.shape[1], x.dtype, x.device), null);
        SequenceContext source = PaddingMask.Context(memoryMask, memory);
        foreach (DecoderLayer layer in _layers)
            x = layer.Apply(x, own, memory, source);
        return (_finalNorm is null ? x : _finalNorm.call(x)).MoveToOuterDisposeScope();
    }
}

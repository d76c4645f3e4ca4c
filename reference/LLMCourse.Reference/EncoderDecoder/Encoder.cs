using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference.EncoderDecoder;

/// <summary>All layers of the encoder, and with norms before a last norm.</summary>
/// <remarks>State dict: for layer i <c>h.{i}.</c> and the names of <see cref="EncoderLayer"/>; <c>ln_f.*</c> with norms before.</remarks>
public sealed class Encoder : Module<Tensor, Tensor?, Tensor>
{
    private readonly int _width;

    [ComponentName(Name = "h")]
    private readonly ModuleList<EncoderLayer> _layers;

    [ComponentName(Name = "ln_f")]
    private readonly LayerNorm? _finalNorm;

    /// <summary>Makes the layers with PyTorch's default initialisation.</summary>
    /// <param name="config">The shape.</param>
    /// <exception cref="ArgumentException">The configuration is not valid.</exception>
    public Encoder(EncoderDecoderConfig config)
        : base(nameof(Encoder))
    {
        ArgumentNullException.ThrowIfNull(config);
        _width = config.Validate().Width;
        _layers = new ModuleList<EncoderLayer>([.. Enumerable.Range(0, config.EncoderLayers).Select(_ => new EncoderLayer(config))]);
        if (config.NormPlacement == NormPlacement.Pre)
            _finalNorm = new LayerNorm(config.Width, config.NormEpsilon);
        RegisterComponents();
    }

    /// <summary>Encodes vectors that know their positions.</summary>
    /// <param name="x">Floating point <c>[B, T, C]</c>.</param>
    /// <param name="mask">Bool <c>[B, T]</c>, true where there is a token; null: everywhere.</param>
    /// <returns>A new tensor <c>[B, T, C]</c> that the caller disposes; what stands at padding means nothing.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not <c>[B, T, C]</c>, or the mask does not fit.</exception>
    public override Tensor forward(Tensor x, Tensor? mask = null)
    {
        CrossAttention.Check(x, _width, nameof(x));
        using var scope = NewDisposeScope();
        return Apply(x, PaddingMask.Context(mask, x)).MoveToOuterDisposeScope();
    }

    /// <summary>The stack itself, in the caller's scope.</summary>
    internal Tensor Apply(Tensor x, SequenceContext context)
    {
        foreach (EncoderLayer layer in _layers)
            x = layer.Apply(x, context);
        return _finalNorm is null ? x : _finalNorm.call(x);
    }
}

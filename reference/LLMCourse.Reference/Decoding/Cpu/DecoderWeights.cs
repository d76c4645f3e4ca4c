using System.Runtime.InteropServices;
using LLMCourse.Reference.Positions;
using LLMCourse.Reference.Quantization;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>All weights of a model, copied out of its state dictionary.</summary>
internal sealed class DecoderWeights
{
    private readonly GptConfig _config;
    private readonly CpuDecoderOptions _options;
    private readonly IReadOnlyDictionary<string, Tensor> _state;
    private readonly WeightArena _arena;

    public DecoderWeights(GptConfig config, IReadOnlyDictionary<string, Tensor> state, CpuDecoderOptions options)
    {
        (_config, _state, _options) = (config, state, options);
        long perWeight = options.Weights == WeightFormat.Float32 ? sizeof(float) : 1;
        _arena = new WeightArena(checked(config.ParameterCount() * perWeight / (options.Weights == WeightFormat.Int4 ? 2 : 1) * 5 / 4));

        Embedding = Matrix("wte.weight");
        Positions = config.Positions switch
        {
            PositionEncoding.Learned => Numbers("wpe.weight"),
            PositionEncoding.Sinusoidal => Sinusoids(config),
            _ => [],
        };
        Head = config.TieEmbeddings ? Embedding : Matrix("lm_head.weight");
        FinalNorm = config.NormPlacement == NormPlacement.Pre ? Norm("ln_f") : null;
        Layers = [.. Enumerable.Range(0, config.Layers).Select(Layer)];
    }

    public WeightMatrix Embedding { get; }

    public WeightMatrix Head { get; }

    /// <summary>Gets what is added to the embeddings, <c>[context, C]</c>, or nothing where positions are encoded otherwise.</summary>
    public float[] Positions { get; }

    public NormWeights? FinalNorm { get; }

    public DecoderLayer[] Layers { get; }

    /// <summary>The distance of two columns' keys: not a multiple of 1 KiB, because such addresses
    /// share a few places of the first cache.</summary>
    public static int KeyStride(GptConfig config) => ((config.ContextLength + 15) / 16 * 16) + 16;

    private DecoderLayer Layer(int index) => new()
    {
        Norm1 = Norm($"h.{index}.ln_1"),
        Norm2 = Norm($"h.{index}.ln_2"),
        Fused = Linear($"h.{index}.attn.c_attn"),
        Projection = Linear($"h.{index}.attn.c_proj"),
        Up = Linear($"h.{index}.mlp.c_fc"),
        Down = Linear($"h.{index}.mlp.c_proj"),
        Keys = new float[checked(_config.EffectiveKvHeads * _config.HeadWidth * KeyStride(_config))],
        Values = new float[checked(_config.EffectiveKvHeads * _config.ContextLength * _config.HeadWidth)],
    };

    private NormWeights Norm(string name) =>
        new(_config.Norm, Numbers($"{name}.weight"), OptionalNumbers($"{name}.bias"), (float)_config.NormEpsilon);

    private LinearWeights Linear(string name) => new(Matrix($"{name}.weight"), OptionalNumbers($"{name}.bias"));

    private WeightMatrix Matrix(string name)
    {
        int rows = (int)Find(name).shape[0];
        float[] numbers = Numbers(name);
        if (_options.Weights == WeightFormat.Float32)
            return new FloatMatrix(_arena, numbers, rows);
        return new QuantizedWeights(QuantizedMatrix.Quantize(
            numbers, numbers.Length / rows, _options.Weights == WeightFormat.Int8 ? 8 : 4, _options.GroupSize, _arena.Take<byte>));
    }

    private float[] OptionalNumbers(string name) => _state.ContainsKey(name) ? Numbers(name) : [];

    private float[] Numbers(string name)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return MemoryMarshal.Cast<byte, float>(Find(name).detach().to(ScalarType.Float32).cpu().contiguous().bytes).ToArray();
    }

    private static float[] Sinusoids(GptConfig config)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(SinusoidalEmbedding.Table(config.ContextLength, config.Width).to(ScalarType.Float32).bytes)
            .ToArray();
    }

    private Tensor Find(string name) => _state.TryGetValue(name, out Tensor? tensor)
        ? tensor
        : throw new ArgumentException($"The weights have no {name}; take them from a model of the same configuration.");
}

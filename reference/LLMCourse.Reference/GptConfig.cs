using System.Globalization;

namespace LLMCourse.Reference;

/// <summary>The shape of a decoder-only transformer. The defaults are GPT-2 small with the exact GELU and no dropout.</summary>
/// <remarks>Change a preset with <c>with</c>: <c>GptConfig.Tiny with { Positions = PositionEncoding.Rope }</c>.</remarks>
public sealed record GptConfig
{
    /// <summary>Gets the number of tokens V. The default is the size of GPT-2's byte-level BPE: 256
    /// bytes, 50,000 merges and the end of text.</summary>
    public int VocabularySize { get; init; } = 50257;

    /// <summary>Gets the greatest number of positions. The default is GPT-2's; attention costs its square.</summary>
    public int ContextLength { get; init; } = 1024;

    /// <summary>Gets the number of blocks L. The default is that of GPT-2 small.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Gets the number of query heads H, a divisor of <see cref="Width"/>. The default gives
    /// heads of width 64, as in every GPT-2.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Gets the number of heads for keys and values, a divisor of <see cref="Heads"/>: null as many as there are (the default, as
    /// in GPT-2), 1 for multi-query attention, in between for grouped-query attention.</summary>
    public int? KvHeads { get; init; }

    /// <summary>Gets the model width C. The default is that of GPT-2 small.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Gets the width F inside the feed-forward layer. The default, null, is 4·C, and <see cref="SwiGlu.DefaultHidden"/> for
    /// SwiGLU, which has three matrices instead of two.</summary>
    public int? FeedForwardWidth { get; init; }

    /// <summary>Gets the probability, at least 0 and below 1, that an activation is dropped while training. The default is 0, which is best
    /// where a text is seen about once; choose 0.1 to 0.2 for a small text that is seen many times.</summary>
    public double Dropout { get; init; }

    /// <summary>Gets how positions are encoded. The default is GPT-2's.</summary>
    public PositionEncoding Positions { get; init; } = PositionEncoding.Learned;

    /// <summary>Gets the base of the rotary wavelengths. The default is that of Su et al. 2021; longer contexts use more.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>Gets which columns of a head a rotary angle turns together. The default is that of
    /// checkpoints with Hugging Face names.</summary>
    public RopeLayout RopeLayout { get; init; } = RopeLayout.Half;

    /// <summary>Gets the normalisation. The default is GPT-2's.</summary>
    public NormKind Norm { get; init; } = NormKind.LayerNorm;

    /// <summary>Gets ε of the normalisation. The default is GPT-2's and PyTorch's.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Gets where a block normalises. The default is GPT-2's, which trains without warm-up.</summary>
    public NormPlacement NormPlacement { get; init; } = NormPlacement.Pre;

    /// <summary>Gets the nonlinearity. The default is the exact GELU, one operator; GPT-2's own weights want
    /// <see cref="Activation.GeluTanh"/>, which the presets named after it have.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Gets a value indicating whether linear layers and layer norms have a bias. The default
    /// is GPT-2's; newer models have none.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Gets a value indicating whether the head uses the token embedding's matrix. The default is GPT-2's: it spares V·C
    /// parameters
    /// (Press and Wolf 2017).</summary>
    public bool TieEmbeddings { get; init; } = true;

    /// <summary>Gets GPT-2 small: 124,439,808 parameters.</summary>
    public static GptConfig Gpt2Small { get; } = new() { Activation = Activation.GeluTanh };

    /// <summary>Gets GPT-2 medium: 354,823,168 parameters.</summary>
    public static GptConfig Gpt2Medium { get; } = Gpt2Small with { Layers = 24, Heads = 16, Width = 1024 };

    /// <summary>Gets GPT-2 large: 774,030,080 parameters.</summary>
    public static GptConfig Gpt2Large { get; } = Gpt2Small with { Layers = 36, Heads = 20, Width = 1280 };

    /// <summary>Gets GPT-2 XL: 1,557,611,200 parameters.</summary>
    public static GptConfig Gpt2Xl { get; } = Gpt2Small with { Layers = 48, Heads = 25, Width = 1600 };

    /// <summary>Gets a model of characters that trains on a laptop in minutes: 0.8 million parameters for 65 characters.</summary>
    public static GptConfig Tiny { get; } = new()
    {
        VocabularySize = 65,
        ContextLength = 64,
        Layers = 4,
        Heads = 4,
        Width = 128,
        Bias = false,
    };

    /// <summary>Gets <see cref="Tiny"/> as models are built since LLaMA: rotary positions, RMSNorm,
    /// SwiGLU, shared key and value heads.</summary>
    public static GptConfig TinyModern { get; } = Tiny with
    {
        KvHeads = 2,
        Positions = PositionEncoding.Rope,
        Norm = NormKind.RmsNorm,
        Activation = Activation.SwiGlu,
    };

    /// <summary>Gets the number of heads for keys and values, never null.</summary>
    public int EffectiveKvHeads => KvHeads ?? Heads;

    /// <summary>Gets the width inside the feed-forward layer, never null.</summary>
    public int EffectiveFeedForwardWidth =>
        FeedForwardWidth ?? (Activation == Activation.SwiGlu ? SwiGlu.DefaultHidden(Width) : checked(4 * Width));

    /// <summary>Gets the width D of a head.</summary>
    public int HeadWidth => Width / Heads;

    /// <summary>Checks that the values fit each other.</summary>
    /// <returns>This configuration, so that a constructor can check and use it in one expression.</returns>
    /// <exception cref="ArgumentException">One does not; the message names the field and the values.</exception>
    public GptConfig Validate()
    {
        Require(VocabularySize > 0, nameof(VocabularySize), VocabularySize, "it must be positive");
        Require(ContextLength > 0, nameof(ContextLength), ContextLength, "it must be positive");
        Require(Layers > 0, nameof(Layers), Layers, "it must be positive");
        Require(Heads > 0, nameof(Heads), Heads, "it must be positive");
        Require(Width > 0, nameof(Width), Width, "it must be positive");
        Require(Width <= int.MaxValue / 8, nameof(Width), Width, $"it may be at most {int.MaxValue / 8}");
        Require(Width % Heads == 0, nameof(Width), Width, $"it must be a multiple of {nameof(Heads)}, which is {Heads}");
        Require(EffectiveKvHeads > 0, nameof(KvHeads), EffectiveKvHeads, "it must be positive, or null for as many as Heads");
        Require(Heads % EffectiveKvHeads == 0, nameof(KvHeads), EffectiveKvHeads, $"it must divide {nameof(Heads)}, which is {Heads}");
        Require(EffectiveFeedForwardWidth > 0, nameof(FeedForwardWidth), EffectiveFeedForwardWidth,
            "it must be positive, or null for the usual one");
        Require(Dropout is >= 0 and < 1, nameof(Dropout), Dropout, "it must be at least 0 and below 1");
        Require(NormEpsilon > 0 && double.IsFinite(NormEpsilon), nameof(NormEpsilon), NormEpsilon, "it must be positive and finite");
        Require(Enum.IsDefined(Positions), nameof(Positions), (int)Positions, "it must be a named value");
        Require(Enum.IsDefined(Norm), nameof(Norm), (int)Norm, "it must be a named value");
        Require(Enum.IsDefined(NormPlacement), nameof(NormPlacement), (int)NormPlacement, "it must be a named value");
        Require(Enum.IsDefined(Activation), nameof(Activation), (int)Activation, "it must be a named value");
        if (Positions == PositionEncoding.Rope)
        {
            Require(RopeTheta > 0 && double.IsFinite(RopeTheta), nameof(RopeTheta), RopeTheta, "it must be positive and finite");
            Require(HeadWidth % 2 == 0, nameof(Width), Width,
                $"with {nameof(Heads)} = {Heads} a head is {HeadWidth} wide, but rotary positions turn pairs of columns, so it must be even");
            Require(Enum.IsDefined(RopeLayout), nameof(RopeLayout), (int)RopeLayout, "it must be a named value");
        }

        Require(Positions != PositionEncoding.Sinusoidal || Width % 2 == 0, nameof(Width), Width,
            "sinusoidal positions take columns in pairs, so it must be even");

        return this;
    }

    /// <summary>Counts the parameters of the model without making it; a tied matrix counts once.</summary>
    /// <returns>The number of parameters.</returns>
    /// <exception cref="ArgumentException">The configuration is not valid.</exception>
    public long ParameterCount()
    {
        _ = Validate();
        checked
        {
            long c = Width, f = EffectiveFeedForwardWidth, bias = Bias ? 1 : 0;
            long norm = Norm == NormKind.LayerNorm ? c + (bias * c) : c;
            long fused = (Heads + (2L * EffectiveKvHeads)) * HeadWidth;
            long up = Activation == Activation.SwiGlu ? 2 * f : f;

            long embeddings = (long)VocabularySize * c * (TieEmbeddings ? 1 : 2);
            if (Positions == PositionEncoding.Learned)
                embeddings += ContextLength * c;
            long attention = (fused * (c + bias)) + (c * (c + bias));
            long feedForward = (up * (c + bias)) + (c * (f + bias));
            long finalNorm = NormPlacement == NormPlacement.Pre ? norm : 0;
            return embeddings + (Layers * (attention + feedForward + (2 * norm))) + finalNorm;
        }
    }

    private static void Require<T>(bool condition, string field, T value, string requirement)
        where T : IFormattable
    {
        if (!condition)
            throw new ArgumentException(
                $"GptConfig.{field} is {value.ToString(null, CultureInfo.InvariantCulture)}; {requirement}.", field);
    }
}

using System.Globalization;

namespace LLMCourse.Reference.EncoderDecoder;

/// <summary>The shape of an encoder-decoder transformer. The defaults are the base model of Vaswani et al.
/// 2017, table 3, but for the vocabularies.</summary>
public sealed record EncoderDecoderConfig
{
    /// <summary>Gets the number of source tokens Vs.</summary>
    public required int SourceVocabularySize { get; init; }

    /// <summary>Gets the number of target tokens Vt.</summary>
    public required int TargetVocabularySize { get; init; }

    /// <summary>Gets the greatest number of positions of either side. The default is 512; fixed positions
    /// cost memory, learned ones parameters.</summary>
    public int ContextLength { get; init; } = 512;

    /// <summary>Gets the number of encoder layers. The default is the paper's.</summary>
    public int EncoderLayers { get; init; } = 6;

    /// <summary>Gets the number of decoder layers. The default is the paper's.</summary>
    public int DecoderLayers { get; init; } = 6;

    /// <summary>Gets the number of heads H, a divisor of <see cref="Width"/>. The default is the paper's.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Gets the model width C. The default is the paper's.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Gets the width F inside the feed-forward layers. The default, null, is 4·C as in the paper.</summary>
    public int? FeedForwardWidth { get; init; }

    /// <summary>Gets the probability, at least 0 and below 1, that an activation is dropped while
    /// training. The default is the paper's.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Gets how positions are encoded: learned, sinusoidal or none. The default is the paper's.</summary>
    public PositionEncoding Positions { get; init; } = PositionEncoding.Sinusoidal;

    /// <summary>Gets where a layer normalises. The default is the paper's, which needs a
    /// warm-up; before the layers trains without.</summary>
    public NormPlacement NormPlacement { get; init; } = NormPlacement.Post;

    /// <summary>Gets ε of the layer norms. The default is PyTorch's.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Gets the nonlinearity, not SwiGLU. The default is the paper's.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Gets a value indicating whether the head uses the target embedding's matrix. The default is the paper's, §3.4.</summary>
    public bool TieEmbeddings { get; init; } = true;

    /// <summary>Gets a value indicating whether source and target have one embedding, for which they need one vocabulary. The paper's have;
    /// the default is two.</summary>
    public bool ShareEmbeddings { get; init; }

    /// <summary>Gets the width inside the feed-forward layers, never null.</summary>
    public int EffectiveFeedForwardWidth => FeedForwardWidth ?? checked(4 * Width);

    /// <summary>Checks that the values fit each other.</summary>
    /// <returns>This configuration, so that a constructor can check and use it in one expression.</returns>
    /// <exception cref="ArgumentException">One does not; the message names the field and the values.</exception>
    public EncoderDecoderConfig Validate()
    {
        Require(SourceVocabularySize > 0, nameof(SourceVocabularySize), SourceVocabularySize, "it must be positive");
        Require(TargetVocabularySize > 0, nameof(TargetVocabularySize), TargetVocabularySize, "it must be positive");
        Require(ContextLength > 0, nameof(ContextLength), ContextLength, "it must be positive");
        Require(EncoderLayers > 0, nameof(EncoderLayers), EncoderLayers, "it must be positive");
        Require(DecoderLayers > 0, nameof(DecoderLayers), DecoderLayers, "it must be positive");
        Require(Heads > 0, nameof(Heads), Heads, "it must be positive");
        Require(Width is > 0 and <= int.MaxValue / 8, nameof(Width), Width, $"it must be from 1 to {int.MaxValue / 8}");
        Require(Width % Heads == 0, nameof(Width), Width, $"it must be a multiple of {nameof(Heads)}, which is {Heads}");
        Require(EffectiveFeedForwardWidth > 0, nameof(FeedForwardWidth), EffectiveFeedForwardWidth,
            "it must be positive, or null for 4 times the width");
        Require(Dropout is >= 0 and < 1, nameof(Dropout), Dropout, "it must be at least 0 and below 1");
        Require(NormEpsilon > 0 && double.IsFinite(NormEpsilon), nameof(NormEpsilon), NormEpsilon, "it must be positive and finite");
        Require(Enum.IsDefined(NormPlacement), nameof(NormPlacement), (int)NormPlacement, "it must be a named value");
        Require(Enum.IsDefined(Activation) && Activation != Activation.SwiGlu, nameof(Activation), (int)Activation,
            "it must be a named value and not SwiGLU");
        Require(
            Positions is PositionEncoding.Learned or PositionEncoding.Sinusoidal or PositionEncoding.None,
            nameof(Positions),
            (int)Positions,
            "it must be Learned, Sinusoidal or None, because queries and keys of different sequences have no distance");
        Require(Positions != PositionEncoding.Sinusoidal || Width % 2 == 0, nameof(Width), Width,
            "sinusoidal positions take columns in pairs, so it must be even");
        Require(
            !ShareEmbeddings || SourceVocabularySize == TargetVocabularySize,
            nameof(SourceVocabularySize),
            SourceVocabularySize,
            $"to share the embedding it must equal {nameof(TargetVocabularySize)}, which is {TargetVocabularySize}: make one vocabulary of both");
        return this;
    }

    private static void Require<T>(bool condition, string field, T value, string requirement)
        where T : IFormattable
    {
        if (!condition)
            throw new ArgumentException(
                $"EncoderDecoderConfig.{field} is {value.ToString(null, CultureInfo.InvariantCulture)}; {requirement}.", field);
    }
}

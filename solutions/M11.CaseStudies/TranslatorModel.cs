using LLMCourse.Reference;
using LLMCourse.Reference.EncoderDecoder;
using LLMCourse.Reference.Positions;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M11;

/// <summary>A transformer that translates, with the three outputs that a pointer needs.</summary>
/// <remarks>
/// Encoder, decoder and embeddings of Vaswani et al. 2017, §3 (<see href="https://arxiv.org/abs/1706.03762"/>), norms first, without dropout. Beside the logits of its
/// words it says from where it would copy, and how much it would rather not (See et al. 2017, §2.2, <see href="https://arxiv.org/abs/1704.04368"/>).
/// Differs: gate and scores are computed from the decoder's state alone.
/// </remarks>
public sealed class TranslatorModel : nn.Module
{
    private readonly Embedding _tokens;
    private readonly SinusoidalEmbedding _positions;
    private readonly Encoder _encoder;
    private readonly Decoder _decoder;
    private readonly Linear _query, _gate;

    /// <summary>Makes a model with fresh weights.</summary>
    /// <param name="vocabularySize">V: the words of both languages and the special ones.</param>
    /// <param name="width">The model width C, a multiple of <paramref name="heads"/>.</param>
    /// <param name="layers">The number of layers of encoder and decoder each.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="seed">Equal seeds give equal weights.</param>
    public TranslatorModel(int vocabularySize, int width = 64, int layers = 2, int heads = 4, ulong seed = 0)
        : base(nameof(TranslatorModel))
    {
        var config = new EncoderDecoderConfig
        {
            SourceVocabularySize = vocabularySize,
            TargetVocabularySize = vocabularySize,
            Width = width,
            Heads = heads,
            EncoderLayers = layers,
            DecoderLayers = layers,
            ContextLength = 128,
            Dropout = 0,
            NormPlacement = NormPlacement.Pre,
        };
        (VocabularySize, Width) = (vocabularySize, width);
        _tokens = nn.Embedding(vocabularySize, width);
        _positions = new SinusoidalEmbedding(width, config.ContextLength);
        (_encoder, _decoder) = (new Encoder(config), new Decoder(config));
        (_query, _gate) = (nn.Linear(width, width), nn.Linear(width, 1));
        RegisterComponents();
        Initialize(seed);
    }

    /// <summary>Gets the number of words V.</summary>
    public int VocabularySize { get; }

    /// <summary>Gets the model width C.</summary>
    public int Width { get; }

    /// <summary>Encodes sources.</summary>
    /// <param name="source">Words, int64 <c>[B, S]</c>.</param>
    /// <param name="sourceMask">Bool <c>[B, S]</c>, true where there is a word.</param>
    /// <returns>The memory <c>[B, S, C]</c>; a new tensor that the caller disposes.</returns>
    public Tensor Encode(Tensor source, Tensor sourceMask)
    {
        using DisposeScope scope = NewDisposeScope();
        return _encoder.call(_positions.call(_tokens.call(source)), sourceMask).MoveToOuterDisposeScope();
    }

    /// <summary>Decodes what is written so far.</summary>
    /// <param name="input">Words, all below V, int64 <c>[B, T]</c>.</param>
    /// <param name="memory">What <see cref="Encode"/> returned.</param>
    /// <param name="sourceMask">The mask that it was encoded with.</param>
    /// <returns>Logits of the next word <c>[B, T, V]</c>, the gate's logit <c>[B, T]</c> (large: write a word of the vocabulary; small: copy), and
    /// scores of the source's positions <c>[B, T, S]</c>; new tensors in the caller's scope.</returns>
    public (Tensor Logits, Tensor Gate, Tensor Scores) Decode(Tensor input, Tensor memory, Tensor sourceMask)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor state = _decoder.call(_positions.call(_tokens.call(input)), memory, sourceMask);         // [B, T, C]
        Tensor scores = bmm(_query.call(state), memory.transpose(1, 2)) / Math.Sqrt(Width);              // [B, T, S]
        return (nn.functional.linear(state, _tokens.weight!).MoveToOuterDisposeScope(), _gate.call(state).squeeze(2).MoveToOuterDisposeScope(), scores.MoveToOuterDisposeScope());
    }

    private void Initialize(ulong seed)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        using var generator = new Generator(seed, CPU);
        foreach ((string name, Parameter parameter) in named_parameters())
        {
            _ = parameter.DetachFromDisposeScope();
            if (name.EndsWith(".bias", StringComparison.Ordinal))
                _ = parameter.zero_();
            else if (parameter.ndim == 1)
                _ = parameter.fill_(1);
            else if (name.StartsWith("_tokens", StringComparison.Ordinal))
                _ = parameter.copy_(randn(parameter.shape, generator: generator) / Math.Sqrt(Width));
            else
                _ = parameter.copy_((rand(parameter.shape, generator: generator) - 0.5) * 2 * Math.Sqrt(6.0 / (parameter.shape[0] + parameter.shape[1])));
        }
    }
}

using LLMCourse.Reference;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>A decoder-only language model: tokens in, for every position the logits of the next token out.</summary>
/// <remarks>
/// <para>Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", §2.3. Differs: the library's own random
/// weights (initialisation is a later exercise), and the options of <see cref="GptConfig"/>.</para>
/// <para>State dictionary, that of <see cref="Gpt"/>: <c>wte.weight</c> [V, C]; <c>wpe.weight</c> [context, C]; for layer i from 0
/// <c>h.{i}.</c> and the names of <see cref="TransformerBlock"/>; <c>ln_f.*</c> when norms stand before; <c>lm_head.weight</c> [V, C]
/// unless the embeddings are tied. Nothing else, so that foreign weights load strictly.</para>
/// </remarks>
public sealed class GptModel : nn.Module<Tensor, Tensor>
{
    #region Solution
    private readonly GptConfig _config;

    [ComponentName(Name = "wte")]
    private readonly Embedding _tokens;

    [ComponentName(Name = "wpe")]
    private readonly Embedding _positions;

    [ComponentName(Name = "dropout")]
    private readonly Dropout _dropout;

    [ComponentName(Name = "h")]
    private readonly ModuleList<TransformerBlock> _blocks;

    [ComponentName(Name = "ln_f")]
    private readonly nn.Module<Tensor, Tensor>? _finalNorm;

    [ComponentName(Name = "lm_head")]
    private readonly Linear? _head;
    #endregion
    /// <summary>Creates the model with random weights.</summary>
    /// <param name="config">The model's shape; positions must be learned.</param>
    /// <exception cref="ArgumentException">The configuration is not valid, or its positions are rotary.</exception>
    [Exercise("M02.E7")]
    public GptModel(GptConfig config)
        : base(nameof(GptModel))
    {
        // TODO M02.E7: check the configuration, then register wte, wpe, the list h of blocks, ln_f with norms before, and lm_head unless tied.
        #region Solution
        _config = Check(config);
        _tokens = nn.Embedding(config.VocabularySize, config.Width);
        _positions = nn.Embedding(config.ContextLength, config.Width);
        _dropout = nn.Dropout(config.Dropout);
        _blocks = new ModuleList<TransformerBlock>([.. Enumerable.Range(0, config.Layers).Select(_ => new TransformerBlock(config))]);

        // With norms before, nothing has normalised the last block's output yet.
        if (config.NormPlacement == NormPlacement.Pre) _finalNorm = MakeNorm(config);
        if (!config.TieEmbeddings) _head = nn.Linear(config.Width, config.VocabularySize, hasBias: false);
        RegisterComponents();
        #endregion
    }

    /// <summary>Counts the parameters of the model that a configuration describes, without making it; a tied matrix counts once.</summary>
    /// <param name="config">The model's shape; positions must be learned.</param>
    /// <returns>The number of parameters: 124,439,808 for <see cref="GptConfig.Gpt2Small"/>.</returns>
    /// <exception cref="ArgumentException">The configuration is not valid, or its positions are rotary.</exception>
    [Exercise("M02.E7")]
    public static long ParameterCount(GptConfig config)
    {
        // TODO M02.E7: add up the sizes of all parameters from the configuration alone, without creating a tensor.
        #region Solution
        _ = Check(config);
        long width = config.Width;
        long hidden = config.EffectiveFeedForwardWidth;
        long kvWidth = (long)config.EffectiveKvHeads * config.HeadWidth;
        bool gated = config.Activation == Activation.SwiGlu;

        long norm = config.Norm == NormKind.LayerNorm && config.Bias ? 2 * width : width;
        long attention = Projection(width, width + (2 * kvWidth)) + Projection(width, width);
        long feedForward = Projection(width, gated ? 2 * hidden : hidden) + Projection(hidden, width);
        long block = attention + feedForward + (2 * norm);

        long embeddings = (config.VocabularySize + (long)config.ContextLength) * width;
        long finalNorm = config.NormPlacement == NormPlacement.Pre ? norm : 0;
        long head = config.TieEmbeddings ? 0 : config.VocabularySize * width;
        return embeddings + (config.Layers * block) + finalNorm + head;

        long Projection(long from, long to) => (from * to) + (config.Bias ? to : 0);
        #endregion
    }

    /// <summary>Computes the logits of the next token at every position.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c>, each from 0 to V − 1; T is at least 1 and at most the context length.</param>
    /// <returns>Logits, unnormalised, float32 <c>[B, T, V]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The ids are not int64 <c>[B, T]</c>, there are too many positions, or a token is out of range.</exception>
    [Exercise("M02.E7")]
    public override Tensor forward(Tensor ids)
    {
        // TODO M02.E7: add token and position embeddings, run the blocks, normalise if norms stand before, and apply the head.
        #region Solution
        CheckIds(ids);
        using DisposeScope scope = NewDisposeScope();
        Tensor positions = arange(ids.shape[1], ScalarType.Int64, ids.device); // [T]
        Tensor x = _dropout.call(_tokens.call(ids) + _positions.call(positions)); // [B, T, C]
        foreach (TransformerBlock block in _blocks) x = block.call(x);
        if (_finalNorm is not null) x = _finalNorm.call(x);

        // Tied: a token's logit is the inner product of the hidden state with that token's own embedding.
        Tensor logits = _head is null ? x.matmul(_tokens.weight!.t()) : _head.call(x); // [B, T, V]
        return logits.MoveToOuterDisposeScope();
        #endregion
    }

    #region Solution
    internal static GptConfig Check(GptConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Positions != PositionEncoding.Learned)
            throw new ArgumentException($"config.Positions is {config.Positions}; this model has learned positions only.", nameof(config));
        return config.Validate();
    }

    internal static nn.Module<Tensor, Tensor> MakeNorm(GptConfig config) => config.Norm == NormKind.RmsNorm
        ? new Reference.RmsNorm(config.Width, config.NormEpsilon)
        : new Reference.LayerNorm(config.Width, config.NormEpsilon, config.Bias);

    private void CheckIds(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.dtype != ScalarType.Int64 || ids.dim() != 2 || ids.numel() == 0)
            throw new ArgumentException($"ids must be Int64 [B, T] with at least one token, but it is {ids.dtype} {Shape.Of(ids)}.", nameof(ids));
        if (ids.shape[1] > _config.ContextLength)
            throw new ArgumentException($"ids has {ids.shape[1]} positions, but the context length is {_config.ContextLength}; keep the last ones.", nameof(ids));
        using DisposeScope scope = NewDisposeScope();
        (long least, long greatest) = (ids.min().item<long>(), ids.max().item<long>());
        if (least < 0 || greatest >= _config.VocabularySize)
            throw new ArgumentException($"ids go from {least} to {greatest}, but tokens go from 0 to {_config.VocabularySize - 1}.", nameof(ids));
    }
    #endregion
}

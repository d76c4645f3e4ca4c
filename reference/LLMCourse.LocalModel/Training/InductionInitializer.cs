using LLMCourse.Reference;
using static TorchSharp.torch;

namespace LLMCourse.LocalModels.Training;

/// <summary>Lets a model begin with heads that look back: they find an earlier place where the same token
/// stood, and expect what followed it.</summary>
/// <remarks>
/// Two layers do it together (Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits"; Olsson et al. 2022, "In-context
/// Learning and Induction Heads", <see href="https://arxiv.org/abs/2209.11895"/>): heads of the first write beside each token those
/// shortly before it, and heads of the second look for the present token among these and copy what stands there. Training finds such
/// heads by itself, but after more tokens than a processor reads in minutes; to begin near what training would reach is mimetic
/// initialisation
/// (Trockman and Kolter 2023, <see href="https://arxiv.org/abs/2305.09828"/>). All weights are learned on; the other heads, the later
/// layers and the feed-forward layers begin as usual.
/// </remarks>
public static class InductionInitializer
{
    /// <summary>How many heads of the first layer look back: the first by one position, the second by two, and so on.</summary>
    private const int LookingBack = 2;

    /// <summary>The pairs of columns that turn fast enough to tell neighbours apart.</summary>
    private const int FastPairs = 5;

    /// <summary>The size of queries and keys that turn with the position: at 9, nearly all of the attention is on one position.</summary>
    private const double PositionScale = 9;

    /// <summary>The size of token embeddings, five times the usual: the steps of Adam would be as large as 0.02 soon, and push the tokens'
    /// embeddings the same way until they are alike.</summary>
    private const double EmbeddingScale = 0.1;

    /// <summary>The size of what is written beside a token, in the scale of embeddings.</summary>
    private const double WrittenScale = 1;

    /// <summary>The size of the second layer's queries and keys: what is alike scores about 10 more than what is not.</summary>
    private const double MatchScale = 3;

    /// <summary>The size of what is copied, in the scale of embeddings.</summary>
    private const double CopiedScale = 5;

    /// <summary>The size of the model's head, in the scale of embeddings.</summary>
    private const double HeadScale = 0.5;

    /// <summary>Sets the weights of some heads of the first two layers.</summary>
    /// <param name="model">A new model with rotary positions in halves, biases and a head of its own, at least two
    /// layers, and six heads without shared keys.</param>
    /// <param name="seed">The seed of the directions that the heads use.</param>
    /// <exception cref="ArgumentException">The model is of another shape.</exception>
    public static void Apply(Gpt model, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        GptConfig config = model.Config;
        int c = config.Width, d = config.HeadWidth, slow = (d / 2) - FastPairs;
        bool fits = config
            is { Positions: PositionEncoding.Rope, RopeLayout: RopeLayout.Half, Bias: true, TieEmbeddings: false, Layers: >= 2, Heads: 6 }
            && config.EffectiveKvHeads == config.Heads && slow > 0;
        if (!fits)
            throw new ArgumentException(
                "The model must have rotary positions in halves, biases, a head that is not tied, two layers or more, and six heads with a key each.", nameof(model));

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var generator = new Generator((ulong)seed);
        Dictionary<string, Tensor> state = model.state_dict();

        // Directions of the residual stream, a third each, for the token itself, for those before it, and for what is expected next. A head
        // reads a half of the token's, and tells it beside the tokens that come after.
        Tensor directions = linalg.qr(randn([c, c], generator: generator)).Q;
        Tensor part(int index) => directions.narrow(0, index * d, d);
        for (int head = 0; head < LookingBack; head++)
        {
            LookBack(config, state, head, distance: head + 1);
            _ = state["h.0.attn.c_attn.weight"].narrow(0, (2 * c) + (head * d), d).copy_(part(0));
            _ = state["h.0.attn.c_proj.weight"].narrow(1, head * d, d).copy_(part(2 + head).t().mul(WrittenScale * EmbeddingScale));
        }

        // The head of the model reads what is expected as the embeddings write what is there, but more softly, since it is unsure.
        Tensor embeddings = randn([config.VocabularySize, 2 * d], generator: generator).mul(EmbeddingScale * Math.Sqrt(c / (2.0 * d)));
        _ = state["wte.weight"].copy_(embeddings.mm(directions.narrow(0, 0, 2 * d)));
        _ = state["lm_head.weight"].copy_(embeddings.mm(directions.narrow(0, 4 * d, 2 * d)).mul(HeadScale));

        Tensor fused = state["h.1.attn.c_attn.weight"];
        for (int head = 0; head < 2; head++)
        {
            // Queries are of the token itself, keys of the one before. Only slow pairs compare, so that the distance does not count.
            Tensor mix = randn([2 * slow, d], generator: generator).mul(MatchScale / Math.Sqrt(d));
            Place(fused.narrow(0, head * d, d), mix.mm(part(0)), slow);
            Place(fused.narrow(0, c + (head * d), d), mix.mm(part(2)), slow);
            _ = fused.narrow(0, (2 * c) + (head * d), d).copy_(part(head));
            _ = state["h.1.attn.c_proj.weight"].narrow(1, head * d, d).copy_(part(4 + head).t().mul(CopiedScale * EmbeddingScale));
        }
    }

    /// <summary>Lets a head of the first layer attend to the position a distance back: its queries and keys do not depend on the token, but
    /// turn with the position, so that their product is largest there.</summary>
    private static void LookBack(GptConfig config, Dictionary<string, Tensor> state, int head, int distance)
    {
        int c = config.Width, d = config.HeadWidth;
        Tensor weight = state["h.0.attn.c_attn.weight"], bias = state["h.0.attn.c_attn.bias"];
        _ = weight.narrow(0, head * d, d).zero_();
        _ = weight.narrow(0, c + (head * d), d).zero_();
        for (int pair = 0; pair < FastPairs; pair++)
        {
            double angle = distance * Math.Pow(config.RopeTheta, -2.0 * pair / d);
            bias[(head * d) + pair] = PositionScale * Math.Cos(angle);
            bias[(head * d) + (d / 2) + pair] = -PositionScale * Math.Sin(angle);
            bias[c + (head * d) + pair] = PositionScale;
        }
    }

    /// <summary>Puts rows into the slow columns of a head, and zeros into the others.</summary>
    private static void Place(Tensor rows, Tensor values, int slow)
    {
        int half = (int)rows.shape[0] / 2;
        _ = rows.zero_();
        _ = rows.narrow(0, half - slow, slow).copy_(values.narrow(0, 0, slow));
        _ = rows.narrow(0, (2 * half) - slow, slow).copy_(values.narrow(0, slow, slow));
    }
}

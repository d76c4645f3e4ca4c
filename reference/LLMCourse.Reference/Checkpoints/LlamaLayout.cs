namespace LLMCourse.Reference.Checkpoints;

/// <summary>The names of LLaMA's tensors, as Hugging Face's library saves them.</summary>
/// <remarks>
/// Query and key rows are stored there for <see cref="RopeLayout.Half"/> ("rotate half"): the conversion from the published weights
/// permuted them once. They are therefore taken as they are, and the model is made with that layout. Weights with the published names
/// (<c>layers.0.attention.wq.weight</c>) are in <see cref="RopeLayout.Interleaved"/> and are not loaded here.
/// </remarks>
internal static class LlamaLayout
{
    /// <summary>Lists the tensors of a model.</summary>
    /// <param name="config">The model's shape.</param>
    /// <returns>The layout.</returns>
    public static TensorLayout Make(GptConfig config)
    {
        long c = config.Width, f = config.EffectiveFeedForwardWidth, kv = (long)config.EffectiveKvHeads * config.HeadWidth;
        var rules = new List<TensorRule>();
        var ignored = new HashSet<string>(StringComparer.Ordinal);

        Rule("wte.weight", ("model.embed_tokens.weight", [config.VocabularySize, c]));
        for (int i = 0; i < config.Layers; i++)
        {
            string to = $"h.{i}.", from = $"model.layers.{i}.";
            Rule($"{to}ln_1.weight", ($"{from}input_layernorm.weight", [c]));
            Rule(
                $"{to}attn.c_attn.weight",
                ($"{from}self_attn.q_proj.weight", [c, c]),
                ($"{from}self_attn.k_proj.weight", [kv, c]),
                ($"{from}self_attn.v_proj.weight", [kv, c]));
            Rule($"{to}attn.c_proj.weight", ($"{from}self_attn.o_proj.weight", [c, c]));
            Rule($"{to}ln_2.weight", ($"{from}post_attention_layernorm.weight", [c]));
            Rule($"{to}mlp.c_fc.weight", ($"{from}mlp.gate_proj.weight", [f, c]), ($"{from}mlp.up_proj.weight", [f, c]));
            Rule($"{to}mlp.c_proj.weight", ($"{from}mlp.down_proj.weight", [c, f]));

            // The frequencies of the rotation, which older versions saved as a buffer.
            _ = ignored.Add($"{from}self_attn.rotary_emb.inv_freq");
        }

        Rule("ln_f.weight", ("model.norm.weight", [c]));
        var tied = new Dictionary<string, string>(StringComparer.Ordinal);
        if (config.TieEmbeddings)
            tied["lm_head.weight"] = "model.embed_tokens.weight";
        else
            Rule("lm_head.weight", ("lm_head.weight", [config.VocabularySize, c]));
        return new TensorLayout(rules, tied, ignored);

        void Rule(string target, params (string Name, long[] Shape)[] sources) =>
            rules.Add(new TensorRule(target, [.. sources.Select(source => new CheckpointTensor(source.Name, source.Shape))]));
    }
}

namespace LLMCourse.Reference.Checkpoints;

/// <summary>The names of GPT-2's tensors, as Hugging Face's library saves them.</summary>
/// <remarks>
/// The linear layers of that model are "Conv1D" modules, whose weight is <c>[in, out]</c>: attention and feed-forward matrices are
/// transposed. Queries, keys and values are one matrix there too, in the same order.
/// </remarks>
internal static class Gpt2Layout
{
    private const string Prefix = "transformer.";

    /// <summary>Lists the tensors of a model.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="hasTensor">Says whether the files have a name. The original files have none, files saved with
    /// the head have the prefix "transformer.".</param>
    /// <returns>The layout.</returns>
    public static TensorLayout Make(GptConfig config, Func<string, bool> hasTensor)
    {
        string prefix = hasTensor($"{Prefix}wte.weight") ? Prefix : "";
        long c = config.Width, f = config.EffectiveFeedForwardWidth;
        var rules = new List<TensorRule>();
        var ignored = new HashSet<string>(StringComparer.Ordinal);

        Same("wte.weight", config.VocabularySize, c);
        Same("wpe.weight", config.ContextLength, c);
        for (int i = 0; i < config.Layers; i++)
        {
            string layer = $"h.{i}.";
            Norm($"{layer}ln_1");
            Linear($"{layer}attn.c_attn", c, 3 * c);
            Linear($"{layer}attn.c_proj", c, c);
            Norm($"{layer}ln_2");
            Linear($"{layer}mlp.c_fc", c, f);
            Linear($"{layer}mlp.c_proj", f, c);

            // The causal mask and the number that hid keys, which older versions saved as buffers.
            _ = ignored.Add($"{prefix}{layer}attn.bias");
            _ = ignored.Add($"{prefix}{layer}attn.masked_bias");
        }

        Norm("ln_f");
        var tied = new Dictionary<string, string>(StringComparer.Ordinal);
        if (config.TieEmbeddings)
            tied["lm_head.weight"] = $"{prefix}wte.weight";
        else
            rules.Add(new TensorRule("lm_head.weight", [new CheckpointTensor("lm_head.weight", [config.VocabularySize, c])]));
        return new TensorLayout(rules, tied, ignored);

        void Same(string name, params long[] shape) => rules.Add(new TensorRule(name, [new CheckpointTensor(prefix + name, shape)]));

        void Norm(string name)
        {
            Same($"{name}.weight", c);
            Same($"{name}.bias", c);
        }

        void Linear(string name, long inputs, long outputs)
        {
            rules.Add(
                new TensorRule($"{name}.weight", [new CheckpointTensor($"{prefix}{name}.weight", [inputs, outputs])], Transposed: true));
            Same($"{name}.bias", outputs);
        }
    }
}

namespace LLMCourse.Reference.Storage;

/// <summary>What llama.cpp's architecture "llama" asks of a model, and how it names its tensors and sizes.</summary>
internal static class GgufShape
{
    private const string Architecture = "llama";

    /// <summary>Refuses a model that the architecture cannot express.</summary>
    /// <exception cref="ArgumentException">It cannot; all options that stand in the way are named.</exception>
    public static void Check(GptConfig config)
    {
        List<string> problems = [];
        Need(config.Positions == PositionEncoding.Rope, nameof(config.Positions), config.Positions, nameof(PositionEncoding.Rope));
        Need(config.Norm == NormKind.RmsNorm, nameof(config.Norm), config.Norm, nameof(NormKind.RmsNorm));
        Need(config.NormPlacement == NormPlacement.Pre, nameof(config.NormPlacement), config.NormPlacement, nameof(NormPlacement.Pre));
        Need(config.Activation == Activation.SwiGlu, nameof(config.Activation), config.Activation, nameof(Activation.SwiGlu));
        if (problems.Count > 0)
            throw new ArgumentException(
                $"The model is not of LLaMA's shape, the only one that is written as GGUF: {string.Join("; ", problems)}. Train one that is, such as GptConfig.TinyModern.");

        void Need(bool met, string option, object found, string wanted)
        {
            if (!met)
                problems.Add($"{option} is {found} and must be {wanted}");
        }
    }

    /// <summary>Lists the tensors in the order of the file.</summary>
    public static IReadOnlyList<GgufTensor> Tensors(GptConfig config, GgufType type)
    {
        long c = config.Width, f = config.EffectiveFeedForwardWidth, kv = (long)config.EffectiveKvHeads * config.HeadWidth;
        bool half = config.RopeLayout == RopeLayout.Half;
        var tensors = new List<GgufTensor>();
        string from = ""; // the block, of which there is none around the embeddings
        Matrix("token_embd", "wte", 0, config.VocabularySize, c);
        for (int i = 0; i < config.Layers; i++)
        {
            string to = $"blk.{i}.";
            from = $"h.{i}.";
            Vector($"{to}attn_norm", $"{from}ln_1");
            Matrix($"{to}attn_q", $"{from}attn.c_attn", 0, c, c, half ? config.Heads : 0);
            Matrix($"{to}attn_k", $"{from}attn.c_attn", c, kv, c, half ? config.EffectiveKvHeads : 0);
            Matrix($"{to}attn_v", $"{from}attn.c_attn", c + kv, kv, c);
            Matrix($"{to}attn_output", $"{from}attn.c_proj", 0, c, c);
            Vector($"{to}ffn_norm", $"{from}ln_2");
            Matrix($"{to}ffn_gate", $"{from}mlp.c_fc", 0, f, c);
            Matrix($"{to}ffn_up", $"{from}mlp.c_fc", f, f, c);
            Matrix($"{to}ffn_down", $"{from}mlp.c_proj", 0, c, f);
        }

        from = "";
        Vector("output_norm", "ln_f");
        if (!config.TieEmbeddings)
            Matrix("output", "lm_head", 0, config.VocabularySize, c);
        return tensors;

        void Vector(string name, string source) =>
            tensors.Add(new GgufTensor($"{name}.weight", $"{source}.weight", 0, c, null, GgufEncoding.F32));

        void Matrix(string name, string source, long row, long rows, long columns, int permuted = 0)
        {
            tensors.Add(new GgufTensor($"{name}.weight", $"{source}.weight", row, rows, columns, EncodingOf(type, columns), permuted));
            // llama.cpp adds a bias to whichever of a block's layers has one in the file; LLaMA's own have none.
            if (config.Bias && from.Length > 0)
                tensors.Add(new GgufTensor($"{name}.bias", $"{source}.bias", row, rows, null, GgufEncoding.F32, permuted));
        }
    }

    /// <summary>Writes down the sizes.</summary>
    public static void Describe(GgufValues values, GptConfig config, GgufOptions options)
    {
        values.Add("general.architecture", Architecture);
        values.Add("general.name", options.Name);
        values.Add("general.alignment", GgufBuffer.Alignment);
        // llama.cpp's enum llama_ftype
        values.Add("general.file_type", options.Type switch { GgufType.F32 => 0, GgufType.F16 => 1, _ => 7 });
        if (options.Type == GgufType.Q8)
            values.Add("general.quantization_version", 2);
        values.Add($"{Architecture}.vocab_size", config.VocabularySize);
        values.Add($"{Architecture}.context_length", config.ContextLength);
        values.Add($"{Architecture}.embedding_length", config.Width);
        values.Add($"{Architecture}.block_count", config.Layers);
        values.Add($"{Architecture}.feed_forward_length", config.EffectiveFeedForwardWidth);
        values.Add($"{Architecture}.attention.head_count", config.Heads);
        values.Add($"{Architecture}.attention.head_count_kv", config.EffectiveKvHeads);
        values.Add($"{Architecture}.attention.layer_norm_rms_epsilon", (float)config.NormEpsilon);
        values.Add($"{Architecture}.rope.dimension_count", config.HeadWidth);
        values.Add($"{Architecture}.rope.freq_base", (float)config.RopeTheta);
    }

    private static GgufEncoding EncodingOf(GgufType type, long columns) => type switch
    {
        GgufType.F32 => GgufEncoding.F32,
        GgufType.Q8 when columns % GgufBlock.Size == 0 => GgufEncoding.Q8,
        _ => GgufEncoding.F16,
    };
}

namespace LLMCourse.Checks.M05;

/// <summary>What submissions are timed against: generation of one sequence, with a cache and without.</summary>
internal static class CachedReference
{
    /// <summary>Generates greedily with a cache: the tokens, and the logits after the last one, <c>[size + V]</c>.</summary>
    public static Tensor Generate(CausalModel model, Tensor prompt, int size)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        CausalConfig c = model.Config;
        int capacity = (int)prompt.shape[1] + size;
        Tensor keys = zeros(c.Layers, c.Heads, capacity, c.HeadWidth), values = zeros(c.Layers, c.Heads, capacity, c.HeadWidth);
        Tensor made = zeros(1, size, ScalarType.Int64);
        Tensor next = prompt, logits = Forward(model, prompt, keys, values, 0);
        for (int i = 0; i < size; i++)
        {
            using DisposeScope step = NewDisposeScope();
            next = logits.argmax(-1, keepdim: true);
            _ = made.narrow(1, i, 1).copy_(next);
            logits = Forward(model, next, keys, values, (int)prompt.shape[1] + i).MoveToOuterDisposeScope();
        }

        return Joined(made, logits);
    }

    /// <summary>Joins tokens <c>[1, T]</c> and logits <c>[1, V]</c> to what is compared, <c>[T + V]</c>.</summary>
    public static Tensor Joined(Tensor tokens, Tensor logits) =>
        cat([tokens[0].to(ScalarType.Float32), logits[0]], 0).MoveToOuterDisposeScope();

    /// <summary>Generates greedily and runs the whole text through the model for each token;
    /// returns what <see cref="Generate"/> does.</summary>
    public static Tensor GenerateUncached(CausalModel model, Tensor prompt, int size)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor text = prompt;
        for (int i = 0; i < size; i++)
        {
            using DisposeScope step = NewDisposeScope();
            text = cat([text, Last(text).argmax(-1, keepdim: true)], 1).MoveToOuterDisposeScope();
        }

        return Joined(text.narrow(1, prompt.shape[1], size), Last(text));

        Tensor Last(Tensor tokens) => model.Logits(tokens).select(1, tokens.shape[1] - 1);
    }

    private static Tensor Forward(CausalModel model, Tensor ids, Tensor keys, Tensor values, int held)
    {
        CausalConfig c = model.Config;
        long t = ids.shape[1];
        Tensor positions = arange(held, held + t, ScalarType.Int64).unsqueeze(0);
        Tensor hidden = arange(held + t, ScalarType.Int64).gt(positions.reshape(-1, 1));
        Tensor x = model.Embedding.index_select(0, ids.reshape(-1)).reshape(1, t, -1);
        for (int i = 0; i < c.Layers; i++)
        {
            CausalLayer layer = model.Layers[i];
            Tensor h = CausalModel.Norm(x, layer.AttentionNorm);
            Tensor q = CausalModel.Rotate(CausalModel.Split(h.matmul(layer.Query.t()), c.Heads), positions);
            _ = keys[i].narrow(1, held, t).copy_(CausalModel.Rotate(CausalModel.Split(h.matmul(layer.Key.t()), c.Heads), positions)[0]);
            _ = values[i].narrow(1, held, t).copy_(CausalModel.Split(h.matmul(layer.Value.t()), c.Heads)[0]);
            Tensor scores = q.matmul(keys[i].narrow(1, 0, held + t).transpose(-2, -1)) / Math.Sqrt(c.HeadWidth);
            Tensor weights = scores.masked_fill(hidden, -1e9).softmax(-1);
            x = x + weights.matmul(values[i].narrow(1, 0, held + t)).transpose(1, 2).reshape(1, t, -1).matmul(layer.Output.t());
            x = x + CausalModel.FeedForward(x, layer);
        }

        return CausalModel.Norm(x.narrow(1, t - 1, 1), model.FinalNorm).matmul(model.Head.t()).select(1, 0);
    }
}

using LLMCourse.Reference;

namespace LLMCourse.Checks.M05;

/// <summary>One row of the grid: a name for the files, and the settings. It also lives in the grader,
/// where the module's own types are not.</summary>
internal sealed record VarietySetting(string Name, double Temperature = 1, int TopK = 0, double TopP = 1, double MinP = 0,
    int BanNgrams = 0);

/// <summary>The experiment's model of characters: a small GPT that is trained in seconds, and generates
/// all texts of the grid side by side.</summary>
internal sealed class VarietyModel : IDisposable
{
    private const int Context = 48, Batch = 24;

    private readonly Gpt _model;

    /// <summary>Makes a model with seeded weights.</summary>
    public VarietyModel(long seed) =>
        _model = new Gpt(new GptConfig
        {
            VocabularySize = VarietyText.Letters.Length,
            ContextLength = Context,
            Layers = 2,
            Heads = 4,
            Width = 64,
            Bias = false
        }, seed);

    /// <summary>Trains the model on a text.</summary>
    /// <returns>The mean loss of the last 20 batches, in nats a character.</returns>
    public double Train(string text, int steps, CheckRandom random, Action<double> progress)
    {
        const double Rate = 4e-3;
        using DisposeScope all = NewDisposeScope();
        Tensor ids = tensor(text.Select(c => (long)VarietyText.Letters.IndexOf(c, StringComparison.Ordinal)).ToArray(), ScalarType.Int64);
        using optim.Optimizer optimizer = optim.AdamW(_model.parameters(), Rate, weight_decay: 0.05);
        double last = 0;
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            double rate = Rate * Math.Min(1, (step + 1) / 20.0) * (1 - (0.95 * step / steps));
            foreach (optim.ILearningRateController group in optimizer.ParamGroups) group.LearningRate = rate;
            long[] starts = [.. Enumerable.Range(0, Batch).Select(_ => random.NextInteger(0, text.Length - Context - 1))];
            Tensor inputs = stack([.. starts.Select(start => ids.narrow(0, start, Context))]),
                targets = stack([.. starts.Select(start => ids.narrow(0, start + 1, Context))]);
            Tensor loss = _model.Loss(inputs, targets);
            optimizer.zero_grad();
            loss.backward();
            _ = optimizer.step();
            if (step >= steps - 20) last += loss.item<float>() / 20;
            if (step % 20 == 0) progress((double)step / steps);
        }

        return last;
    }

    /// <summary>Generates with the submission's processors and sampler; every text has a seed of its own.</summary>
    /// <param name="grid">The settings.</param>
    /// <param name="texts">Texts for each setting.</param>
    /// <param name="length">Characters of a text, without the prompt.</param>
    /// <param name="prompt">What every text begins with.</param>
    /// <param name="progress">Receives the fraction done.</param>
    public IReadOnlyList<VarietySample> Generate(IReadOnlyList<VarietySetting> grid, int texts, int length, string prompt,
        Action<double> progress)
    {
        using IDisposable noGradient = no_grad();
        int rows = grid.Count * texts, v = VarietyText.Letters.Length;
        LogitPipeline[] pipelines = [.. grid.Select(g => new LogitPipeline(new SamplingSettings
        {
            Temperature = g.Temperature,
            TopK = g.TopK,
            TopP = g.TopP,
            MinP = g.MinP,
            BanNgrams = g.BanNgrams,
        }))];
        Xoshiro[] generators = [.. Enumerable.Range(0, rows).Select(row => new Xoshiro(1000 + (ulong)row))];
        List<int>[] ids = [.. Enumerable.Range(0, rows)
            .Select(_ => prompt.Select(c => VarietyText.Letters.IndexOf(c, StringComparison.Ordinal)).ToList())];
        double[] surprise = new double[rows], entropy = new double[rows];
        float[] probabilities = new float[v];
        for (int step = 0; step < length; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            int seen = Math.Min(ids[0].Count, Context);
            long[] window = [.. ids.SelectMany(row => row.Skip(row.Count - seen).Select(id => (long)id))];
            float[] all = _model.NextLogits(tensor(window, ScalarType.Int64).reshape(rows, seen)).contiguous().data<float>().ToArray();
            for (int row = 0; row < rows; row++)
            {
                Span<float> logits = all.AsSpan(row * v, v);
                double[] model = Models.Probabilities(logits);
                pipelines[row / texts].Apply(logits, ids[row]);
                Sampler.Softmax(logits, probabilities);
                int token = Sampler.Sample(probabilities, ref generators[row]);
                surprise[row] -= Math.Log(model[token]) / length;
                foreach (float p in probabilities) entropy[row] -= p > 0 ? p * Math.Log(p) / length : 0;
                ids[row].Add(token);
            }

            if (step % 20 == 0) progress((double)step / length);
        }

        return [.. Enumerable.Range(0, rows).Select(row => new VarietySample(
            grid[row / texts].Name, string.Concat(ids[row].Select(id => VarietyText.Letters[id])), surprise[row], entropy[row]))];
    }

    /// <summary>Disposes the model.</summary>
    public void Dispose() => _model.Dispose();
}

/// <summary>One text.</summary>
/// <param name="Setting">The name of its setting.</param>
/// <param name="Text">Prompt and new characters.</param>
/// <param name="Surprise">Mean −ln p under the model itself, nats a character.</param>
/// <param name="Entropy">Mean entropy of the distribution that was drawn from, nats a character.</param>
internal sealed record VarietySample(string Setting, string Text, double Surprise, double Entropy);

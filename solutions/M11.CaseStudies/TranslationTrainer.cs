using LLMCourse.Reference.Decoding;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M11;

/// <summary>Trains a translator.</summary>
public static class TranslationTrainer
{
    /// <summary>Computes the learning rate of an update: width^(−1/2) · min(step^(−1/2), step · warmup^(−3/2)).</summary>
    /// <param name="step">The update, from 1.</param>
    /// <param name="width">The model width, at least 1.</param>
    /// <param name="warmup">The update at which the rate is greatest, at least 1.</param>
    /// <exception cref="ArgumentException">A number is below 1.</exception>
    /// <remarks>Vaswani et al. 2017, §5.3, eq. 3 (<see href="https://arxiv.org/abs/1706.03762"/>).</remarks>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public static double LearningRate(int step, int width, int warmup)
    {
        // TODO M11.E3: the formula, in float64.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(warmup, 1);
        return Math.Min(1 / Math.Sqrt(step), step / (warmup * Math.Sqrt(warmup))) / Math.Sqrt(width);
        #endregion
    }

    /// <summary>Chooses the pairs of each batch.</summary>
    /// <param name="count">How many pairs there are, at least 1.</param>
    /// <param name="batchSize">How many a batch has at most, at least 1.</param>
    /// <param name="steps">How many batches are wanted, at least 0.</param>
    /// <param name="seed">The seed of one <see cref="Xoshiro256"/> for all of them.</param>
    /// <returns>The indices of each batch. Each epoch sees every pair once: at its start the order (0, 1, 2, … before the first) is shuffled in place, for i from count − 1
    /// down to 1 by exchanging i with ⌊u·(i + 1)⌋, u being the next double. Batches are taken from its front; the last of an epoch may be shorter.</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public static IReadOnlyList<int[]> Batches(int count, int batchSize, int steps, ulong seed)
    {
        // TODO M11.E3: shuffle, cut into batches, and again until there are enough.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        var random = new Xoshiro256(seed);
        int[] order = [.. Enumerable.Range(0, count)];
        List<int[]> batches = [];
        while (batches.Count < steps)
        {
            for (int i = count - 1; i > 0; i--)
            {
                int other = (int)(random.NextDouble() * (i + 1));
                (order[i], order[other]) = (order[other], order[i]);
            }

            batches.AddRange(order.Chunk(batchSize).Take(steps - batches.Count));
        }

        return batches;
        #endregion
    }

    /// <summary>Trains a model with Adam (β₁ = 0.9, β₂ = 0.98, ε = 1e-9, as in §5.3 of the paper).</summary>
    /// <param name="model">The model, changed in place. It stays the caller's, and its mode (training or evaluation) is left as it is.</param>
    /// <param name="pairs">What it learns from, at least one pair.</param>
    /// <param name="vocabulary">The words that have numbers, as many as the model has.</param>
    /// <param name="options">How.</param>
    /// <returns>The loss of each step, before its update.</returns>
    /// <exception cref="ArgumentException">There is no pair, the vocabulary is of another size than the model's, or an option is out of range.</exception>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public static IReadOnlyList<double> Train(TranslatorModel model, IReadOnlyList<SentencePair> pairs, WordVocabulary vocabulary, TranslationOptions options)
    {
        // TODO M11.E3: for each batch the rate, the mixture, the loss, its gradients from zero, shortened, and an update.
        #region Solution
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(options);
        if (pairs.Count == 0)
            throw new ArgumentException("There is no pair; give at least one.", nameof(pairs));
        if (vocabulary.Count != model.VocabularySize)
            throw new ArgumentException($"vocabulary has {vocabulary.Count} ids, but the model has {model.VocabularySize}.", nameof(vocabulary));
        if (options.Steps < 1 || options.BatchSize < 1 || options.Warmup < 1 || !(options.LabelSmoothing is >= 0 and < 1)
            || !(options.RateFactor > 0 && double.IsFinite(options.RateFactor)) || !(options.MaxGradientNorm > 0 && double.IsFinite(options.MaxGradientNorm)))
        {
            throw new ArgumentException($"An option is out of range: {options}.", nameof(options));
        }

        using optim.Optimizer optimizer = optim.Adam(model.parameters(), 1, beta1: 0.9, beta2: 0.98, eps: 1e-9);
        List<double> losses = [];
        foreach (int[] batch in Batches(pairs.Count, options.BatchSize, options.Steps, options.Seed))
        {
            using DisposeScope scope = NewDisposeScope();
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = options.RateFactor * LearningRate(losses.Count + 1, model.Width, options.Warmup);
            optimizer.zero_grad();
            Tensor loss = Loss(model, TranslationBatch.From([.. batch.Select(i => pairs[i])], vocabulary), options.LabelSmoothing);
            loss.backward();
            _ = nn.utils.clip_grad_norm_(model.parameters(), options.MaxGradientNorm);
            _ = optimizer.step();
            losses.Add(loss.ToDouble());
        }

        return losses;
        #endregion
    }

    #region Solution
    private static Tensor Loss(TranslatorModel model, TranslationBatch batch, double smoothing)
    {
        Tensor memory = model.Encode(batch.Source, batch.SourceMask);
        (Tensor logits, Tensor gate, Tensor scores) = model.Decode(batch.Input, memory, batch.SourceMask);
        Tensor mixed = PointerHead.Mix(logits, gate, scores, batch.Copies, batch.SourceMask, batch.Extra);
        return TranslationLoss.Of(mixed, batch.Target, model.VocabularySize, smoothing);
    }
    #endregion
}

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
        throw new NotImplementedException("M11.E3: the formula, in float64.");
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
        throw new NotImplementedException("M11.E3: shuffle, cut into batches, and again until there are enough.");
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
        throw new NotImplementedException("M11.E3: for each batch the rate, the mixture, the loss, its gradients from zero, shortened, and an update.");
    }
}

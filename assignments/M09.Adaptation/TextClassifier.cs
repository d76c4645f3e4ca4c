using LLMCourse.Reference;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>A language model with a classifier's head.</summary>
/// <param name="model">The model; it stays the caller's.</param>
/// <param name="head">The head, as wide as the model; it stays the caller's.</param>
public sealed class TextClassifier(Gpt model, ClassifierHead head)
{
    /// <summary>Gets the model.</summary>
    public Gpt Model { get; } = model;

    /// <summary>Gets the head.</summary>
    public ClassifierHead Head { get; } = head;

    /// <summary>Scores texts. What a text gets does not depend on the texts beside it, but for rounding.</summary>
    /// <param name="texts">The texts' tokens, each cut to its last ones where it is longer than the model's context.</param>
    /// <returns>Logits <c>[B, K]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">As for <see cref="TextBatch.Collate"/>, or a token is not of the vocabulary.</exception>
    [Exercise("M09.E4", Title = "A classifier on a language model", Weight = 2)]
    public Tensor Logits(IReadOnlyList<IReadOnlyList<int>> texts)
    {
        // TODO M09.E4: a batch, the model's hidden states, the head.
        throw new NotImplementedException("M09.E4: a batch, the model's hidden states, the head.");
    }

    /// <summary>Says the likeliest class of each text, in evaluation mode and without gradients. The modes of model and head are as before afterwards.</summary>
    /// <param name="texts">As for <see cref="Logits"/>; none gives none.</param>
    /// <param name="batchSize">How many are computed at a time, at least 1.</param>
    /// <returns>Classes from 0, one for each text, in their order; of equals the lowest.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Logits"/>, or <paramref name="batchSize"/> is below 1.</exception>
    [Exercise("M09.E4", Title = "A classifier on a language model", Weight = 2)]
    public int[] Classify(IReadOnlyList<IReadOnlyList<int>> texts, int batchSize = 32)
    {
        // TODO M09.E4: batch by batch, the greatest logit of each row.
        throw new NotImplementedException("M09.E4: batch by batch, the greatest logit of each row.");
    }
}

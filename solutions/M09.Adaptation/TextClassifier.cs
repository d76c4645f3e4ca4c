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
        #region Solution
        using var scope = NewDisposeScope();
        TextBatch batch = TextBatch.Collate(texts, Model.Config.ContextLength);
        return Head.call(Model.HiddenStates(batch.Ids), batch.Mask).MoveToOuterDisposeScope(); // [B, K]
        #endregion
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
        #region Solution
        ArgumentNullException.ThrowIfNull(texts);
        if (batchSize < 1)
            throw new ArgumentException($"batchSize is {batchSize}; it must be at least 1.", nameof(batchSize));
        (bool modelTrains, bool headTrains) = (Model.training, Head.training);
        Model.eval();
        Head.eval();
        try
        {
            using var noGrad = no_grad();
            var classes = new List<int>(texts.Count);
            foreach (IReadOnlyList<int>[] batch in texts.Chunk(batchSize))
            {
                using var scope = NewDisposeScope();
                Tensor logits = Logits(batch).to(ScalarType.Float64);
                double[] values = logits.flatten().data<double>().ToArray();
                int k = (int)logits.shape[1];
                for (int b = 0; b < batch.Length; b++)
                    classes.Add(Greatest(values.AsSpan(b * k, k)));
            }

            return [.. classes];
        }
        finally
        {
            Model.train(modelTrains);
            Head.train(headTrains);
        }
        #endregion
    }

    #region Solution
    private static int Greatest(ReadOnlySpan<double> logits)
    {
        int best = 0;
        for (int k = 1; k < logits.Length; k++)
            best = logits[k] > logits[best] ? k : best;
        return best;
    }
    #endregion
}

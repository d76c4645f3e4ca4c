using LLMCourse.Reference.Decoding;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Fine-tunes a classifier: whatever of the model is not frozen, and the head.</summary>
public static class ClassifierTrainer
{
    /// <summary>Trains on labelled texts by cross-entropy. During training model and head are in training mode, afterwards in the modes that they had
    /// before. Parameters that take no gradient stay as they are, to the bit.</summary>
    /// <param name="classifier">The classifier.</param>
    /// <param name="texts">The texts' tokens.</param>
    /// <param name="labels">The class of each, from 0.</param>
    /// <param name="options">How.</param>
    /// <returns>The mean loss of each epoch's steps, in nats.</returns>
    /// <exception cref="ArgumentException">There is no text, a text has no token or one that the vocabulary lacks, texts and labels differ in number,
    /// a label is no class, or an option is out of range; nothing was trained.</exception>
    /// <exception cref="InvalidOperationException">A loss is not a finite number. What was learned up to there stays.</exception>
    [Exercise("M09.E4", Title = "A classifier on a language model", Weight = 2)]
    public static IReadOnlyList<double> Train(TextClassifier classifier, IReadOnlyList<IReadOnlyList<int>> texts, IReadOnlyList<int> labels, ClassifierTraining options)
    {
        // TODO M09.E4: an optimizer over what learns; for each epoch a new order, batches, loss, backward, step.
        throw new NotImplementedException("M09.E4: an optimizer over what learns; for each epoch a new order, batches, loss, backward, step.");
    }
}

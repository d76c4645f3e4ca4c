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
        #region Solution
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(options);
        Check(classifier, texts, labels, options);
        (bool modelTrains, bool headTrains) = (classifier.Model.training, classifier.Head.training);
        classifier.Model.train();
        classifier.Head.train();
        try
        {
            Parameter[] learns = [.. classifier.Model.parameters().Concat(classifier.Head.parameters()).Where(parameter => parameter.requires_grad)];
            using optim.Optimizer optimizer = optim.AdamW(learns, options.LearningRate, weight_decay: options.WeightDecay);
            var random = new Xoshiro256(options.Seed);
            var losses = new List<double>();
            for (int epoch = 0; epoch < options.Epochs; epoch++)
                losses.Add(Order(random, texts.Count).Chunk(options.BatchSize).Select(batch => Step(classifier, optimizer, [.. batch.Select(i => texts[i])], [.. batch.Select(i => (long)labels[i])])).Average());
            return losses;
        }
        finally
        {
            classifier.Model.train(modelTrains);
            classifier.Head.train(headTrains);
        }
        #endregion
    }

    #region Solution
    private static double Step(TextClassifier classifier, optim.Optimizer optimizer, IReadOnlyList<int>[] texts, long[] labels)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        Tensor loss = nn.functional.cross_entropy(classifier.Logits(texts), tensor(labels));
        double value = loss.to(ScalarType.Float64).item<double>();
        if (!double.IsFinite(value))
            throw new InvalidOperationException($"The loss is {value}; lower the learning rate, and look for weights that are not finite.");
        loss.backward();
        _ = optimizer.step();
        return value;
    }

    /// <summary>Shuffles 0 to n − 1 as Fisher and Yates do.</summary>
    private static int[] Order(Xoshiro256 random, int n)
    {
        int[] order = [.. Enumerable.Range(0, n)];
        for (int i = n - 1; i > 0; i--)
        {
            int j = (int)(random.NextDouble() * (i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    private static void Check(TextClassifier classifier, IReadOnlyList<IReadOnlyList<int>> texts, IReadOnlyList<int> labels, ClassifierTraining options)
    {
        if (texts.Count == 0 || texts.Count != labels.Count)
            throw new ArgumentException($"There are {texts.Count} texts and {labels.Count} labels; give at least one text, and a label for each.", nameof(labels));
        if (texts.Any(text => text.Count == 0))
            throw new ArgumentException("A text has no token; leave it out.", nameof(texts));
        int vocabulary = classifier.Model.Config.VocabularySize;
        if (texts.Any(text => text.Any(token => token < 0 || token >= vocabulary)))
            throw new ArgumentException($"A text has a token outside of 0 to {vocabulary - 1}; check that the tokenizer is the model's.", nameof(texts));
        long classes = classifier.Head.state_dict()["weight"].shape[0];
        if (labels.Any(label => label < 0 || label >= classes))
            throw new ArgumentException($"A label is {labels.First(label => label < 0 || label >= classes)}; the classes are 0 to {classes - 1}.", nameof(labels));
        if (options.Epochs < 1 || options.BatchSize < 1 || !(options.LearningRate > 0 && double.IsFinite(options.LearningRate)) || !(options.WeightDecay >= 0 && double.IsFinite(options.WeightDecay)))
            throw new ArgumentException($"An option is out of range: {options}.", nameof(options));
    }
    #endregion
}

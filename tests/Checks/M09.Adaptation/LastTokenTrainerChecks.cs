using LLMCourse.LocalModels;
using LLMCourse.Reference;
using LLMCourse.Reference.Tokenizers;
using TorchSharp.Modules;

namespace LLMCourse.Checks.M09;

public sealed class BlocksAreFrozen()
    : VisibleCheck("M09.E4.freeze", "freezes all but the last blocks and the final norm, and counts what learns", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, GptConfig shape) in new[]
        {
            ("two blocks", Texts.Small), ("twelve blocks", Texts.Small with { Layers = 12, Width = 8 }),
            ("an untied head", Texts.Small with { TieEmbeddings = false, Layers = 3 }),
            ("norms behind", Texts.Small with { NormPlacement = NormPlacement.Post, Layers = 2 }),
        })
        {
            using Gpt model = new(shape, seed: 1);
            int call = 0;
            foreach (int blocks in new[] { shape.Layers, 2, 1, 0, 1 }) // once more, after all was frozen
            {
                probe.Observe($"{name}, call {++call}: {blocks} of {shape.Layers} learn: numbers",
                    Freezing.FreezeExceptLast(model, blocks));
                probe.Observe($"{name}, call {call}: {blocks} of {shape.Layers} learn",
                    string.Join(' ', model.named_parameters().Where(pair => pair.parameter.requires_grad).Select(pair => pair.name)
                        .Select(x => string.Join('.', x.Split('.')[..(x.StartsWith("h.", StringComparison.Ordinal) ? 2 : 1)])).Distinct()
                            .Order(StringComparer.Ordinal)));
            }
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("h.1. is no prefix of block 11's names if the dot is compared too; what learned before a call does not matter.");
}

public sealed class FrozenPartsStay() : Check("M09.E4.frozen", "changes what learns, and nothing of what is frozen, to the bit", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (int blocks in new[] { 0, 1, 2 })
        {
            using Gpt model = new(Texts.Small, seed: 1);
            using ClassifierHead head = new(16, 2, seed: 2);
            model.eval();
            head.train();
            _ = Freezing.FreezeExceptLast(model, blocks);
            bool IsFrozen(string name) => !(name.StartsWith("ln_f", StringComparison.Ordinal) && blocks > 0)
                && !Enumerable.Range(2 - blocks, blocks).Any(i => name.StartsWith($"h.{i}.", StringComparison.Ordinal));
            string frozen = Texts.Bits(model, IsFrozen), learns = Texts.Bits(model, name => !IsFrozen(name)),
                of = Texts.Bits(head, _ => true);
            IReadOnlyList<double> losses = ClassifierTrainer.Train(new TextClassifier(model, head),
                Texts.Draw(probe.Random, 3, 4, 5, 6, 7, 8, 9), [0, 1, 0, 1, 1, 0, 0], new ClassifierTraining(Epochs: 2, BatchSize: 3));
            probe.Observe($"{blocks} blocks: epochs told", losses.Count);
            probe.Observe($"{blocks} blocks: what is frozen is as it was", Texts.Bits(model, IsFrozen) == frozen);
            probe.Observe($"{blocks} blocks: what learns has changed", blocks == 0 || Texts.Bits(model, name => !IsFrozen(name)) != learns);
            probe.Observe($"{blocks} blocks: the head has changed", Texts.Bits(head, _ => true) != of);
            probe.Observe($"{blocks} blocks: modes are as they were", !model.training && head.training);
        }

        // A model that was trained before has gradients, also where it is frozen by now.
        using Gpt trained = new(Texts.Small, seed: 1);
        using ClassifierHead last = new(16, 2, seed: 2);
        trained.Loss(Loras.Ids(1, 2, 3), Loras.Ids(2, 3, 4)).backward();
        _ = Freezing.FreezeExceptLast(trained, 0);
        string before = Texts.Bits(trained, _ => true);
        _ = ClassifierTrainer.Train(new TextClassifier(trained, last), Texts.Draw(probe.Random, 3, 4), [0, 1],
            new ClassifierTraining(LearningRate: 0.1, WeightDecay: 0.5));
        probe.Observe("frozen parts with gradients of their own: as they were", Texts.Bits(trained, _ => true) == before);
    }
}

public sealed class StepsOfTraining() : Check("M09.E4.steps", "makes AdamW's steps, each by the gradient of its own batch", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyList<int>[] texts = Texts.Draw(probe.Random, 3, 6, 5, 4);
        foreach ((string name, int blocks,
            double decay) in new[] { ("the head alone", 0, 0.0), ("the head alone, with decay", 0, 0.5), ("a block as well", 1, 0.01) })
        {
            using Gpt model = new(Texts.Small, seed: 1);
            using ClassifierHead head = new(16, 3, seed: 2);
            using (no_grad()) _ = head.state_dict()["weight"].copy_(probe.Random.Normal(3, 16));
            _ = Freezing.FreezeExceptLast(model, blocks);
            // One batch of all, so that the order of the texts does not matter.
            IReadOnlyList<double> losses = ClassifierTrainer.Train(new TextClassifier(model, head), texts, [0, 2, 1, 2],
                new ClassifierTraining(Epochs: 4, BatchSize: 4, LearningRate: 0.02, WeightDecay: decay));
            probe.Observe($"{name}: losses", losses);
            probe.Observe($"{name}: weights", head.state_dict()["weight"].detach());
            probe.Observe($"{name}: bias", head.state_dict()["bias"].detach());
        }

        // What a gradient was before the training began has no part in its first step.
        using Gpt frozen = new(Texts.Small, seed: 1);
        Tensor[] weights = [.. new[] { false, true }.Select(isUsed =>
        {
            using ClassifierHead head = new(16, 3, seed: 2);
            _ = Freezing.FreezeExceptLast(frozen, 0);
            if (isUsed) (head.call(ones(1, 1, 16), Texts.Mask("x")) * tensor(new[] { 1000f, -1000, 1000 })).sum().backward();
            _ = ClassifierTrainer.Train(new TextClassifier(frozen, head), texts, [0, 2, 1, 2], new ClassifierTraining(BatchSize: 4));
            return head.state_dict()["weight"].detach().clone();
        })];
        probe.Observe("gradients from before do not matter", Loras.Apart(weights[0], weights[1]) < 1e-6);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-4, 1e-3, "AdamW divides by the gradient's size, so that roundings of small ones show"));
}

public sealed class LossesAreTold() : Check("M09.E4.losses", "begins at ln K, tells each epoch's mean, and sees every text once in each")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Gpt model = new(Texts.Small, seed: 1);
        IReadOnlyList<int>[] texts = Texts.Draw(probe.Random, 5, 5, 5, 5, 5, 5, 5);
        int[] labels = [0, 1, 2, 0, 1, 2, 2];
        _ = Freezing.FreezeExceptLast(model, 0);
        using ClassifierHead head = new(16, 3, seed: 2);
        TextClassifier classifier = new(model, head);
        // At a learning rate that changes nothing, the mean over steps tells how texts were put into batches.
        model.eval();
        head.eval();
        List<bool> modes = [];
        _ = head.register_forward_hook((_, _, _, output) =>
        {
            modes.Add(head.training);
            return output;
        });
        Tensor each = nn.functional.cross_entropy(classifier.Logits(texts), tensor(labels.Select(label => (long)label).ToArray()),
            reduction: nn.Reduction.None).to(ScalarType.Float64);
        double whole = each.mean().item<double>();

        // A text at a time is right, too: how often the head was asked until now says nothing.
        modes.Clear();
        IReadOnlyList<double> one =
            ClassifierTrainer.Train(classifier, texts, labels, new ClassifierTraining(Epochs: 2, BatchSize: 7, LearningRate: 1e-12));
        probe.Observe("the head is in training mode while it trains", !modes.Contains(false) && !head.training);
        probe.Observe("one batch: its loss is the mean of all", Math.Abs(one[0] - whole) < 1e-4 && Math.Abs(one[1] - whole) < 1e-4);
        IReadOnlyList<double> single =
            ClassifierTrainer.Train(classifier, texts, labels, new ClassifierTraining(Epochs: 1, BatchSize: 1, LearningRate: 1e-12));
        probe.Observe("batches of one: the mean of their losses is the mean of all", Math.Abs(single[0] - whole) < 1e-4);
        // Three batches, of 3, 3 and 1: the last text weighs as much as three, and another order gives another mean.
        double[] shuffled = [.. Enumerable.Range(0, 6)
            .Select(seed => ClassifierTrainer.Train(classifier, texts, labels,
                new ClassifierTraining(Epochs: 1, BatchSize: 3, LearningRate: 1e-12, Seed: (ulong)seed))[0])];
        double[] possible = [.. Enumerable.Range(0, 7).SelectMany(last => Splits(7, last))
            .Select(split => (each[split.First].mean().item<double>() + each[split.Second].mean().item<double>() + each[split.Last]
                .item<double>()) / 3)];
        probe.Observe("each mean is of three batches of 3, 3 and 1 of all texts",
            shuffled.All(loss => possible.Any(mean => Math.Abs(mean - loss) < 2e-5)));
        probe.Observe("other seeds give other orders", shuffled.Select(loss => Math.Round(loss, 5)).Distinct().Count() > 1);
        double[] epochs =
            [.. ClassifierTrainer.Train(classifier, texts, labels, new ClassifierTraining(Epochs: 6, BatchSize: 3, LearningRate: 1e-12))];
        probe.Observe("epochs have orders of their own", epochs.Select(loss => Math.Round(loss, 5)).Distinct().Count() > 1);
        double[] twice =
            [.. ClassifierTrainer.Train(classifier, texts, labels, new ClassifierTraining(Epochs: 6, BatchSize: 3, LearningRate: 1e-12))];
        probe.Observe("the same seed gives the same", epochs.Zip(twice).All(pair => Math.Abs(pair.First - pair.Second) < 1e-6));
        using Gpt drops = new(Texts.Small with { Dropout = 0.5 }, seed: 1);
        drops.eval();
        IReadOnlyList<double> noisy = ClassifierTrainer.Train(new TextClassifier(drops, head), texts, labels,
            new ClassifierTraining(Epochs: 2, BatchSize: 7, LearningRate: 1e-12));
        probe.Observe("dropout is on while it trains", Math.Abs(noisy[0] - noisy[1]) > 1e-6);
    }

    /// <summary>Ways to put n texts into batches of 3, 3 and 1, the last one given.</summary>
    private static IEnumerable<(Tensor First, Tensor Second, Tensor Last)> Splits(int n, int last)
    {
        long[] rest = [.. Enumerable.Range(0, n).Where(i => i != last).Select(i => (long)i)];
        for (int a = 0; a < 6; a++)
            for (int b = a + 1; b < 6; b++)
                for (int c = b + 1; c < 6; c++)
                    yield return (tensor(new[] { rest[a], rest[b], rest[c] }),
                        tensor(rest.Where((_, i) => i != a && i != b && i != c).ToArray()), tensor((long)last));
    }
}

public sealed class ClassifiersAreRefused()
    : Check("M09.E4.refuses", "refuses rows without a token, shapes that do not fit, labels that are no class and options out of range")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        probe.ObserveThrows<ArgumentException>("positions: a row without a token", () => LastToken.Positions(Texts.Mask("xx", "..")));
        probe.ObserveThrows<ArgumentException>("positions: a vector", () => LastToken.Positions(tensor(new[] { true, false })));
        probe.ObserveThrows<ArgumentException>("positions: numbers", () => LastToken.Positions(ones(2, 2)));
        probe.ObserveThrows<ArgumentException>("positions: no row", () => LastToken.Positions(zeros([0, 2], ScalarType.Bool)));
        probe.ObserveThrows<ArgumentException>("positions: no column", () => LastToken.Positions(zeros([2, 0], ScalarType.Bool)));
        Tensor hidden = probe.Random.Normal(2, 3, 4), mask = Texts.Mask("xxx", "xx.");
        probe.ObserveThrows<ArgumentException>("vectors: another length", () => LastToken.Of(hidden, Texts.Mask("xx", "xx")));
        probe.ObserveThrows<ArgumentException>("vectors: another batch", () => LastToken.Of(hidden, Texts.Mask("xxx")));
        probe.ObserveThrows<ArgumentException>("vectors: two axes", () => LastToken.Of(hidden[0], mask));
        probe.ObserveThrows<ArgumentException>("vectors: two axes, as long as the mask's", () => LastToken.Of(hidden[0, 1.., ..3], mask));
        using ClassifierHead head = new(4, 2);
        probe.ObserveThrows<ArgumentException>("head: another width", () => head.call(probe.Random.Normal(2, 3, 5), mask));
        probe.ObserveThrows<ArgumentException>("head: no width", () => _ = new ClassifierHead(0, 2));
        probe.ObserveThrows<ArgumentException>("head: one class", () => _ = new ClassifierHead(4, 1));
        probe.ObserveAccepts("head: width 1, two classes", () => new ClassifierHead(1, 2).Dispose());
        probe.ObserveThrows<ArgumentException>("collate: no text", () => TextBatch.Collate([], 4));
        probe.ObserveThrows<ArgumentException>("collate: an empty text", () => TextBatch.Collate([[1], []], 4));
        probe.ObserveThrows<ArgumentException>("collate: no context", () => TextBatch.Collate([[1]], 0));
        using Gpt model = new(Texts.Small, seed: 1);
        foreach (int blocks in new[] { -1, 3 })
        {
            _ = Freezing.FreezeExceptLast(model, 1);
            probe.ObserveThrows<ArgumentException>($"freeze: {blocks} blocks", () => Freezing.FreezeExceptLast(model, blocks));
            probe.Observe($"freeze: {blocks} blocks changes nothing", model.named_parameters().Count(pair => pair.parameter.requires_grad));
        }

        using ClassifierHead fits = new(16, 2, seed: 1);
        string before = Texts.Bits(fits, _ => true);
        TextClassifier classifier = new(model, fits);
        probe.ObserveThrows<ArgumentException>("classify: batches of none", () => classifier.Classify([[1]], 0));
        ClassifierTraining good = new(BatchSize: 1);
        probe.ObserveThrows<ArgumentException>("train: no text", () => ClassifierTrainer.Train(classifier, [], [], good));
        probe.ObserveThrows<ArgumentException>("train: fewer labels", () => ClassifierTrainer.Train(classifier, [[1], [2]], [0], good));
        probe.ObserveThrows<ArgumentException>("train: an empty text, the last",
            () => ClassifierTrainer.Train(classifier, [[1], [2], []], [0, 1, 1], good));
        foreach (int token in new[] { -1, 24 })
        {
            // Among twenty texts, so that whatever the order is, steps come before it.
            IReadOnlyList<int>[] odd = [.. Enumerable.Range(0, 20).Select(i => (IReadOnlyList<int>)[1, i == 19 ? token : 1])];
            probe.ObserveThrows<ArgumentException>($"train: token {token} of 24, in the last text",
                () => ClassifierTrainer.Train(classifier, odd, [.. odd.Select((_, i) => i % 2)], good));
        }

        foreach (int label in new[] { -1, 2, -100 })
            probe.ObserveThrows<ArgumentException>($"train: label {label}, the last",
                () => ClassifierTrainer.Train(classifier, [[1], [2], [3]], [0, 1, label], good));
        foreach ((string name, ClassifierTraining options) in new[]
        {
            ("no epoch", good with { Epochs = 0 }), ("no batch", good with { BatchSize = 0 }), ("rate 0", good with { LearningRate = 0 }),
            ("rate NaN", good with { LearningRate = double.NaN }), ("infinite rate", good with { LearningRate = double.PositiveInfinity }),
            ("negative decay", good with { WeightDecay = -0.1 }), ("decay NaN", good with { WeightDecay = double.NaN }),
            ("infinite decay", good with { WeightDecay = double.PositiveInfinity }),
        })
            probe.ObserveThrows<ArgumentException>($"train: {name}",
                () => ClassifierTrainer.Train(classifier, [[1], [2]], [0, 1], options));
        probe.Observe("nothing was trained", Texts.Bits(fits, _ => true) == before);
        probe.ObserveAccepts("train: without weight decay",
            () => ClassifierTrainer.Train(classifier, [[1], [2]], [0, 1], good with { WeightDecay = 0 }));
        // The loss of the second class is infinite, its gradient is not.
        using (no_grad()) _ = fits.state_dict()["bias"].copy_(tensor(new[] { 0, float.NegativeInfinity }));
        string finite = Texts.Bits(fits, _ => true);
        probe.ObserveThrows<InvalidOperationException>("train: an infinite loss",
            () => ClassifierTrainer.Train(classifier, [[1]], [1], good with { LearningRate = 0.1 }));
        probe.Observe("train: no step is made by an infinite loss", Texts.Bits(fits, _ => true) == finite);
        using (no_grad()) _ = fits.state_dict()["weight"].fill_(double.NaN);
        model.eval();
        fits.eval();
        probe.ObserveThrows<InvalidOperationException>("train: weights that are not numbers",
            () => ClassifierTrainer.Train(classifier, [[1], [2]], [0, 1], good));
        probe.Observe("train: the mode is as it was after an error", !model.training);
        probe.Observe("train: the head's, too", !fits.training);
    }
}

public sealed class ClassifiersLeaveNothing() : Check("M09.E4.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Gpt model = new(Texts.Small, seed: 1);
        using ClassifierHead head = new(16, 2, seed: 2);
        TextClassifier classifier = new(model, head);
        Tensor hidden = probe.Random.Normal(2, 3, 16), mask = Texts.Mask("xx.", ".xx");
        IReadOnlyList<int>[] texts = Texts.Draw(probe.Random, 3, 9, 5, 2);
        probe.ObserveLeak("positions", () => LastToken.Positions(mask));
        probe.ObserveLeak("vectors", () => LastToken.Of(hidden, mask));
        probe.ObserveLeak("the head", () => head.call(hidden, mask));
        probe.ObserveLeak("logits", () => classifier.Logits(texts));
        probe.ObserveGrowth("classes", times =>
        {
            for (int i = 0; i < times; i++) _ = classifier.Classify(texts, 3);
        });
        // The first training leaves gradients with the parameters.
        _ = ClassifierTrainer.Train(classifier, texts, [0, 1, 1, 0], new ClassifierTraining(BatchSize: 3));
        probe.ObserveGrowth("training",
            times => _ = ClassifierTrainer.Train(classifier, texts, [0, 1, 1, 0], new ClassifierTraining(Epochs: times, BatchSize: 3)));
        using (NewDisposeScope())
        using (ClassifierHead inside = new(4, 2))
            probe.Observe("a head made inside a dispose scope", inside.call(ones(1, 1, 4), Texts.Mask("x")).shape[1]);
    }
}

public sealed class SpamIsTold : Check
{
    private static readonly string[] Spam = ["free", "prize", "winner", "offer", "cash", "urgent"],
        Other = ["report", "lunch", "meeting", "draft", "notes", "school"];

    /// <summary>About a second; one text at a time, which is right too, takes several times as long.</summary>
    public SpamIsTold()
        : base("M09.E4.spam", "teaches the course's model to tell spam: F1 of 0.95 or more on subject lines that it has not seen",
            points: 2) => TimeLimit = TimeSpan.FromSeconds(60);

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        string folder = Path.Combine(AppContext.BaseDirectory, "local-model");
        BytePairTokenizer tokenizer = LocalModel.LoadTokenizer(folder);
        using Gpt model = LocalModel.LoadWeights(folder);
        using ClassifierHead head = new(model.Config.Width, 2, seed: 1);
        _ = Freezing.FreezeExceptLast(model, 1);
        TextClassifier classifier = new(model, head);
        (IReadOnlyList<int>[] texts, int[] labels) = Lines(probe.Random, tokenizer, 256);
        _ = ClassifierTrainer.Train(classifier, texts, labels, new ClassifierTraining(Epochs: 2));
        (IReadOnlyList<int>[] unseen, int[] truth) = Lines(probe.Random, tokenizer, 200);
        int[] said = classifier.Classify(unseen);
        int hits = said.Zip(truth).Count(pair => pair is (1, 1)), wrong = said.Zip(truth).Count(pair => pair.First != pair.Second);
        probe.Observe("F1", 2.0 * hits / ((2 * hits) + wrong));
    }

    public override Verdict Judge(Evidence evidence)
    {
        double f1 = evidence.Number("F1");
        return f1 >= 0.95
            ? Verdict.Pass
            : Verdict.Fail($"F1 is {f1:0.000}; it should be 0.95 or more",
                hint: "Does the head read the vector of the last token, and does the last block learn?");
    }

    /// <summary>Lines of six words, of which one in twenty is from the list of the other kind.</summary>
    private static (IReadOnlyList<int>[] Texts, int[] Labels) Lines(CheckRandom random, BytePairTokenizer tokenizer, int count)
    {
        IReadOnlyList<int>[] texts = new IReadOnlyList<int>[count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (int)random.NextInteger(0, 2);
            bool isSpam = labels[i] == 1;
            texts[i] = tokenizer.EncodeOrdinary(
                string.Join(' ',
                    Enumerable.Range(0, 6).Select(_ => (random.NextDouble() < 0.05 == isSpam ? Other : Spam)[random.NextInteger(0, 6)])));
        }

        return (texts, labels);
    }
}

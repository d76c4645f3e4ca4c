using System.Globalization;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.Checks.M12;

/// <summary>What the checks of predictors share.</summary>
internal static class Rows
{
    private static readonly string[] Labels = ["Zebra", "apple", "mango"];
    private static readonly string[] Vocabulary = ["tea", "rain", "door", "not", "blue", "chair", "seven", "walk", "lamp", "x1"];

    /// <summary>Draws rows whose words and labels have nothing to do with each other; the first three
    /// have the three labels, out of order.</summary>
    public static LabelledText[] Draw(CheckRandom random, int count) =>
        [.. Enumerable.Range(0, count)
            .Select(i => new LabelledText(Text(random, (int)random.NextInteger(0, 9)),
                Labels[i < 3 ? (i + 1) % 3 : (int)random.NextInteger(0, 3)]))];

    public static string Text(CheckRandom random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => Vocabulary[random.NextInteger(0, Vocabulary.Length)]));

    /// <summary>Rows of which one word tells the class: alone, or in the middle of others.</summary>
    public static LabelledText[] Keyed(CheckRandom random, int count) =>
        [.. Enumerable.Range(0, count).Select(i =>
        {
            int c = (int)random.NextInteger(0, 3);
            string key = new[] { "stripes", "core", "stone" }[c];
            return new LabelledText(i % 2 == 0 ? key : $"{Text(random, 3)} {key} {Text(random, 2)}", Labels[c]);
        })];

    public static float[] Values(Tensor logits) => logits.detach().contiguous().data<float>().ToArray();
}

public sealed class CountsWords()
    : VisibleCheck("M12.E3.naive-bayes", "adds log-prior and smoothed log-likelihoods of all known words", points: 2)
{
    public override void Probe(Probe probe)
    {
        LabelledText[] rows = Rows.Draw(probe.Random, 30);
        KeywordBaseline baseline = KeywordBaseline.Train(rows);
        probe.Observe("classes", string.Join(' ', baseline.Classes));
        foreach ((string name, string text) in new[]
        {
            ("no words", ""), ("one word", "tea"), ("a word three times", "rain rain rain"), ("upper case and signs", "TEA, (door)! x1"),
            ("unknown words alone", "never heard of"),
            ("known and unknown words", "never walk tea x2"), ("many words", Rows.Text(probe.Random, 400)),
        }) probe.Observe(name, baseline.Scores(text));
        IReadOnlyList<double> before = [.. baseline.Scores("tea rain a")];
        KeywordBaseline uneven = KeywordBaseline.Train([new("a a a b", "one"), new("", "two"), new("b c", "one"), new("c", "one")]);
        probe.Observe("a class without a word", uneven.Scores("a b c c"));
        probe.Observe("one class", KeywordBaseline.Train([new("a", "one")]).Scores("a"));
        probe.Observe("the first one, after others were trained",
            string.Join(' ', baseline.Classes) + (baseline.Scores("tea rain a").SequenceEqual(before) ? ": the same" : ": other scores"));
        probe.ObserveThrows<ArgumentException>("no rows", () => KeywordBaseline.Train([]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double)
        .WithHint("log(rows of c / rows) + Σ log((n(w, c) + 1) / (n(c) + V)), once for each occurrence of a known word.");
}

public sealed class PredictsTheLikeliest()
    : VisibleCheck("M12.E3.baseline", "predicts the class of the greatest score, the first one at ties")
{
    public override void Probe(Probe probe)
    {
        LabelledText[] rows = Rows.Draw(probe.Random, 24);
        KeywordBaseline baseline = KeywordBaseline.Train(rows);
        string[] clear = [.. rows.Select(row => row.Text).Concat(Enumerable.Range(0, 20).Select(_ => Rows.Text(probe.Random, 5)))
            .Where(text => IsClear(rows, text))];
        probe.Observe("predictions", string.Join(' ', baseline.Predict([.. clear, "", "never"])));

        // Equal terms in equal places: such scores have the same bits in whatever order a submission adds them.
        KeywordBaseline even = KeywordBaseline.Train([new("x w", "b"), new("y w", "a"), new("z w", "C")]);
        probe.Observe("ties go to the first class in ordinal order",
            string.Join(' ', even.Predict(["", "w", "w w never", "x", "y", "z"])));
        probe.Observe("no texts", baseline.Predict([]).Count);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);

    // Whether one class is ahead by more than what the order of a sum can change.
    private static bool IsClear(LabelledText[] rows, string text)
    {
        int vocabulary = rows.SelectMany(row => Words(row.Text)).Distinct().Count();
        double[] scores = [.. rows.GroupBy(row => row.Label).Select(of =>
        {
            string[] words = [.. of.SelectMany(row => Words(row.Text))];
            return Math.Log((double)of.Count() / rows.Length)
                + Words(text).Sum(word => Math.Log((words.Count(other => other == word) + 1.0) / (words.Length + vocabulary)));
        }).OrderDescending()];
        return scores[0] - scores[1] > 1e-9;

        static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}

public sealed class ComparesInPairs()
    : VisibleCheck("M12.E3.comparison", "gives the difference of the accuracies and the exact p of the paired permutation test", points: 2)
{
    private static readonly (int First, int Second, int Both, int None)[] Cases =
        [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 3, 2), (4, 1, 1, 1), (1, 4, 1, 1), (3, 3, 0, 5), (5, 4, 2, 0), (8, 0, 10, 3), (20, 9, 100, 30),
            (90, 61, 400, 249), (700, 600, 0, 0)];

    public override void Probe(Probe probe)
    {
        foreach ((int first, int second, int both, int none) in Cases)
        {
            (bool[] a, bool[] b) = Answers(first, second, both, none);
            Comparison comparison = PairedComparison.Of(a, b);
            probe.Observe(Name(first, second, both, none), [comparison.Difference, comparison.PValue]);
        }

        probe.Observe("no p is above 1",
            Enumerable.Range(1, 60).All(half => Answers(half, half, 0, 0) is var (a, b) && PairedComparison.Of(a, b).PValue <= 1));
        probe.ObserveThrows<ArgumentException>("no texts", () => PairedComparison.Of([], []));
        probe.ObserveThrows<ArgumentException>("the first has one more", () => PairedComparison.Of([true, false], [true]));
        probe.ObserveThrows<ArgumentException>("the second has one more", () => PairedComparison.Of([true], [true, false]));
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((int first, int second, int both, int none) in Cases)
        {
            (bool[] a, bool[] b) = Answers(first, second, both, none);
            string name = Name(first, second, both, none);
            IReadOnlyList<double> values = evidence.Tensor(name).Values;
            double difference = (double)(first - second) / a.Length, p = HiddenNotices.PValue(a, b);
            if (!(Math.Abs(values[0] - difference) <= 1e-12))
                return Verdict.Fail($"`{name}`: the difference is wrong.", $"expected {difference:R}, got {values[0]:R}",
                    "Accuracy of the first minus accuracy of the second, over all texts.");
            if (!(Math.Abs(values[1] - p) <= 1e-9 * p))
                return Verdict.Fail($"`{name}`: the p-value is wrong.", $"expected {p:R}, got {values[1]:R}",
                    "Both tails of a binomial with p = ½ over the texts on which exactly one is right, the observed gap included.");
        }

        return evidence.EqualsExpected(new Tolerance(1e-12, 1e-9, "logarithms of binomial coefficients"));
    }

    private static string Name(int first, int second, int both, int none) =>
        $"only the first right {first} times, only the second {second}, both {both}, neither {none}";

    private static (bool[] First, bool[] Second) Answers(int first, int second, int both, int none)
    {
        bool[] a = [.. Enumerable.Repeat(true, first), .. Enumerable.Repeat(false, second), .. Enumerable.Repeat(true, both),
            .. Enumerable.Repeat(false, none)];
        bool[] b = [.. Enumerable.Repeat(false, first), .. Enumerable.Repeat(true, second), .. Enumerable.Repeat(true, both),
            .. Enumerable.Repeat(false, none)];
        return (a, b);
    }
}

public sealed class LearnsAndNames()
    : Check("M12.E3.classes", "learns what one word tells, alone and among others, and names the class of the greatest logit", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        LabelledText[] rows = Rows.Keyed(probe.Random, 600);
        using NetPredictor net = NetPredictor.Train(rows, 11);
        string[] texts = [.. rows.Select(row => row.Text)];
        IReadOnlyList<string> predicted = net.Predict(texts);
        Tensor logits = net.Logits(texts);
        string[] classes = ["Zebra", "apple", "mango"];
        long[] best = logits.argmax(1).data<long>().ToArray();
        probe.Observe("float32 logits", logits.dtype == ScalarType.Float32);
        probe.Observe("shape", logits.shape.Select(size => (int)size));
        probe.Observe("they have no gradient", !logits.requires_grad);
        probe.Observe("95 percent of the rows are right", predicted.Zip(rows).Count(pair => pair.First == pair.Second.Label) >= 570);
        probe.Observe("predicted is the class of the greatest logit, classes in ordinal order",
            predicted.Select((label, i) => label == classes[best[i]]).All(isSame => isSame));
        probe.Observe("no texts", net.Predict([]).Count);
    }
}

public sealed class EachTextAlone()
    : Check("M12.E3.batches", "gives each text the logits that it has alone, whatever is beside it", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using NetPredictor net = NetPredictor.Train(Rows.Draw(probe.Random, 60), 5);
        string[] texts = ["tea", "", "never heard of", "rain not", Rows.Text(probe.Random, 3), Rows.Text(probe.Random, 300), "... !",
            Rows.Text(probe.Random, 9), "tea never"];
        float[] together = Rows.Values(net.Logits(texts)), alone = [.. texts.SelectMany(text => Rows.Values(net.Logits([text])))];
        float[] backwards = Rows.Values(net.Logits([.. texts.Reverse()]).flip(0));
        probe.Observe("as many logits as alone", together.Length == alone.Length);
        probe.Observe("all are numbers", together.All(float.IsFinite));
        probe.Observe("alone and together: within 1e-4", together.Zip(alone).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-4));
        probe.Observe("in another order: within 1e-4", together.Zip(backwards).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-4));
        probe.Observe("short texts alone: within 1e-4", Rows.Values(net.Logits(["tea", "", "rain not"]))
            .Zip([.. together[..6], .. together[9..12]]).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-4));
        foreach (int words in new[] { 1, 2, 3, 4, 5, 9 })
        {
            string start = Rows.Text(probe.Random, words - 1) + " ";
            probe.Observe($"the last of {words} words counts",
                !Rows.Values(net.Logits([start + "tea"])).SequenceEqual(Rows.Values(net.Logits([start + "lamp"]))));
        }

        // All words but the last are the same, so that it is not drowned out by what a maximum finds elsewhere.
        foreach (int words in new[] { 41, 129, 300 })
        {
            string start = string.Concat(Enumerable.Repeat("rain ", words - 1));
            probe.Observe($"the last of {words} words counts",
                !Rows.Values(net.Logits([start + "tea"])).SequenceEqual(Rows.Values(net.Logits([start + "lamp"]))));
        }

        probe.Observe("upper case and signs change nothing",
            Rows.Values(net.Logits(["Tea, RAIN (door)!"])).SequenceEqual(Rows.Values(net.Logits(["tea rain door"]))));
    }
}

public sealed class SameSeedSameNet()
    : Check("M12.E3.repeatable", "depends on the rows and the seed alone, and leaves the global generator alone")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        List<LabelledText> rows = [.. Rows.Draw(probe.Random, 60)], before = [.. rows];
        _ = torch.manual_seed(17);
        using NetPredictor first = NetPredictor.Train(rows, 1);
        float after = rand(1).item<float>();
        _ = torch.manual_seed(17);
        probe.Observe("the global generator stands where it stood", after == rand(1).item<float>());
        _ = torch.manual_seed(18);
        using NetPredictor again = NetPredictor.Train(rows, 1), other = NetPredictor.Train(rows, 2);
        string[] texts = ["tea", "rain not blue", "", Rows.Text(probe.Random, 12)];
        probe.Observe("the same seed: the same logits, bit for bit",
            Rows.Values(first.Logits(texts)).SequenceEqual(Rows.Values(again.Logits(texts))));
        probe.Observe("the same seed: the same bytes", first.Save().SequenceEqual(again.Save()));
        probe.Observe("another seed: other logits", !Rows.Values(first.Logits(texts)).SequenceEqual(Rows.Values(other.Logits(texts))));
        float[] logits = Rows.Values(first.Logits(texts));
        byte[] saved = first.Save();
        string predicted = string.Join(' ', first.Predict(texts));
        using NetPredictor stranger = NetPredictor.Train([new("tea door one", "x"), new("blue", "a"), new("not", "b"), new("two", "c")], 1);
        _ = stranger.Predict(["blue"]);
        probe.Observe("after another net was trained, on other words and classes: the same",
            Rows.Values(first.Logits(texts)).SequenceEqual(logits) && first.Save().SequenceEqual(saved)
                && string.Join(' ', first.Predict(texts)) == predicted);
        probe.Observe("the rows are as they were", rows.SequenceEqual(before));
        probe.Observe("asked twice: the same logits", Rows.Values(first.Logits(texts)).SequenceEqual(Rows.Values(first.Logits(texts))));
    }
}

public sealed class SavedIsLoaded()
    : Check("M12.E3.saved", "saves everything that a fresh net needs, and refuses bytes that have changed", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        LabelledText[] rows = Rows.Draw(probe.Random, 60);
        string[] texts = [.. rows.Select(row => row.Text), "never heard of", Rows.Text(probe.Random, 50)];
        NetPredictor net = NetPredictor.Train(rows, 9);
        byte[] saved = net.Save();
        float[] logits = Rows.Values(net.Logits(texts));
        string predicted = string.Join(' ', net.Predict(texts));
        byte[] scratch = net.Save();
        Array.Clear(scratch);
        probe.Observe("what was done to the bytes of one Save is not in the next", net.Save().SequenceEqual(saved));
        net.Dispose();
        NetPredictor? loaded = null;
        using (NewDisposeScope()) loaded = NetPredictor.Load(saved);
        probe.Observe("the same logits, bit for bit", Rows.Values(loaded.Logits(texts)).SequenceEqual(logits));
        probe.Observe("the same classes", string.Join(' ', loaded.Predict(texts)) == predicted);
        probe.Observe("saved again: the same bytes", loaded.Save().SequenceEqual(saved));
        loaded.Dispose();
        probe.ObserveAccepts("disposed twice", loaded.Dispose);
        foreach (double place in new[] { 0, 0.001, 0.05, 0.3, 0.6, 0.9, 1 })
        {
            byte[] changed = [.. saved];
            changed[(int)(place * (saved.Length - 1))] ^= 1;
            probe.ObserveThrows<ArgumentException>($"a byte changed at {place.ToString(CultureInfo.InvariantCulture)} of the length",
                () => NetPredictor.Load(changed).Dispose());
        }

        IEnumerable<int> places = [.. Enumerable.Range(0, 64), .. Enumerable.Range(1, 64).Select(i => saved.Length - i),
            .. Enumerable.Range(0, 50).Select(_ => (int)probe.Random.NextInteger(0, saved.Length))];
        probe.Observe("refused: any of the first and last bytes changed, or of fifty others", places.All(place => IsRefused(saved, place)));
        foreach ((string where, int length) in new[] { ("before the first byte", 0), ("after byte 1", 1), ("after byte 31", 31),
            ("after byte 32", 32), ("after byte 33", 33), ("in the middle", saved.Length / 2), ("before the last byte", saved.Length - 1) })
            probe.ObserveThrows<ArgumentException>($"cut off {where}",
                () => NetPredictor.Load(saved[..Math.Min(length, saved.Length - 1)]).Dispose());
        probe.ObserveThrows<ArgumentException>("the hash of nothing",
            () => NetPredictor.Load(System.Security.Cryptography.SHA256.HashData([])).Dispose());
        probe.ObserveThrows<ArgumentException>("a byte more", () => NetPredictor.Load([.. saved, 0]).Dispose());
    }

    private static bool IsRefused(byte[] saved, int place)
    {
        byte[] changed = [.. saved];
        changed[Math.Clamp(place, 0, saved.Length - 1)] ^= 0x10;
        try
        {
            NetPredictor.Load(changed).Dispose();
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}

public sealed class NetRefuses() : Check("M12.E3.arguments", "refuses rows of fewer than two classes, and no texts")
{
    public override void Probe(Probe probe)
    {
        LabelledText[] rows = Rows.Draw(probe.Random, 6);
        probe.ObserveThrows<ArgumentException>("no rows", () => NetPredictor.Train([], 1).Dispose());
        probe.ObserveThrows<ArgumentException>("one class",
            () => NetPredictor.Train([new("a b c", "one"), new("d e f", "one")], 1).Dispose());
        probe.ObserveAccepts("two rows of two classes, without words",
            () => NetPredictor.Train([new("", "one"), new("", "two")], 1).Dispose());
        using NetPredictor net = NetPredictor.Train(rows, 1);
        probe.ObserveThrows<ArgumentException>("logits of no texts", () => net.Logits([]));
    }
}

public sealed class NothingIsLeftOver : Check
{
    public NothingIsLeftOver()
        : base("M12.E3.leaks", "leaves no tensor behind but what it owns, which lives as long as it does") =>
            TimeLimit = TimeSpan.FromSeconds(60);

    private const string Growth = "alive at once for each 40 rows more";

    public override void Probe(Probe probe)
    {
        LabelledText[] rows = Rows.Draw(probe.Random, 50);
        string[] texts = ["tea rain", "", "not never door"];
        NetPredictor? net = null;
        using (NewDisposeScope()) net = NetPredictor.Train(rows, 3);
        probe.Owns(net);
        probe.Observe("works after the scope that it was trained in", Rows.Values(net.Logits(texts)).All(float.IsFinite));
        byte[] saved = net.Save();
        probe.ObserveLeak("logits", () => net.Logits(texts));
        Tensor logits;
        using (NewDisposeScope()) logits = net.Logits(texts);
        probe.Observe("logits end with the scope of whoever asked", logits.IsInvalid);
        probe.ObserveLeak("predictions", () => net.Predict(texts));
        probe.ObserveLeak("saving", () => net.Save());
        probe.ObserveLeak("alive when one is loaded and disposed", () => NetPredictor.Load(saved).Dispose());
        probe.ObserveLeak("alive when one is trained and disposed", () => NetPredictor.Train(rows, 4).Dispose());
        LabelledText[] forty = rows[..40];
        probe.ObserveGrowth(Growth, times => NetPredictor.Train([.. Enumerable.Repeat(forty, times).SelectMany(row => row)], 5).Dispose());
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(name => name == Growth ? new Tolerance(80, 0, "two tensors a row") : Tolerance.Exact)
        .WithHint("A scope in each public member; parameters outlive it, and Dispose frees them.");
}

public sealed class DeclaresSomething() : VisibleCheck("M12.E3.declared", "declares a task of the course and a margin of 5 points or more")
{
    public override void Probe(Probe probe)
    {
        Declaration declared = MyModel.Declare();
        probe.Observe("the task is topic or tone", declared.Task is "topic" or "tone");
        probe.Observe("the margin is from 5 to 100 points", declared.Margin is >= 5 and <= 100);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class BeatsTheBaseline()
    : Check("M12.E3.hidden", "beats its baseline on hidden notices by the declared margin, and not by luck", points: 4)
{
    private const int Train = 1200, Test = 800;

    public override void Probe(Probe probe)
    {
        Declaration declared = MyModel.Declare();
        string task = declared.Task is "topic" ? "topic" : "tone";
        (IReadOnlyList<Notice> train, IReadOnlyList<Notice> test) = HiddenNotices.Draw(probe.Random, Train, Test);
        LabelledText[] rows = [.. train.Select(notice => new LabelledText(notice.Text, HiddenNotices.LabelOf(notice, task)))];
        using NetPredictor net = NetPredictor.Train(rows, 2026);
        IReadOnlyList<string> labels = net.Predict([.. test.Select(notice => notice.Text)]);
        probe.Observe("topic", task == "topic");
        probe.Observe("margin", declared.Margin);
        probe.Observe("predicted classes", labels.Select(label => HiddenNotices.ClassesOf(task).ToList().IndexOf(label)));
    }

    public override Verdict Judge(Evidence evidence)
    {
        string task = evidence.Flag("topic") ? "topic" : "tone";
        double margin = evidence.Number("margin");
        IReadOnlyList<double> predicted = evidence.Tensor("predicted classes").Values;
        (IReadOnlyList<Notice> train, IReadOnlyList<Notice> test) = HiddenNotices.Draw(CheckRandom.For(Id), Train, Test);
        if (predicted.Count != Test) return Verdict.Fail($"There are {predicted.Count} predictions for {Test} texts.");
        bool[] byNet = [.. test.Select((notice, i) => predicted[i] >= 0
            && HiddenNotices.ClassesOf(task)[(int)predicted[i]] == HiddenNotices.LabelOf(notice, task))];
        bool[] byCounting = HiddenNotices.ByCounting(train, test, task);
        double net = 100.0 * byNet.Count(isRight => isRight) / Test, counting = 100.0 * byCounting.Count(isRight => isRight) / Test,
            p = HiddenNotices.PValue(byNet, byCounting);
        string numbers = string.Create(CultureInfo.InvariantCulture,
            $"The net is right in {net:0.0} percent of the hidden notices, naive Bayes in {counting:0.0}");
        if (!(margin >= 5 && net - counting >= margin))
            return Verdict.Fail(string.Create(CultureInfo.InvariantCulture,
                $"{numbers}; the margin is to be {Math.Max(margin, 5):0.#} points."),
                hint: "Does the net see the order of the words? Keep some notices aside, and declare what holds there, less some points for luck.");
        return p < 0.05
            ? Verdict.Pass
            : Verdict.Fail(string.Create(CultureInfo.InvariantCulture,
                $"{numbers}; a difference of this size is as likely as {p:0.000} by chance alone."));
    }
}

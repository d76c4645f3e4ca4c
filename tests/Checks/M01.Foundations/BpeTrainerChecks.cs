using System.Text;

namespace LLMCourse.Checks.M01;

/// <summary>A check of training: what is observed is the merges, and the vocabulary where it matters.</summary>
public abstract class TrainingCheck(string id, string title, int points = 1) : Check(id, title, points)
{
    public override Verdict Judge(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        foreach (TensorObservation expected in evidence.Expected.OfType<TensorObservation>())
        {
            string[] wanted = Tokens(expected), got = Tokens(evidence.Tensor(expected.Name));
            int same = wanted.Zip(got).TakeWhile(pair => pair.First == pair.Second).Count();
            if (same == wanted.Length && same == got.Length) continue;
            string part = same < wanted.Length && same < got.Length ? $"Expected {wanted[same]}, got {got[same]}." : "One list ends here.";
            return Verdict.Fail($"`{expected.Name}` is wrong from number {same} on (counted from 0); there are {wanted.Length} in all, and you have {got.Length}.", part, Hint);
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }

    /// <summary>Observes merges: the bytes of each, parted by −1 between left and right and by −2 at the end.</summary>
    protected static void ObserveMerges(Probe probe, string name, BpeModel model)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(model);
        probe.Observe(name,
            model.Merges.SelectMany(m => m.Left.Select(b => (int)b).Append(-1).Concat(m.Right.Select(b => (int)b)).Append(-2)));
    }

    /// <summary>Observes the tokens of the ids 0, 1, 2, … from a first one on, each ended by −2.</summary>
    protected static void ObserveTokens(Probe probe, string name, BpeModel model, int first)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(model);
        probe.Observe($"number of {name}", model.Vocabulary.Count);
        probe.Observe(name, Enumerable.Range(first, Math.Max(0, model.Vocabulary.Count - first))
            .SelectMany(id => (model.Vocabulary.TryGetValue(id, out byte[]? bytes) ? bytes : []).Select(b => (int)b).Append(-2)));
    }

    private static string[] Tokens(TensorObservation observed)
    {
        List<string> tokens = [];
        var bytes = new StringBuilder();
        foreach (double value in observed.Values)
        {
            if (value == -2)
            {
                tokens.Add(bytes.ToString());
                _ = bytes.Clear();
            }
            else
            {
                _ = value == -1 ? bytes.Append(" + ") : value is > 32 and < 127
                    ? bytes.Append((char)value)
                    : bytes.Append($"<{(int)value:X2}>");
            }
        }

        return [.. tokens];
    }
}

public sealed class TrainExample : TrainingCheck
{
    public TrainExample()
        : base("M01.E2.example", "learns the three merges of aaabdaaabac") => Visibility = CheckVisibility.Visible;

    public override void Probe(Probe probe)
    {
        BpeModel model = BpeTrainer.Train("aaabdaaabac", 259);
        ObserveMerges(probe, "merges", model);
        ObserveTokens(probe, "tokens", model, 0);
    }
}

public sealed class TrainEnglish()
    : TrainingCheck("M01.E2.english", "learns the merges of 114 KB of English, all 244 of them in order", points: 3)
{
    public override void Probe(Probe probe)
    {
        BpeModel model = BpeTrainer.Train(Corpus.MobyDick, 500);
        ObserveMerges(probe, "merges", model);
        ObserveTokens(probe, "tokens", model, 256);
    }
}

public sealed class TrainTies() : TrainingCheck("M01.E2.ties", "merges the greatest of equally frequent pairs, as documented", points: 2)
{
    public override void Probe(Probe probe)
    {
        ObserveMerges(probe, "merges of pairs that stand once each", BpeTrainer.Train("abcdefgh\n{|}~\nÀ zÀ\nab", 266));
        ObserveMerges(probe, "merges of runs", BpeTrainer.Train("aaaaaaaaa bbbbb aaa bbbbbbb", 268));
        ObserveMerges(probe, "merges of a made-up text", BpeTrainer.Train(Corpus.MadeUp(probe.Random, 60), 330));
    }
}

public sealed class TrainSpecial()
    : TrainingCheck("M01.E2.special", "gives special tokens the last ids, and merges neither within nor across them", points: 2)
{
    public override void Probe(Probe probe)
    {
        const string End = "<|endoftext|>";
        string text = string.Join(End, Enumerable.Range(0, 12).Select(_ => Corpus.MadeUp(probe.Random, 4, ascii: true).Trim())) + End + End;
        BpeModel one = BpeTrainer.Train(text, 300, [End]);
        ObserveMerges(probe, "merges with one special token", one);
        ObserveTokens(probe, "tokens with one special token", one, 256);

        BpeModel two = BpeTrainer.Train("ab<x>ab<x>yz<x>yz<x>yz<x>yz cd(.*)ab(.*)cd", 262, ["<x>", "<x>yz", "(.*)"]);
        ObserveMerges(probe, "merges where one special token begins another", two);
        ObserveTokens(probe, "tokens where one special token begins another", two, 256);

        // The shorter one begins first each time; cut out by the longer one, the text would be "<a", over and over.
        ObserveMerges(probe, "merges where one special token begins within another",
            BpeTrainer.Train("<a>bcd<a>bcd<a>bcd", 300, ["<a>", ">bcd"]));
        ObserveTokens(probe, "tokens where a special token is a byte, and another one has spaces",
            BpeTrainer.Train("xyaxy <s> z", 300, ["a", " <s> "]), 256);
        ObserveMerges(probe, "merges of what differs from a special token in case", BpeTrainer.Train("XYab XYab xyab", 300, ["xy"]));
    }
}

public sealed class TrainNonAscii() : TrainingCheck("M01.E2.non-ascii", "learns bytes of UTF-8, whatever the script")
{
    public override void Probe(Probe probe)
    {
        BpeModel model = BpeTrainer.Train("Größe und Straße; große Größen 日本語 日本 日本人 😀😀 👩🏽‍🚀 𝒜𝒜𝒜 naïve façade café", 300);
        ObserveMerges(probe, "merges", model);
        ObserveMerges(probe, "merges of a made-up text", BpeTrainer.Train(Corpus.MadeUp(probe.Random, 150), 350));
        ObserveMerges(probe, "merges of halves of surrogate pairs", BpeTrainer.Train("\uD83Da \uD83Da b\uDE00", 300));
    }
}

public sealed class TrainExhausted() : TrainingCheck("M01.E2.exhausted", "stops when no pair is left, and learns nothing from nothing")
{
    public override void Probe(Probe probe)
    {
        BpeModel model = BpeTrainer.Train("to be to be", 400, ["<s>"]);
        ObserveMerges(probe, "merges of a short text", model);
        ObserveTokens(probe, "tokens of a short text", model, 256);
        probe.Observe("tokens of an empty text", BpeTrainer.Train("", 300).Vocabulary.Count);
        probe.Observe("merges where there is room for none", BpeTrainer.Train("abab", 256).Merges.Count);
    }
}

public sealed class TrainBadArguments()
    : Check("M01.E2.bad-arguments", "refuses a vocabulary that is too small, and special tokens that are empty or given twice")
{
    public override void Probe(Probe probe)
    {
        probe.ObserveThrows<ArgumentException>("a vocabulary of 255", () => BpeTrainer.Train("ab", 255));
        probe.ObserveThrows<ArgumentException>("a vocabulary of 257 with two special tokens",
            () => BpeTrainer.Train("ab", 257, ["<a>", "<b>"]));
        probe.ObserveThrows<ArgumentException>("an empty special token", () => BpeTrainer.Train("ab", 300, ["<a>", ""]));
        probe.ObserveThrows<ArgumentException>("a special token twice", () => BpeTrainer.Train("ab", 300, ["<a>", "<b>", "<a>"]));
        probe.ObserveThrows<ArgumentException>("null", () => BpeTrainer.Train(null!, 300));
        probe.ObserveAccepts("a vocabulary of 258 with two special tokens", () => BpeTrainer.Train("ab", 258, ["<a>", "<b>"]));
        probe.ObserveAccepts("special tokens that differ in case", () => BpeTrainer.Train("ab", 300, ["<a>", "<A>"]));
        probe.ObserveAccepts("a line feed as a special token", () => BpeTrainer.Train("ab", 300, ["\n"]));
    }
}

public sealed class TrainSpeed()
    : PerformanceCheck("M01.E2.speed",
        "keeps within eight times a good implementation's time, and does not count everything anew for each merge", points: 2)
{
    public override string SizeName => "KB of text";

    public override IReadOnlyList<int> Sizes => [8, 16, 32, 64];

    public override int ComparedSize => 64;

    public override double MaximumRatio => 8;

    public override double MaximumExponent => 1.6;

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        string text = Corpus.MadeUp(probe.Random, size * 180, ascii: true)[..(size * 1000)];
        return implementation == Implementation.Submission
            ? () => AsTensor(BpeTrainer.Train(text, 400).Merges)
            : () => AsTensor(PlainBpe.Train(text, 400).MergesOfBytes);
    }

    private static Tensor AsTensor(IReadOnlyList<(byte[] Left, byte[] Right)> merges) =>
        tensor([.. merges.SelectMany(m => m.Left.Concat(m.Right)).Select(b => (long)b)], ScalarType.Int64);
}

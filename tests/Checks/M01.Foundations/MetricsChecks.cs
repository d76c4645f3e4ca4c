namespace LLMCourse.Checks.M01;

public sealed class PerByte : Float64Check
{
    public PerByte()
        : base("M01.E7.per-byte", "measures in bits, and in bytes of UTF-8") => Visibility = CheckVisibility.Visible;

    public override void Probe(Probe probe)
    {
        probe.Observe("BitsPerByte of 100 nats and 40 bytes", Metrics.BitsPerByte(100, 40));
        probe.Observe("BitsPerByte of nothing", Metrics.BitsPerByte(0, 1));
        probe.Observe("BitsPerByte of an infinite loss", Metrics.BitsPerByte(double.PositiveInfinity, 5));
        probe.Observe("TokensPerByte of ASCII", Metrics.TokensPerByte(3, "twelve bytes"));
        probe.Observe("TokensPerByte of umlauts and emoji", Metrics.TokensPerByte(5, "Größe 🐳"));
        probe.Observe("TokensPerByte of nothing", Metrics.TokensPerByte(0, ""));
        probe.Observe("BitsPerByte of 5 GB", Metrics.BitsPerByte(1e10, 5_000_000_000));
        probe.Observe("TokensPerByte of white space at both ends", Metrics.TokensPerByte(3, "  two lines\n\n"));
    }
}

public sealed class ZipfSlope : Float64Check
{
    public ZipfSlope()
        : base("M01.E7.zipf", "fits the slope of ln count over ln rank, in whatever order the counts come", points: 2) =>
            Hint = "Sort the counts, the greatest first; ranks begin at 1, and zeros are left out.";

    public override void Probe(Probe probe)
    {
        (long Count, double Key)[] law =
            [.. Enumerable.Range(1, 400).Select(rank => ((long)Math.Round(1e7 * Math.Pow(rank, -1.1)), probe.Random.NextDouble()))];
        Observe("counts ∝ 1/rank^1.1, shuffled", law.OrderBy(c => c.Key).Select(c => c.Count));
        Observe("counts with noise and zeros",
            [.. Enumerable.Range(1, 60).Select(rank => (long)(3000 * (0.5 + probe.Random.NextDouble()) / rank)), 0, 0]);
        Observe("two counts", [3, 12]);
        Observe("equal counts", [5, 5, 5, 5]);
        Observe("counts that can be gone through once", Once(40, 9, 17, 3));
        Observe("counts with many ones", [1, 9, 1, 4, 1, 2]);
        Observe("counts of billions", [2_000_000_000, 9_000_000_000, 5_000_000_000]);

        void Observe(string name, IEnumerable<long> counts)
        {
            ZipfFit fit = Zipf.Fit(counts);
            probe.Observe($"exponent of {name}", fit.Exponent);
            probe.Observe($"R² of {name}", fit.RSquared);
        }
    }

    private static IEnumerable<long> Once(params long[] counts)
    {
        Queue<long> left = new(counts);
        return Rest();

        IEnumerable<long> Rest()
        {
            while (left.TryDequeue(out long count)) yield return count;
        }
    }
}

public sealed class EditDistances() : Check("M01.E7.levenshtein", "counts the fewest edits of characters", points: 2)
{
    public override void Probe(Probe probe)
    {
        (string, string)[] pairs = [("", ""), ("a", ""), ("", "ab"), ("intention", "execution"), ("same", "same"), ("😀😃", "😀"),
            ("𝒜b", "𝒝b"), ("ab", "ba"), ("Ärger", "ärger"), ("flaw", "lawn")];
        List<int> distances = [.. pairs.Select(p => Levenshtein.Distance(p.Item1, p.Item2))];
        for (int i = 0; i < 40; i++) distances.Add(Levenshtein.Distance(Word(), Word()));
        probe.Observe("distances", distances);
        (string, string)[] halves = [("a\uD83Db", "a\uFFFDb"), ("\uD83D", "\uDE00"), ("\uDE00\uD83D", "x"), ("\uD83Dx", "\uD83D\uDE00")];
        probe.Observe("distances of halves of surrogate pairs", halves.Select(p => Levenshtein.Distance(p.Item1, p.Item2)));
        string a = Word() + Word(), b = Word();
        probe.Observe("the distance is symmetric", Levenshtein.Distance(a, b) == Levenshtein.Distance(b, a));
        probe.ObserveThrows<ArgumentException>("null", () => Levenshtein.Distance(null!, "a"));
        probe.Observe("the whole table was in memory",
            MostMemory(() => Levenshtein.Distance(new string('a', 3000), new string('b', 2999))) > 8_000_000);

        // A table of 3,000 × 3,000 takes 36 MB as int, two rows 24 kB. Collected each time: rows that nobody needs any more do not count.
        static long MostMemory(Action work)
        {
            long before = GC.GetTotalMemory(forceFullCollection: true), most = 0;
            using ManualResetEventSlim done = new();
            Thread watch = new(() =>
            {
                do
                {
                    GC.Collect();
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
                }
                while (!done.Wait(1));
            });
            watch.Start();
            work();
            done.Set();
            watch.Join();
            return most;
        }

        string Word() =>
            string.Concat(Enumerable.Range(0, (int)probe.Random.NextInteger(0, 12))
                .Select(_ => "abcé😀"[(int)probe.Random.NextInteger(0, 4)]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint(
            "Three neighbours of the table: insert, delete, replace (free where the characters are equal). An emoji is one character.");
}

/// <summary>Words to translate.</summary>
internal static class Words
{
    public static (string, string)[] Pairs { get; } =
        [("wal", "whale"), ("schiff", "ship"), ("boot", "ship"), ("meer", "sea"), ("see", "sea"), ("kapitän", "captain"), ("weiß", "white"),
            ("🐳", "whale")];

    public static DictionaryTranslator Translator() => new(Pairs);
}

public sealed class Translations() : Check("M01.E7.dictionary", "looks words up, and numbers source and target words in their order")
{
    public override void Probe(Probe probe)
    {
        DictionaryTranslator translator = Words.Translator();
        probe.Observe("source words", string.Join(' ', translator.SourceWords));
        probe.Observe("target words", string.Join(' ', translator.TargetWords));
        foreach (string word in (string[])["wal", "boot", "🐳", "weiß"]) probe.Observe($"Lookup({word})", translator.Lookup(word));
        probe.Observe("unknown words and other spellings are null",
            translator.Lookup("hai") is null && translator.Lookup("Wal") is null && translator.Lookup("") is null);
        probe.Observe("target words that differ in case",
            string.Join(' ', new DictionaryTranslator([("see", "sea"), ("See", "Sea"), ("meer", "sea")]).TargetWords));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class TranslationMatrix() : Check("M01.E7.matrix", "translates one-hot vectors by a matrix, and softly by softmax", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        DictionaryTranslator translator = Words.Translator();
        probe.Observe("OneHot", stack([.. ((string[])["wal", "kapitän", "hai"]).Select(translator.OneHot)]));
        probe.Observe("Matrix", translator.Matrix());
        _ = translator.OneHot("wal").zero_();
        _ = translator.Matrix().zero_();
        probe.Observe("OneHot, after its last result was changed", translator.OneHot("wal"));
        probe.Observe("Matrix, after its last result was changed", translator.Matrix());
        Tensor queries = probe.Random.Normal(2, 3, Words.Pairs.Length);
        probe.Observe("SoftLookup at scale 1", translator.SoftLookup(queries, 1));
        probe.Observe("SoftLookup at scale 0", translator.SoftLookup(queries, 0));
        probe.Observe("SoftLookup at scale 1000", translator.SoftLookup(queries, 1000));
        Tensor query = translator.OneHot("see").requires_grad_(true);
        translator.SoftLookup(query, 1.5)[2].backward();
        probe.Observe("gradient", query.grad);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Layer)
        .WithHint("softmax(scale·queries) along the source words, times the matrix [S, U].");
}

public sealed class MetricsLeaveNothing() : Check("M01.E7.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        DictionaryTranslator translator = Words.Translator();
        Tensor queries = probe.Random.Normal(3, Words.Pairs.Length);
        probe.ObserveLeak("tensors left by OneHot", () => translator.OneHot("wal"));
        probe.ObserveLeak("tensors left by Matrix", translator.Matrix);
        probe.ObserveLeak("tensors left by SoftLookup", () => translator.SoftLookup(queries, 2));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Open `using var scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
}

public sealed class MetricsBadArguments()
    : Check("M01.E7.bad-arguments", "refuses numbers out of range, too few counts, repeated words and queries of the wrong length")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        DictionaryTranslator translator = Words.Translator();
        probe.ObserveThrows<ArgumentException>("0 bytes", () => Metrics.BitsPerByte(1, 0));
        probe.ObserveThrows<ArgumentException>("−1 nats", () => Metrics.BitsPerByte(-1, 1));
        probe.ObserveThrows<ArgumentException>("NaN nats", () => Metrics.BitsPerByte(double.NaN, 1));
        probe.ObserveThrows<ArgumentException>("−1 tokens", () => Metrics.TokensPerByte(-1, "a"));
        probe.ObserveThrows<ArgumentException>("one count above 0", () => Zipf.Fit([4, 0, 0]));
        probe.ObserveThrows<ArgumentException>("a negative count", () => Zipf.Fit([4, 3, -2]));
        probe.ObserveThrows<ArgumentException>("no pairs of words", () => _ = new DictionaryTranslator([]));
        probe.ObserveThrows<ArgumentException>("null for pairs of words", () => _ = new DictionaryTranslator(null!));
        probe.ObserveThrows<ArgumentException>("a source word twice",
            () => _ = new DictionaryTranslator([("a", "x"), ("b", "y"), ("a", "y")]));
        probe.ObserveThrows<ArgumentException>("a query that is too short", () => translator.SoftLookup(zeros(3), 1));
        probe.ObserveThrows<ArgumentException>("a query without axes", () => translator.SoftLookup(tensor(1f), 1));
        probe.ObserveThrows<ArgumentException>("a negative scale", () => translator.SoftLookup(zeros(Words.Pairs.Length), -1));
        probe.ObserveThrows<ArgumentException>("a scale of NaN", () => translator.SoftLookup(zeros(Words.Pairs.Length), double.NaN));
        probe.ObserveAccepts("a query that fits", () => translator.SoftLookup(zeros(Words.Pairs.Length), 1));
    }
}

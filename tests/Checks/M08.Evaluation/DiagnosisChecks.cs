using System.Globalization;

namespace LLMCourse.Checks.M08;

/// <summary>Made-up results for the checks of slices, calibration and contamination.</summary>
internal static class Diagnoses
{
    private static readonly string[] Syllables = ["ba", "ke", "li", "mo", "nu", "ra", "so", "ti", "va", "ze"];

    public static string Words(CheckRandom random, int count) =>
        string.Join(' ', Enumerable.Range(0, count)
            .Select(_ => string.Concat(Enumerable.Range(0, 3).Select(_ => Syllables[random.NextInteger(0, 10)]))));

    public static double[] Numbers(CheckRandom random, int count, int below) =>
        [.. Enumerable.Range(0, count).Select(_ => (double)random.NextInteger(0, below))];

    public static string[] Labels(CheckRandom random, int count, params string[] labels) =>
        [.. Enumerable.Range(0, count).Select(_ => labels[(int)(labels.Length * Math.Pow(random.NextDouble(), 1.5))])];

    public static void Observe(Probe probe, string name, IReadOnlyList<ErrorSlice> slices)
    {
        probe.Observe($"{name}: the slices",
            string.Join('\n',
                slices.Select(slice => string.Create(CultureInfo.InvariantCulture, $"{slice.Condition}: {slice.Errors} of {slice.Size}"))));
        probe.Observe($"{name}: the rates of the rest", slices.Select(slice => slice.RestRate));
        probe.Observe($"{name}: the scores", slices.Select(slice => slice.Score));
    }

    public static void Observe(Probe probe, string name, IReadOnlyList<ReliabilityBin> bins)
    {
        probe.Observe($"{name}: the edges", bins.SelectMany(bin => new[] { bin.Lower, bin.Upper }));
        probe.Observe($"{name}: the counts", bins.Select(bin => bin.Count));
        probe.Observe($"{name}: the confidences", bins.Select(bin => bin.Confidence));
        probe.Observe($"{name}: the accuracies", bins.Select(bin => bin.Accuracy));
    }

    public static void Observe(Probe probe, string name, ContaminationReport report)
    {
        probe.Observe($"{name}: leaked", report.Leaked);
        probe.Observe($"{name}: too short", report.TooShort);
    }
}

public sealed class SlicesOfOneCondition()
    : VisibleCheck("M08.E7.slices", "scores slices by the z of two proportions, and lists those that are worse than the rest", points: 2)
{
    public override void Probe(Probe probe)
    {
        string[] languages = ["de", "de", "en", "fr", "en", "de", "fr", "en", "en", "de", "en", "fr"];
        bool[] wrong = [true, true, false, true, false, false, false, false, true, true, false, false];
        Diagnoses.Observe(probe, "three languages", ErrorSlices.Find(wrong, [Feature.Categorical("language", languages)], leastSize: 1));
        Diagnoses.Observe(probe, "at least four", ErrorSlices.Find(wrong, [Feature.Categorical("language", languages)], leastSize: 4));
        Diagnoses.Observe(probe, "at least five", ErrorSlices.Find(wrong, [Feature.Categorical("language", languages)], leastSize: 5));
        Diagnoses.Observe(probe, "a rest that is too small",
            ErrorSlices.Find([true, true, true, false, false], [Feature.Categorical("kind", ["a", "a", "a", "a", "b"])], leastSize: 2));
        Diagnoses.Observe(probe, "one label", ErrorSlices.Find([true, false], [Feature.Categorical("kind", ["a", "a"])], leastSize: 1));
        Diagnoses.Observe(probe, "all wrong",
            ErrorSlices.Find([true, true, true], [Feature.Categorical("kind", ["a", "a", "b"])], leastSize: 1));
        Diagnoses.Observe(probe, "none wrong",
            ErrorSlices.Find([false, false, false], [Feature.Categorical("kind", ["a", "a", "b"])], leastSize: 1));
        Diagnoses.Observe(probe, "equally wrong",
            ErrorSlices.Find([true, false, true, false], [Feature.Categorical("kind", ["a", "a", "b", "b"])], leastSize: 1));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("The slice is held against all other items, not against all items.");
}

public sealed class SlicesOfNumbers()
    : Check("M08.E7.thresholds",
        "takes the thresholds of numbers from nine places of the sorted column, and writes them in the invariant culture", points: 2)
{
    public override void Probe(Probe probe)
    {
        double[] column = [.. Enumerable.Range(0, 40).Select(i => ((i * 17) % 40) + 0.5)];
        Diagnoses.Observe(probe, "forty numbers",
            ErrorSlices.Find([.. column.Select(x => x > 28)], [Feature.Numeric("length", column)], 1, 100));
        Diagnoses.Observe(probe, "small ones are worse",
            ErrorSlices.Find([.. column.Select(x => x < 9 || (int)x % 7 == 0)], [Feature.Numeric("length", column)], 3, 100));
        Diagnoses.Observe(probe, "many equal ones",
            ErrorSlices.Find([true, true, false, true, false, false, false], [Feature.Numeric("n", [3, 3, 3, 3, 3, 8, -1])], 1, 100));
        Diagnoses.Observe(probe, "equal ones only", ErrorSlices.Find([true, false, true], [Feature.Numeric("n", [2, 2, 2])], 1, 100));
        Diagnoses.Observe(probe, "two numbers", ErrorSlices.Find([true, false], [Feature.Numeric("n", [1e21, -0.25])], 1, 100));
        CultureInfo before = CultureInfo.CurrentCulture, comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        CultureInfo.CurrentCulture = comma;
        try
        {
            Diagnoses.Observe(probe, "in another culture, large ones are worse",
                ErrorSlices.Find([false, false, true, true], [Feature.Numeric("n", [-1.5, -1.5, 2.25, 2.25])], 1, 100));
            Diagnoses.Observe(probe, "in another culture, small ones are worse",
                ErrorSlices.Find([true, true, false, false], [Feature.Numeric("n", [-1.5, -1.5, 2.25, 2.25])], 1, 100));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double)
        .WithHint("Sorted, the thresholds stand at ⌊n/10⌋, ⌊2n/10⌋, …, ⌊9n/10⌋; equal ones count once.");
}

public sealed class SlicesOfTwoConditions() : Check("M08.E7.planted", "finds a planted slice of two conditions as the top one", points: 3)
{
    public override void Probe(Probe probe)
    {
        int missed = 0;
        for (int trial = 0; trial < 12; trial++)
        {
            double[] lengths = Diagnoses.Numbers(probe.Random, 800, 10), depths = Diagnoses.Numbers(probe.Random, 800, 5);
            string[] digits = Diagnoses.Labels(probe.Random, 800, "no", "yes"),
                topics = Diagnoses.Labels(probe.Random, 800, "art", "law", "sport", "war");
            bool[] wrong = [.. lengths.Select((length, i) => probe.Random.NextDouble() < (length > 5 && digits[i] == "yes" ? 0.75 : 0.2))];
            IReadOnlyList<ErrorSlice> slices =
                ErrorSlices.Find(wrong, [Feature.Numeric("length", lengths), Feature.Categorical("topic", topics),
                    Feature.Categorical("digit", digits), Feature.Numeric("depth", depths)]);
            if (slices.Count == 0 || slices[0].Condition != "length > 5 AND digit = yes") missed++;
            if (trial == 0) Diagnoses.Observe(probe, "the top ten", slices);
        }

        probe.Observe("planted slices that are not the top one", missed);
        string[] first = Diagnoses.Labels(probe.Random, 200, "a", "b", "c"), second = Diagnoses.Labels(probe.Random, 200, "x", "y"),
            third = Diagnoses.Labels(probe.Random, 200, "p", "q");
        bool[] errors = [.. first.Select((_, i) => probe.Random.NextDouble() < (first[i] == "b" && third[i] == "q" ? 0.8 : 0.25))];
        Feature[] features =
            [Feature.Categorical("first", first), Feature.Categorical("second", second), Feature.Categorical("third", third)];
        Diagnoses.Observe(probe, "all slices", ErrorSlices.Find(errors, features, 10, 1000));
        Diagnoses.Observe(probe, "the features the other way round",
            ErrorSlices.Find(errors, [features[2], features[1], features[0]], 10, 6));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double)
        .WithHint("Two conditions of different features, each label and each threshold of the one with each of the other.");
}

public sealed class SlicesInOrder()
    : Check("M08.E7.order", "sorts slices by score, then by the number of conditions, then by text, and cuts the list", points: 2)
{
    public override void Probe(Probe probe)
    {
        // Both features say the same, so that slices of one and of two conditions tie.
        string[] kinds = ["x", "x", "x", "y", "y", "y", "y", "z"], copies = ["b", "b", "b", "B", "B", "B", "B", "a"];
        bool[] wrong = [true, true, true, false, true, false, false, true];
        Feature[] features = [Feature.Categorical("kind", kinds), Feature.Categorical("Copy", copies)];
        Diagnoses.Observe(probe, "ties", ErrorSlices.Find(wrong, features, 1, 50));
        Diagnoses.Observe(probe, "ties, where the text of two conditions comes first",
            ErrorSlices.Find(wrong, [Feature.Categorical("kind", kinds), Feature.Categorical("zone", copies)], 1, 50));
        Diagnoses.Observe(probe, "the first three", ErrorSlices.Find(wrong, features, 1, 3));
        Diagnoses.Observe(probe, "none wanted", ErrorSlices.Find(wrong, features, 1, 0));
        Diagnoses.Observe(probe, "no feature", ErrorSlices.Find(wrong, [], 1, 5));
        Diagnoses.Observe(probe, "no item", ErrorSlices.Find([], [Feature.Categorical("kind", []), Feature.Numeric("n", [])], 1, 5));
        Diagnoses.Observe(probe, "labels of all kinds",
            ErrorSlices.Find([true, true, false, false, true], [Feature.Categorical("word", ["", "😀", "a b", "", "😀"])], 1, 50));
        Diagnoses.Observe(probe, "labels that differ in case",
            ErrorSlices.Find([false, false, true, true, false], [Feature.Categorical("word", ["a", "a", "A", "A", "b"])], 1, 50));
        bool[] many = [.. Enumerable.Range(0, 120).Select(_ => probe.Random.NextDouble() < 0.4)];
        Feature[] drawn = [Feature.Categorical("u", Diagnoses.Labels(probe.Random, 120, "1", "2", "3")),
            Feature.Numeric("v", Diagnoses.Numbers(probe.Random, 120, 4)),
            Feature.Categorical("w", Diagnoses.Labels(probe.Random, 120, "4", "5"))];
        Diagnoses.Observe(probe, "by default", ErrorSlices.Find(many, drawn));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double)
        .WithHint("StringComparer.Ordinal for the text; a larger score first, fewer conditions next.");
}

public sealed class BinsOfEqualWidth()
    : Check("M08.E7.equal-width",
        "puts probabilities into bins of equal width, the lower edge inside, and leaves empty ones out", points: 2)
{
    public override void Probe(Probe probe)
    {
        double[] edges = [0, 0.25, 0.5, 0.75, 1, 0.24999, 0.75, 1];
        bool[] right = [false, true, true, false, true, false, true, true];
        Diagnoses.Observe(probe, "edges of four bins", Calibration.Reliability(edges, right, 4));
        Diagnoses.Observe(probe, "one bin", Calibration.Reliability(edges, right, 1));
        Diagnoses.Observe(probe, "by default", Calibration.Reliability([0.31, 0.38, 0.91, 0.05, 0.35], [true, false, true, false, true]));
        Diagnoses.Observe(probe, "one answer", Calibration.Reliability([1], [false], 7));
        Diagnoses.Observe(probe, "more bins than answers", Calibration.Reliability([0.999, 0.5, 0.0001], [true, true, false], 1000));
        double[] hundredths = [.. Enumerable.Range(0, 101).Select(i => i / 100.0)];
        foreach (int bins in new[] { 10, 100 })
            Diagnoses.Observe(probe, $"hundredths in {bins} bins",
                Calibration.Reliability(hundredths, [.. hundredths.Select(p => p > 0.5)], bins));
        double[] drawn = [.. Enumerable.Range(0, 300).Select(_ => Math.Sqrt(probe.Random.NextDouble()))];
        Diagnoses.Observe(probe, "300 answers", Calibration.Reliability(drawn, [.. drawn.Select(p => probe.Random.NextDouble() < p)], 15));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("⌊p·B⌋ is the bin; only 1 would fall out of the last one.");
}

public sealed class BinsOfEqualMass()
    : Check("M08.E7.equal-mass", "cuts the sorted probabilities into bins of equal mass, equal ones in their order")
{
    public override void Probe(Probe probe)
    {
        Diagnoses.Observe(probe, "seven answers, three bins",
            Calibration.Reliability([0.2, 0.9, 0.4, 0.6, 0.8, 0.95, 0.5], [true, true, false, false, true, true, false], 3,
                Binning.EqualMass));
        Diagnoses.Observe(probe, "equal probabilities",
            Calibration.Reliability([.. Enumerable.Repeat(0.7, 40)], [.. Enumerable.Range(0, 40).Select(i => i < 20)], 2,
                Binning.EqualMass));
        Diagnoses.Observe(probe, "more bins than answers", Calibration.Reliability([0.9, 0.1], [true, false], 5, Binning.EqualMass));
        Diagnoses.Observe(probe, "one answer", Calibration.Reliability([0.3], [true], 1, Binning.EqualMass));
        double[] drawn = [.. Enumerable.Range(0, 203).Select(_ => Math.Round(probe.Random.NextDouble(), 2))];
        Diagnoses.Observe(probe, "203 answers",
            Calibration.Reliability(drawn, [.. drawn.Select(p => probe.Random.NextDouble() < p)], 10, Binning.EqualMass));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("A stable sort, and bin i from place ⌊i·n/B⌋ to the next one's.");
}

public sealed class CalibrationErrors()
    : Check("M08.E7.ece", "weighs the bins' gaps by their sizes, without letting them cancel, and averages squared distances", points: 2)
{
    public override void Probe(Probe probe)
    {
        // 0.9 on 100 answers of which 75 are right, 0.6 on 100 of which 65 are.
        double[] two = [.. Enumerable.Repeat(0.9, 100), .. Enumerable.Repeat(0.6, 100)];
        bool[] right = [.. Enumerable.Range(0, 200).Select(i => i < 100 ? i < 75 : i < 165)];
        probe.Observe("two confidences", Calibration.Ece(two, right));
        probe.Observe("two confidences, one bin", Calibration.Ece(two, right, 1));
        probe.Observe("two confidences, three bins of equal mass", Calibration.Ece(two, right, 3, Binning.EqualMass));
        probe.Observe("perfect", Calibration.Ece([1, 0, 1], [true, false, true]));
        probe.Observe("always sure, always wrong", Calibration.Ece([1, 1], [false, false]));
        probe.Observe("gaps within a bin cancel", Calibration.Ece([0.52, 0.58, 0.55], [true, false, false]));
        double[] drawn = [.. Enumerable.Range(0, 400).Select(_ => probe.Random.NextDouble())];
        bool[] calibrated = [.. drawn.Select(p => probe.Random.NextDouble() < p)],
            sure = [.. drawn.Select(p => probe.Random.NextDouble() < Math.Sqrt(p))];
        foreach ((string name, bool[] answers) in new[] { ("calibrated", calibrated), ("too modest", sure) })
        {
            probe.Observe($"{name}, by default", Calibration.Ece(drawn, answers));
            probe.Observe($"{name}, 15 bins", Calibration.Ece(drawn, answers, 15));
            probe.Observe($"{name}, equal mass", Calibration.Ece(drawn, answers, 10, Binning.EqualMass));
            probe.Observe($"{name}, Brier", Calibration.Brier(drawn, answers));
        }

        probe.Observe("Brier of two answers", Calibration.Brier([0.8, 0.7], [true, false]));
        probe.Observe("Brier, perfect", Calibration.Brier([1, 0], [true, false]));
        probe.Observe("Brier, wrong", Calibration.Brier([0], [true]));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("The absolute value is taken for each bin, after averaging within it.");
}

public sealed class FindsLeaks() : Check("M08.E7.leaks", "finds every planted leak, and nothing in clean items", points: 3)
{
    public override void Probe(Probe probe)
    {
        string[] train = [.. Enumerable.Range(0, 60).Select(_ => Diagnoses.Words(probe.Random, 200))];
        List<string> test = [], cleanOnes = [];
        List<int> planted = [];
        for (int item = 0; item < 120; item++)
        {
            string before = Diagnoses.Words(probe.Random, (int)probe.Random.NextInteger(1, 12)),
                after = Diagnoses.Words(probe.Random, (int)probe.Random.NextInteger(1, 12));
            string[] document = train[probe.Random.NextInteger(0, 60)].Split(' ');
            int at = (int)probe.Random.NextInteger(0, 188);

            // Thirteen words in a row are a leak; twelve, or thirteen with another one between, are not.
            string middle = (item % 3) switch
            {
                0 => string.Join(",  ", document[at..(at + 13)]).ToUpperInvariant(),
                1 => string.Join(' ', document[at..(at + 12)]),
                _ => $"{string.Join(' ', document[at..(at + 6)])} {Diagnoses.Words(probe.Random, 1)} {string.Join(' ', document[(at + 6)..(at + 12)])}",
            };
            if (item % 3 == 0) planted.Add(item);
            test.Add($"{before} {middle}; {after}?");
        }

        ContaminationReport report = Contamination.NGramOverlap(train, test);
        probe.Observe("planted leaks that were missed", planted.Except(report.Leaked).Count());
        probe.Observe("clean items that were reported", report.Leaked.Except(planted).Count());
        probe.Observe("items that are too short", report.TooShort.Count);
        probe.Observe("the leaks are in ascending order", report.Leaked.SequenceEqual(report.Leaked.Order()));
        Diagnoses.Observe(probe, "pairs of words",
            Contamination.NGramOverlap(["one two three four"],
                ["two three", "two four", "four", "three four five", "ONE, TWO!", "one-two", "three two one"], 2));
        Diagnoses.Observe(probe, "single words",
            Contamination.NGramOverlap(["one two", "three"], ["three blind mice", "mice", "", "?!"], 1));
        Diagnoses.Observe(probe, "runs do not go into the next document",
            Contamination.NGramOverlap(["one two", "three four"], ["two three"], 2));
        Diagnoses.Observe(probe, "a document that is too short",
            Contamination.NGramOverlap(["one two"], ["zero one two", "one two three"], 3));
        Diagnoses.Observe(probe, "exactly n words", Contamination.NGramOverlap(["x one two three y"], ["one two three", "two three"], 3));
        Diagnoses.Observe(probe, "no training data", Contamination.NGramOverlap([], ["one two three"], 2));
        Diagnoses.Observe(probe, "no test data", Contamination.NGramOverlap(["one two three"], [], 2));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Compare runs of n normalised words, document by document; an item of exactly n words has one run.");
}

public sealed class LeaksOfAllScripts() : Check("M08.E7.leak-words", "cuts words at everything that is no letter or digit of any script")
{
    public override void Probe(Probe probe)
    {
        Diagnoses.Observe(probe, "punctuation and line ends",
            Contamination.NGramOverlap(["it's 9.5 o'clock,\r\nBob_Smith"],
                ["It s 9 5 O clock bob smith", "its 95 oclock bobsmith x y z"], 7));
        Diagnoses.Observe(probe, "Greek and German",
            Contamination.NGramOverlap(["Η ΑΛΦΑ και Größe Übung"], ["η αλφα ΚΑΙ", "GRÖßE übung x", "gro e ubung"], 2));
        Diagnoses.Observe(probe, "letters outside of the first plane",
            Contamination.NGramOverlap(["𝒜𝒷 𐐷𐐷 😀 𠮷"], ["𝒜𝒷-𐐷𐐷 𠮷", "😀 😀 😀", "𝒜𝒷 𠮷 𐐷𐐷"], 3));
        Diagnoses.Observe(probe, "emoji separate",
            Contamination.NGramOverlap(["good😀morning to you"], ["good morning to", "goodmorning to you"], 3));
        Diagnoses.Observe(probe, "digits of another script",
            Contamination.NGramOverlap(["call ٣٤ now"], ["call ٣٤ now", "call 34 now"], 3));
        Diagnoses.Observe(probe, "words that would join alike",
            Contamination.NGramOverlap(["ab c", "a bcd"], ["a bc", "abc d", "abcd e"], 2));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Walk over runes; join the words of a run with something that is in no word.");
}

public sealed class RobustnessOfScores()
    : Check("M08.E7.robustness", "counts items whose paraphrases agree, and bounds the accuracy under wrong labels")
{
    public override void Probe(Probe probe)
    {
        probe.Observe("two of three", Robustness.Consistency([["A", "A", "A"], ["A", "B", "A"], ["7"]]));
        probe.Observe("case and white space differ", Robustness.Consistency([["a", "A"], ["a", "a "]]));
        probe.Observe("all wrong alike", Robustness.Consistency([["", ""], ["?", "?", "?"]]));
        probe.Observe("all but the last agree", Robustness.Consistency([["A", "A", "A", "B"], ["C", "D", "D", "D"]]));
        probe.Observe("many", Robustness.Consistency([.. Enumerable.Range(0, 100).Select(i => (string[])[$"{i % 7}", $"{i % 5}"])]));
        foreach ((double accuracy,
            double noise) in new[] { (0.8, 0.05), (0.02, 0.1), (0.97, 0.1), (0.5, 0), (0.5, 1), (0, 0), (1, 0.25), (0.625, 0.375) })
        {
            ConfidenceInterval bounds = Robustness.UnderLabelNoise(accuracy, noise);
            probe.Observe(FormattableString.Invariant($"accuracy {accuracy}, noise {noise}"),
                (IEnumerable<double>)[bounds.Lower, bounds.Upper]);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double);
}

public sealed class DiagnosisBadArguments()
    : Check("M08.E7.bad-arguments", "refuses columns, probabilities, numbers of bins and runs that make no sense")
{
    public override void Probe(Probe probe)
    {
        probe.ObserveThrows<ArgumentException>("a column that is too short",
            () => ErrorSlices.Find([true, false], [Feature.Categorical("a", ["x", "y"]), Feature.Categorical("b", ["x"])]));
        probe.ObserveThrows<ArgumentException>("a column that is too long",
            () => ErrorSlices.Find([true, false], [Feature.Numeric("a", [1, 2, 3])]));
        probe.ObserveThrows<ArgumentException>("a least size of 0",
            () => ErrorSlices.Find([true, false], [Feature.Numeric("a", [1, 2])], 0));
        probe.ObserveThrows<ArgumentException>("fewer than no slice",
            () => ErrorSlices.Find([true, false], [Feature.Numeric("a", [1, 2])], 1, -1));
        probe.ObserveThrows<ArgumentException>("no answer", () => Calibration.Reliability([], []));
        probe.ObserveThrows<ArgumentException>("no answer, ECE", () => Calibration.Ece([], []));
        probe.ObserveThrows<ArgumentException>("no answer, Brier", () => Calibration.Brier([], []));
        probe.ObserveThrows<ArgumentException>("more probabilities than answers", () => Calibration.Ece([0.5, 0.6], [true]));
        probe.ObserveThrows<ArgumentException>("fewer probabilities than answers", () => Calibration.Reliability([0.5], [true, false]));
        probe.ObserveThrows<ArgumentException>("fewer probabilities than answers, Brier", () => Calibration.Brier([0.5], [true, false]));
        foreach (double p in new[] { -0.001, 1.001, double.NaN })
        {
            probe.ObserveThrows<ArgumentException>(FormattableString.Invariant($"a probability of {p}"),
                () => Calibration.Reliability([0.5, p], [true, false]));
            probe.ObserveThrows<ArgumentException>(FormattableString.Invariant($"a probability of {p}, Brier"),
                () => Calibration.Brier([0.5, p], [true, false]));
            probe.ObserveThrows<ArgumentException>(FormattableString.Invariant($"an accuracy of {p}"),
                () => Robustness.UnderLabelNoise(p, 0.1));
            probe.ObserveThrows<ArgumentException>(FormattableString.Invariant($"a noise of {p}"),
                () => Robustness.UnderLabelNoise(0.5, p));
        }

        probe.ObserveThrows<ArgumentException>("no bin", () => Calibration.Reliability([0.5], [true], 0));
        probe.ObserveThrows<ArgumentException>("no bin, ECE", () => Calibration.Ece([0.5], [true], 0));
        probe.ObserveThrows<ArgumentException>("runs of no words", () => Contamination.NGramOverlap(["a"], ["a"], 0));
        probe.ObserveThrows<ArgumentException>("no item", () => Robustness.Consistency([]));
        probe.ObserveThrows<ArgumentException>("an item without answers", () => Robustness.Consistency([["A"], []]));
        probe.ObserveAccepts("probabilities of 0 and 1", () => Calibration.Brier([0, 1], [true, false]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

using System.Globalization;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.Checks.M07;

/// <summary>Mails for the checks of the classifier, and what is done to them.</summary>
internal static class Mails
{
    public static LabelledText[] Draw(ulong seed, int count) =>
        [.. MailCorpus.Generate(seed, count).Select(mail => new LabelledText(mail.Text, mail.IsSpam))];

    public static double F1(ClassifierModel model, IReadOnlyList<LabelledText> texts)
    {
        bool[] flagged = [.. texts.Select(text => ContentClassifier.Score(model, text.Text) >= 0.5)];
        int hits = texts.Where((text, i) => text.IsPositive && flagged[i]).Count();
        return 2.0 * hits / (flagged.Count(x => x) + texts.Count(text => text.IsPositive));
    }

    /// <summary>Writes a spam's words so that a list of words does not know them.</summary>
    public static string Disguise(CheckRandom random, string text,
        int way) => string.Concat(text.Select(c => random.NextDouble() > 0.4 ? c.ToString() : way switch
        {
            0 => char.IsAsciiLetter(c) ? c + "\u200b" : c.ToString(),
            1 => "оеасрхі".ElementAtOrDefault("oeacpxi".IndexOf(c, StringComparison.Ordinal) is var at && at >= 0 ? at : 99) is var alike
                && alike != 0 ? alike.ToString() : c.ToString(),
            2 => "ieaost".IndexOf(c, StringComparison.Ordinal) is var leet && leet >= 0 ? "134057"[leet].ToString() : c.ToString(),
            3 => char.IsAsciiLetterLower(c) ? c + "\u0301" : c.ToString(),
            4 => char.IsAsciiLetter(c) ? ((char)(c - '!' + '\uff01')).ToString() : c.ToString(),
            _ => char.IsAsciiLetterLower(c) ? char.ConvertFromUtf32(0x1d41a + (c - 'a')) : c.ToString(),
        }));

    public static void Observe(Probe probe, string name, ClassifierModel model)
    {
        probe.Observe($"{name}: weights", model.Weights.Select(weight => weight));
        probe.Observe($"{name}: bias", model.Bias);
        probe.Observe($"{name}: n-grams and temperature", (IEnumerable<double>)[model.LongestNGram, model.Temperature]);
    }

    public static void Observe(Probe probe, string name, IReadOnlyList<HashedFeature> vector)
    {
        probe.Observe($"{name}: buckets", vector.Select(feature => feature.Bucket));
        probe.Observe($"{name}: values", vector.Select(feature => feature.Value));
    }
}

public sealed class NormalizedTexts()
    : VisibleCheck("M07.E2.normalize", "folds what looks alike, drops what is not seen, and reads leetspeak beside letters", points: 2)
{
    public override void Probe(Probe probe)
    {
        string[] texts =
        [
            "Cl4im y0ur PR1ZE", "fr33 m0n3y n0w!!!", "100 % 10:30 3.50 $5 a@b", "100k 2nd b2b mp3 w00t 1x1 $ave ca$h 7 7a",
            "v\u200bi\u200ca\u200dg\ufeffr\u00ada", "\u0441\u0430\u0455\u0456n\u043e \u0421\u0410\u0405\u0406NO", "ｆｒｅｅ　ＣＡＳＨ！ ０",
            "𝐅𝐫𝐞𝐞 𝟎",
            "c\u0301a\u0308s\u20ddh e\ufe0f", "é Straße İ ǅ Ω", " \t\r\n a \u00a0 b\u2003c ", "", "\u200b", "\ud83d x \ude00",
            "😀4u 4😀 北4 4北", "αlphα ρrize", "0o0 o0o 0 0o", "A5 5 5A 5-5 a-5 5@5 @@a", "l 1l1 1", "नि", "\u200e1\u200ea",
            "\U00010400\U00010401 \U00010428", "a\U00010030 \U00010440b a\U00010033\U00010035",
        ];
        foreach ((int i, string text) in texts.Index()) probe.Observe($"text {i}", ContentClassifier.Normalize(text));
        int changed = 0;
        for (int i = 0; i < 600; i++)
        {
            string text = string.Concat(Enumerable.Range(0, 12)
                .Select(_ => PersonalTexts.Pick(probe.Random,
                    ["a", "B", "0", "1", "4", "@", "$", "2", " ", "\u200b", "а", "Ａ", "０", "𝐀", "é", "\u0301", "-", "北", "x", "\n"])));
            string once = ContentClassifier.Normalize(text);
            if (ContentClassifier.Normalize(once) != once) changed++;
            if (i < 40) probe.Observe($"random text {i}", once);
        }

        probe.Observe("texts that change again", changed);
    }
}

public sealed class HashedVectors()
    : Check("M07.E2.features", "hashes n-grams of words into signed buckets and divides by the length", points: 2)
{
    public override void Probe(Probe probe)
    {
        string text = "Win a FREE ticket, a free 北京 ticket 😀 naïve 2024 𝒜b";
        foreach ((int buckets, int longest) in ((int, int)[])[(1 << 16, 1), (1 << 16, 2), (1 << 16, 4), (1000, 2), (7, 3), (1, 1),
            (int.MaxValue, 1), (64, int.MaxValue)]) Mails.Observe(probe, $"{buckets} buckets, up to {longest} words",
                ContentClassifier.Features(text, buckets, longest));
        Mails.Observe(probe, "no words", ContentClassifier.Features(" ?! ", 64, 2));
        Mails.Observe(probe, "a word whose hash is 2^31", ContentClassifier.Features("rdklaij win a prize", 1 << 16, 1));
        Mails.Observe(probe, "nothing", ContentClassifier.Features("", 64, 2));
        Mails.Observe(probe, "disguised", ContentClassifier.Features("Fr33, c\u200bash_now\r\nfree", 1 << 16, 2));
        for (int i = 0; i < 5; i++)
            Mails.Observe(probe, $"random words {i}", ContentClassifier.Features(PersonalTexts.Prose(probe.Random, 30), 50, 2));
        probe.ObserveThrows<ArgumentException>("no buckets", () => ContentClassifier.Features("a", 0, 1));
        probe.ObserveThrows<ArgumentException>("no words", () => ContentClassifier.Features("a", 1, 0));
        probe.ObserveThrows<ArgumentException>("no text", () => ContentClassifier.Features(null!, 1, 1));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double);
}

public sealed class GradientSteps()
    : Check("M07.E2.steps", "steps along the mean gradient, with a penalty on the weights and none on the bias", points: 2)
{
    public override void Probe(Probe probe)
    {
        LabelledText[] texts = [new("win a prize", true), new("a meeting", false), new("win now, now", true), new("", false),
            new("meeting now", false), new("see the prize", false), new("a free meeting", true)];
        ClassifierOptions one = new() { Buckets = 20, Steps = 1, LearningRate = 1, L2 = 0 };
        Mails.Observe(probe, "one step", ContentClassifier.Train(texts, one));
        Mails.Observe(probe, "two steps", ContentClassifier.Train(texts, one with { Steps = 2 }));
        Mails.Observe(probe, "a penalty", ContentClassifier.Train(texts, one with { Steps = 9, L2 = 0.1 }));
        Mails.Observe(probe, "a rate", ContentClassifier.Train(texts, one with { Steps = 9, LearningRate = 0.25, LongestNGram = 3 }));
        Mails.Observe(probe, "doubled texts", ContentClassifier.Train([.. texts, .. texts], one with { Steps = 5 }));
        Mails.Observe(probe, "two texts", ContentClassifier.Train([texts[0], texts[3]], one with { Steps = 40, LearningRate = 30 }));
        ClassifierModel defaults = ContentClassifier.Train(texts);
        probe.Observe("the defaults",
            (IEnumerable<double>)[defaults.Weights.Count, defaults.Weights.Sum(weight => weight * weight), defaults.Bias,
                defaults.LongestNGram]);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(
            new Tolerance(1e-9, 1e-9, "float64 sums in any order agree to about 1e-14, and steps hardly let that grow"));
}

public sealed class ScoredTexts() : Check("M07.E2.score", "scores by weights, bias and temperature, an empty text too")
{
    public override void Probe(Probe probe)
    {
        ClassifierModel model = new([.. Enumerable.Range(0, 32).Select(_ => probe.Random.NextNormal() * 4)], -0.75, 2, 1);
        foreach (string text in (string[])["", "?", "win a prize", "W1n \u0430 prize", "a meeting now"])
        {
            probe.Observe($"logit of '{text}'", ContentClassifier.Logit(model, text));
            probe.Observe($"score of '{text}'", ContentClassifier.Score(model, text));
            probe.Observe($"hot score of '{text}'", ContentClassifier.Score(model with { Temperature = 2.5 }, text));
            probe.Observe($"its logit of '{text}'", ContentClassifier.Logit(model with { Temperature = 2.5, LongestNGram = 1 }, text));
        }

        foreach (double bias in (double[])[-2000, -40, 40, 2000])
            probe.Observe($"a bias of {bias.ToString(CultureInfo.InvariantCulture)}",
                ContentClassifier.Score(model with { Bias = bias }, ""));
        probe.ObserveThrows<ArgumentException>("no model", () => ContentClassifier.Score(null!, ""));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double);
}

public sealed class ChosenThresholds()
    : Check("M07.E2.threshold", "finds the lowest threshold that keeps to the rate, ties together", points: 2)
{
    public override void Probe(Probe probe)
    {
        double[] scores = [0.9, 0.4, 0.8, 0.8, 0.6, 0.8, 0.4, 0.1, 0.6, 0.95];
        bool[] labels = [true, false, true, false, true, false, true, false, false, true];
        foreach (double rate in (double[])[0, 0.1, 0.2, 0.39, 0.4, 0.6, 0.79, 0.8, 1])
            probe.Observe($"rate {rate.ToString(CultureInfo.InvariantCulture)}", Thresholds.ForFalsePositiveRate(scores, labels, rate));
        probe.Observe("a negative on top", Thresholds.ForFalsePositiveRate([0.5, 0.9], [true, false], 0));
        probe.Observe("negatives alone", Thresholds.ForFalsePositiveRate([0.5, 0.9, 0.7], [false, false, false], 0.34));
        probe.Observe("all equal", Thresholds.ForFalsePositiveRate([0.5, 0.5, 0.5], [true, false, false], 0.5));
        for (int i = 0; i < 20; i++)
        {
            double[] drawn = [.. Enumerable.Range(0, 40).Select(_ => probe.Random.NextInteger(0, 12) / 16.0)];
            probe.Observe($"random scores {i}",
                Thresholds.ForFalsePositiveRate(drawn, [.. drawn.Select(score => probe.Random.NextDouble() < score)],
                    probe.Random.NextInteger(0, 17) / 16.0));
        }

        probe.ObserveThrows<ArgumentException>("no negative", () => Thresholds.ForFalsePositiveRate([0.5], [true], 0.5));
        probe.ObserveThrows<ArgumentException>("nothing", () => Thresholds.ForFalsePositiveRate([], [], 0.5));
        probe.ObserveThrows<ArgumentException>("other numbers", () => Thresholds.ForFalsePositiveRate([0.5, 0.6], [false], 0.5));
        foreach (double rate in (double[])[-0.01, 1.01, double.NaN])
            probe.ObserveThrows<ArgumentException>($"a rate of {rate.ToString(CultureInfo.InvariantCulture)}",
                () => Thresholds.ForFalsePositiveRate([0.5], [false], rate));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class FittedTemperatures()
    : Check("M07.E2.temperature", "finds the temperature at which held-out labels are most probable", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (double truth in (double[])[0.3, 1, 4])
        {
            double[] logits = [.. Enumerable.Range(0, 300).Select(_ => probe.Random.NextNormal() * 5)];
            probe.Observe($"drawn at {truth.ToString(CultureInfo.InvariantCulture)}",
                TemperatureScaling.Fit(logits, [.. logits.Select(z => probe.Random.NextDouble() < 1 / (1 + Math.Exp(-z / truth)))]));
        }

        probe.Observe("separated", TemperatureScaling.Fit([-1, 2], [false, true]));
        probe.Observe("the wrong way", TemperatureScaling.Fit([-1, 2], [true, false]));
        probe.Observe("far overconfident", TemperatureScaling.Fit([66, 66, 66, 66], [true, true, true, false]));
        probe.Observe("far underconfident", TemperatureScaling.Fit([0.022, 0.022, -0.022, 0.022], [true, true, true, true]));
        probe.Observe("huge logits", TemperatureScaling.Fit([-900, 900, 900, 900], [false, true, true, false]));
        probe.ObserveThrows<ArgumentException>("nothing", () => TemperatureScaling.Fit([], []));
        probe.ObserveThrows<ArgumentException>("other numbers", () => TemperatureScaling.Fit([1], [true, false]));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(0, 3e-6, "the handout asks for 1e-6 of the value, on either side"));
}

public sealed class HeldOutMails()
    : Check("M07.E2.mails", "tells held-out mails with F1 of at least 0.95, says how sure it is with ECE of at most 0.08, and is not deceived by spelling", points: 3)
{
    private static readonly string[] Ways =
        ["zero-width characters", "homoglyphs", "leetspeak", "combining marks", "full width", "mathematical letters"];

    public override void Probe(Probe probe)
    {
        LabelledText[] mails = Mails.Draw(20_261, 2000), train = mails[..1100], calibration = mails[1100..1500], test = mails[1500..];
        ClassifierModel model = ContentClassifier.Train(train);
        model = model with
        {
            Temperature = TemperatureScaling.Fit([.. calibration.Select(mail => ContentClassifier.Logit(model, mail.Text))],
                [.. calibration.Select(mail => mail.IsPositive)])
        };
        probe.Observe("F1", Mails.F1(model, test));
        double ece = test.Select(mail => (Score: ContentClassifier.Score(model, mail.Text), mail.IsPositive))
            .GroupBy(x => Math.Min(9, (int)(10 * x.Score)))
            .Sum(bin => Math.Abs(bin.Sum(x => x.Score) - bin.Count(x => x.IsPositive))) / test.Length;
        probe.Observe("ECE", ece);
        for (int way = 0; way < Ways.Length; way++)
        {
            int now = way;
            probe.Observe($"F1 with {Ways[way]}",
                Mails.F1(model,
                    [.. test.Select(mail => mail.IsPositive ? mail with { Text = Mails.Disguise(probe.Random, mail.Text, now) } : mail)]));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        double f1 = evidence.Number("F1"), ece = evidence.Number("ECE");
        if (!(f1 >= 0.95))
            return Verdict.Fail(string.Create(CultureInfo.InvariantCulture,
                $"F1 on held-out mails is {f1:0.000}; it is to be at least 0.95."), hint: "Compare vectors and single steps first.");
        if (!(ece <= 0.08))
            return Verdict.Fail(string.Create(CultureInfo.InvariantCulture,
                $"The expected calibration error is {ece:0.000}; it is to be at most 0.08."),
                hint: "Divide the logits by the fitted temperature.");
        string[] deceived = [.. Ways.Where(way => !(evidence.Number($"F1 with {way}") >= f1 - 0.05))
            .Select(way => string.Create(CultureInfo.InvariantCulture, $"{way} ({evidence.Number($"F1 with {way}"):0.000})"))];
        return deceived.Length == 0
            ? Verdict.Pass
            : Verdict.Fail($"F1 falls by more than 5 points with {string.Join(", ", deceived)}.",
                hint: "Normalise texts, when you train and when you score.");
    }
}

public sealed class SameModels()
    : Check("M07.E2.same", "trains the same model to the last bit with any number of threads, and in any culture")
{
    public override void Probe(Probe probe)
    {
        LabelledText[] mails = Mails.Draw(5, 160);
        ClassifierOptions options = new() { Buckets = 512, Steps = 12 };
        ClassifierModel first = ContentClassifier.Train(mails, options);
        foreach (int threads in (int[])[1, 2, 3, 8, 1000])
            probe.Observe($"{threads} threads", IsSame(first, ContentClassifier.Train(mails, options with { Threads = threads })));
        CultureInfo before = CultureInfo.CurrentCulture, comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        CultureInfo.CurrentCulture = comma;
        try
        {
            probe.Observe("another culture", IsSame(first, ContentClassifier.Train(mails, options)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        probe.Observe("the sum of the weights", first.Weights.Sum());
    }

    private static bool IsSame(ClassifierModel a, ClassifierModel b) => a.Bias.Equals(b.Bias) && a.Weights.SequenceEqual(b.Weights);
}

public sealed class RefusedTraining() : Check("M07.E2.arguments", "refuses texts of one label, and options out of range")
{
    public override void Probe(Probe probe)
    {
        LabelledText[] both = [new("a", true), new("b", false)];
        ClassifierOptions small = new() { Buckets = 8, Steps = 2 };
        probe.ObserveThrows<ArgumentException>("no texts", () => ContentClassifier.Train([], small));
        probe.ObserveThrows<ArgumentException>("positive ones alone", () => ContentClassifier.Train([both[0], both[0]], small));
        probe.ObserveThrows<ArgumentException>("negative ones alone", () => ContentClassifier.Train([both[1]], small));
        probe.ObserveThrows<ArgumentException>("no buckets", () => ContentClassifier.Train(both, small with { Buckets = 0 }));
        probe.ObserveThrows<ArgumentException>("no words", () => ContentClassifier.Train(both, small with { LongestNGram = 0 }));
        probe.ObserveThrows<ArgumentException>("no steps", () => ContentClassifier.Train(both, small with { Steps = 0 }));
        probe.ObserveThrows<ArgumentException>("no threads", () => ContentClassifier.Train(both, small with { Threads = 0 }));
        probe.ObserveThrows<ArgumentException>("a negative penalty", () => ContentClassifier.Train(both, small with { L2 = -1e-9 }));
        probe.ObserveThrows<ArgumentException>("a penalty that is not a number",
            () => ContentClassifier.Train(both, small with { L2 = double.NaN }));
        probe.ObserveThrows<ArgumentException>("fewer threads than none", () => ContentClassifier.Train(both, small with { Threads = -1 }));
        LabelledText[] many = [.. Enumerable.Range(0, 40).Select(i => new LabelledText(i == 33 ? null! : "win a prize", i % 2 == 0))];
        foreach (int threads in (int[])[1, 4])
            probe.ObserveThrows<ArgumentException>($"a text that is null, {threads} threads",
                () => ContentClassifier.Train(many, small with { Threads = threads }));
        foreach (double rate in (double[])[0, -1, double.NaN])
            probe.ObserveThrows<ArgumentException>($"a rate of {rate.ToString(CultureInfo.InvariantCulture)}",
                () => ContentClassifier.Train(both, small with { LearningRate = rate }));
        probe.ObserveAccepts("the least of all",
            () => ContentClassifier.Train(both,
                new ClassifierOptions { Buckets = 1, LongestNGram = 1, Steps = 1, L2 = 0, LearningRate = 1e-300 }));
    }
}

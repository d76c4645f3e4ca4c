using System.Numerics;

namespace LLMCourse.Checks.M08;

/// <summary>Texts for the checks of metrics.</summary>
internal static class Texts
{
    private static readonly string[] Words =
        ["the", "a", "cat", "dog", "sat", "saw", "on", "mat", "red", "big", "it", "and", "The", "mat,"];

    /// <summary>Draws a sentence of words that come again and again.</summary>
    public static string Sentence(CheckRandom random, int length) =>
        string.Join(' ', Enumerable.Range(0, length).Select(_ => Words[(int)(Words.Length * Math.Pow(random.NextDouble(), 2))]));

    /// <summary>Changes a few words of a sentence, drops some, and says others twice.</summary>
    public static string Changed(CheckRandom random, string sentence) => string.Join(
        ' ',
        sentence.Split(' ').SelectMany(word => random.NextDouble() switch
        {
            < 0.12 => [],
            < 0.24 => new[] { Sentence(random, 1) },
            < 0.32 => [word, word],
            _ => [word],
        }));

    public static void Observe(Probe probe, string name, RougeScore score) =>
        probe.Observe(name, (IEnumerable<double>)[score.Precision, score.Recall, score.F1]);
}

public sealed class BleuOfSentences()
    : VisibleCheck("M08.E3.bleu", "gives BLEU of single sentences: four precisions, clipped, and the brevity penalty", points: 2)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("one word wrong", Bleu.Corpus(["it was a very red dog"], [["it was a very big dog"]]));
        probe.Observe("equal", Bleu.Corpus(["one two three four"], [["one two three four"]]));
        probe.Observe("too short", Bleu.Corpus(["it was a dog"], [["it was a dog in the garden"]]));
        probe.Observe("too long", Bleu.Corpus(["it was a dog in the garden"], [["it was a dog"]]));
        probe.Observe("a word too often", Bleu.Corpus(["a dog a dog a dog a dog"], [["a dog saw a cat"]], BleuSmoothing.Floor));
        probe.Observe("case counts", Bleu.Corpus(["It was a very big dog"], [["it was a very big dog"]]));
        probe.Observe("punctuation counts", Bleu.Corpus(["it was a very big dog."], [["it was a very big dog"]]));
        probe.Observe("white space does not", Bleu.Corpus(["  it was\ta very\r\nbig dog\n"], [["it was a  very big dog"]]));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("The penalty is exp(1 − r/c), and it is never above 1.");
}

public sealed class BleuOfCorpora()
    : Check("M08.E3.bleu-corpus",
        "sums counts over the corpus, clips by the best reference, and takes the closest reference's length", points: 3)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("two sentences",
            Bleu.Corpus(["it was a very red dog", "the cat sat"], [["it was a very big dog"], ["the cat sat on it"]]));
        probe.Observe("two references",
            Bleu.Corpus(["the big dog and the cat sat on the mat"], [["the big dog sat on the mat", "a dog and the cat sat there"]]));
        probe.Observe("words of two references do not add up",
            Bleu.Corpus(["the the the cat sat on it"], [["the cat sat on it", "the dog saw the cat"]]));
        probe.Observe("two references that are equally close", Bleu.Corpus(["a b c d e f"], [["a b c d e f g h", "a b c d"]]));
        probe.Observe("two references that are equally close, the other way round",
            Bleu.Corpus(["a b c d e f"], [["a b c d", "a b c d e f g h"]]));
        probe.Observe("the closest is not the shortest", Bleu.Corpus(["a b c d e f"], [["a b", "a b c d e f g"]]));
        for (int i = 0; i < 6; i++)
        {
            string[][] references = [.. Enumerable.Range(0, 8)
                .Select(_ => Enumerable.Range(0, 1 + (i % 3))
                    .Select(_ => Texts.Sentence(probe.Random, (int)probe.Random.NextInteger(1, 14))).ToArray())];
            string[] candidates = [.. references.Select(item => Texts.Changed(probe.Random, item[^1]))];
            probe.Observe($"a random corpus {i}", Bleu.Corpus(candidates, references, (BleuSmoothing)(i % 3)));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double)
        .WithHint("Matches and totals are summed over all items first; a mean of sentences' scores is another number.");
}

public sealed class BleuSmoothed()
    : Check("M08.E3.bleu-smoothing", "smooths lengths without a match as asked for, and gives 0 where nothing can be smoothed", points: 2)
{
    public override void Probe(Probe probe)
    {
        (string Name, string Candidate, string Reference)[] pairs =
        [
            ("no run of four", "the cat sat by the dog", "the cat sat on the mat"),
            ("no run of three", "the cat by the dog", "the cat on the mat"),
            ("no pair", "mat the cat on", "the mat cat big"),
            ("no word", "one two three four", "five six seven eight"),
            ("three tokens", "the cat sat", "the cat sat"),
            ("nothing written", "", "the cat"),
            ("nothing but white space", " \n", "the cat"),
            ("an empty reference", "the cat sat on it", ""),
        ];
        foreach (BleuSmoothing smoothing in new[] { BleuSmoothing.None, BleuSmoothing.Floor, BleuSmoothing.Exponential })
        {
            foreach ((string name, string candidate, string reference) in pairs) probe.Observe($"{smoothing}: {name}",
                Bleu.Corpus([candidate], [[reference]], smoothing));
        }

        probe.Observe("exponential by default", Bleu.Corpus(["the cat sat by the dog"], [["the cat sat on the mat"]]));
        probe.Observe("one of the sentences is empty", Bleu.Corpus(["", "the cat sat on it"], [["the dog"], ["the cat sat on it"]]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double)
        .WithHint("The k-th length without a match counts 2⁻ᵏ of a match; the length itself is not k.");
}

public sealed class RougeOfTokens()
    : Check("M08.E3.rouge", "counts shared tokens and pairs, clipped, and gives precision, recall and F1", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (RougeVariant variant in new[] { RougeVariant.One, RougeVariant.Two })
        {
            // The texts of rouge_score's documentation.
            Texts.Observe(probe, $"{variant}: foxes and dogs",
                Rouge.Score("The quick brown dog jumps on the log.", ["The quick brown fox jumps over the lazy dog"], variant));
            Texts.Observe(probe, $"{variant}: a word too often", Rouge.Score("the the the dog the the", ["the dog and the cat"], variant));
            Texts.Observe(probe, $"{variant}: nothing in common", Rouge.Score("one two three", ["four five"], variant));
            Texts.Observe(probe, $"{variant}: one token each", Rouge.Score("dog", ["dog"], variant));
            Texts.Observe(probe, $"{variant}: nothing written", Rouge.Score("", ["dog"], variant));
            Texts.Observe(probe, $"{variant}: an empty reference", Rouge.Score("a dog", [""], variant));
            Texts.Observe(probe, $"{variant}: nothing but punctuation", Rouge.Score("?!", ["..."], variant));
            for (int i = 0; i < 4; i++)
            {
                string reference = Texts.Sentence(probe.Random, 12 + i);
                Texts.Observe(probe, $"{variant}: random texts {i}",
                    Rouge.Score(Texts.Changed(probe.Random, reference), [reference], variant));
            }
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("Precision is over the candidate's n-grams, recall over the reference's.");
}

public sealed class RougeOfSequences() : Check("M08.E3.rouge-l", "finds the longest common subsequence, gaps allowed", points: 2)
{
    public override void Probe(Probe probe)
    {
        Texts.Observe(probe, "foxes and dogs",
            Rouge.Score("The quick brown dog jumps on the log.", ["The quick brown fox jumps over the lazy dog"], RougeVariant.Longest));

        // Lin 2004, §3.1: the same words in another order.
        Texts.Observe(probe, "police kill the gunman",
            Rouge.Score("police kill the gunman", ["police killed the gunman"], RougeVariant.Longest));
        Texts.Observe(probe, "the gunman kill police",
            Rouge.Score("the gunman kill police", ["police killed the gunman"], RougeVariant.Longest));
        Texts.Observe(probe, "the first match is a trap", Rouge.Score("b c d a b", ["a b c d"], RougeVariant.Longest));
        Texts.Observe(probe, "the last token first", Rouge.Score("e a b c d", ["a b c d e"], RougeVariant.Longest));
        Texts.Observe(probe, "a repeated token", Rouge.Score("a a a", ["a b a"], RougeVariant.Longest));
        Texts.Observe(probe, "nothing in common", Rouge.Score("x y", ["a b a"], RougeVariant.Longest));
        Texts.Observe(probe, "nothing written", Rouge.Score("", ["a b a"], RougeVariant.Longest));
        Texts.Observe(probe, "an empty reference", Rouge.Score("a", [" "], RougeVariant.Longest));
        for (int i = 0; i < 5; i++)
        {
            string reference = Texts.Sentence(probe.Random, 15 + i);
            Texts.Observe(probe, $"random texts {i}",
                Rouge.Score(Texts.Changed(probe.Random, reference), [reference], RougeVariant.Longest));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double)
        .WithHint("A table of the longest subsequences of all prefixes; taking the first match that comes is not enough.");
}

public sealed class RougeTokens()
    : Check("M08.E3.rouge-tokens", "cuts texts into tokens of a to z and 0 to 9, and keeps the best of several references")
{
    public override void Probe(Probe probe)
    {
        Texts.Observe(probe, "punctuation and case",
            Rouge.Score("It's 5-o'clock, Bob_Smith!", ["it s 5 o CLOCK bob smith"], RougeVariant.Two));
        Texts.Observe(probe, "letters outside of ASCII", Rouge.Score("Größe é", ["gr e"], RougeVariant.One));
        Texts.Observe(probe, "another script", Rouge.Score("кот 猫 😀", ["кот 猫 😀"], RougeVariant.One));
        Texts.Observe(probe, "lines that end as on Windows", Rouge.Score("one\r\ntwo\r\n", ["one two"], RougeVariant.Two));
        Texts.Observe(probe, "capitals", Rouge.Score("I SIT IN IT", ["i sit in it"], RougeVariant.One));
        Texts.Observe(probe, "the best of three references", Rouge.Score("a b c d", ["a x y z", "a b c x", "c d x y z"], RougeVariant.One));
        Texts.Observe(probe, "the best by pairs", Rouge.Score("a b c d", ["a x y z", "d c b a", "c d x y z"], RougeVariant.Two));
        Texts.Observe(probe, "the best by subsequence", Rouge.Score("a b c d", ["d c b a", "x b x d x x x x"], RougeVariant.Longest));
        Texts.Observe(probe, "the first of two that are equally good",
            Rouge.Score("a b c d", ["a b x y", "a b c p q r s t"], RougeVariant.One));
        Texts.Observe(probe, "the first of two that are equally good, the other way round",
            Rouge.Score("a b c d", ["a b c p q r s t", "a b x y"], RougeVariant.One));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("Lower case; then everything but a to z and 0 to 9 separates.");
}

public sealed class ChrFOfTexts()
    : Check("M08.E3.chrf",
        "averages precisions and recalls of 1 to 6 characters, without white space, over the lengths that both sides have", points: 3)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("two long words", ChrF.Corpus(["freundlich"], [["freundschaftlich"]]));
        probe.Observe("a longer candidate", ChrF.Corpus(["freundschaftlich"], [["freundlich"]]));
        probe.Observe("a sentence", ChrF.Corpus(["the cats sat on mats"], [["the cat sat on the mat"]]));
        probe.Observe("white space", ChrF.Corpus([" the cats\tsat on\r\nmats "], [["thecat sat onthe mat"]]));
        probe.Observe("case", ChrF.Corpus(["The Cat"], [["the cat"]]));
        probe.Observe("three characters", ChrF.Corpus(["abc"], [["abd"]]));
        probe.Observe("three characters against eight", ChrF.Corpus(["abc"], [["abcdefgh"]]));
        probe.Observe("eight characters against three", ChrF.Corpus(["abcdefgh"], [["abc"]]));
        probe.Observe("repeated characters", ChrF.Corpus(["aaaaaaaa"], [["aabaabaab"]]));
        probe.Observe("nothing in common", ChrF.Corpus(["abc"], [["xyz"]]));
        probe.Observe("nothing written", ChrF.Corpus([""], [["xyz"]]));
        probe.Observe("an empty reference", ChrF.Corpus(["abc"], [[" "]]));
        probe.Observe("both empty", ChrF.Corpus([""], [[""]]));
        probe.Observe("equal", ChrF.Corpus(["quite the same"], [["quite the same"]]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double)
        .WithHint("Average precisions and recalls first, then one F-score with β = 2: recall weighs more.");
}

public sealed class ChrFOfCorpora()
    : Check("M08.E3.chrf-corpus", "sums counts over items, takes each item's best reference, and counts code points", points: 2)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("two items", ChrF.Corpus(["the cats sat on mats", "ab"], [["the cat sat on the mat"], ["abcd"]]));
        probe.Observe("a reference that is shorter than six",
            ChrF.Corpus(["the cats sat on mats", "abcdefgh"], [["the cat sat on the mat"], ["abc"]]));
        probe.Observe("a candidate that is shorter than six",
            ChrF.Corpus(["the cats sat on mats", "abc"], [["the cat sat on the mat"], ["abcdefgh"]]));
        probe.Observe("an empty reference", ChrF.Corpus(["the cats sat on mats", "abcdefgh"], [["the cat sat on the mat"], [""]]));
        probe.Observe("an empty candidate", ChrF.Corpus(["the cats sat on mats", ""], [["the cat sat on the mat"], ["abcdefgh"]]));
        probe.Observe("two references", ChrF.Corpus(["freundlich", "liegt"], [["feindlich", "freundschaftlich"], ["liegend", "lag"]]));
        probe.Observe("the better reference last",
            ChrF.Corpus(["freundlich", "liegt"], [["freundschaftlich", "feindlich"], ["lag", "liegend"]]));
        probe.Observe("two references without a match", ChrF.Corpus(["freundlich", "abc"], [["feindlich"], ["xy", "xyzxyzxyz"]]));
        probe.Observe("emoji", ChrF.Corpus(["😀😁😂 ok"], [["😀😃😂 ok"]]));
        probe.Observe("emoji that share their first half", ChrF.Corpus(["😀😁😂"], [["😃😄😅"]]));
        probe.Observe("an accent of its own", ChrF.Corpus(["cafe\u0301"], [["caf\u00e9"]]));
        probe.Observe("a family and its members", ChrF.Corpus(["👨\u200d👩\u200d👧"], [["👨👩👧"]]));
        for (int i = 0; i < 4; i++)
        {
            string[][] references = [.. Enumerable.Range(0, 6)
                .Select(_ => Enumerable.Range(0, 1 + (i % 3))
                    .Select(_ => Texts.Sentence(probe.Random, (int)probe.Random.NextInteger(1, 9))).ToArray())];
            probe.Observe($"a random corpus {i}",
                ChrF.Corpus([.. references.Select(item => Texts.Changed(probe.Random, item[0]))], references));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("A char is half of an emoji: enumerate runes.");
}

public sealed class MatchesAnswers()
    : Check("M08.E3.answers", "compares answers as SQuAD does: normalised words, the best reference, and empty answers", points: 2)
{
    public override void Probe(Probe probe)
    {
        (string Name, string Answer, string[] References)[] cases =
        [
            ("case and a full stop", "Denver Broncos.", ["denver broncos"]),
            ("an article", "the Denver Broncos", ["Denver Broncos", "Carolina"]),
            ("an article in the middle", "Lord of the Rings", ["lord of rings"]),
            ("articles in words", "another theme at anchor", ["other me t nchor"]),
            ("a hyphen", "well-known", ["wellknown"]),
            ("a hyphen is no space", "well-known", ["well known"]),
            ("an article that punctuation made", "T.H.E. end", ["end"]),
            ("an article between hyphens", "vis-a-vis", ["visavis"]),
            ("symbols", "$5 + 3 = <8>~`^|", ["5 3 8"]),
            ("punctuation outside of ASCII stays", "“Paris”", ["Paris"]),
            ("a dash outside of ASCII stays", "1990–1995", ["19901995"]),
            ("white space", " New\t York \r\n", ["New York"]),
            ("another order", "York New", ["New York"]),
            ("a part", "New York City", ["New York", "Boston"]),
            ("words that come twice", "new new york", ["new york new"]),
            ("a word too often", "new new new", ["new york"]),
            ("a word too often in the reference", "new york", ["new new new"]),
            ("nothing in common", "red", ["blue", "green"]),
            ("the best reference last", "red green blue", ["red", "green red", "blue green red yellow"]),
            ("nothing written", "", ["red"]),
            ("an empty reference", "red", [""]),
            ("both empty", "The!", ["a", "red"]),
            ("letters outside of ASCII", "ÉCOLE", ["école"]),
            ("emoji", "😀 yes", ["😀 Yes!"]),
        ];
        foreach ((string name, string answer, string[] references) in cases)
        {
            probe.Observe($"{name}: exact", AnswerMatch.Exact(answer, references));
            probe.Observe($"{name}: F1", AnswerMatch.F1(answer, references));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("Lower case, then punctuation, then articles, then white space, in this order.");
}

public sealed class PassAtKOfCounts()
    : Check("M08.E3.pass-at-k", "gives the share of choices that hold a right sample, as counting them does", points: 2)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("3 of 10, k = 1", PassAtK.Estimate(10, 3, 1));
        probe.Observe("3 of 10, k = 5", PassAtK.Estimate(10, 3, 5));
        probe.Observe("3 of 10, k = 7", PassAtK.Estimate(10, 3, 7));
        probe.Observe("3 of 10, k = 8", PassAtK.Estimate(10, 3, 8));
        probe.Observe("none of 10", PassAtK.Estimate(10, 0, 10));
        probe.Observe("all of 10", PassAtK.Estimate(10, 10, 1));
        probe.Observe("1 of 1", PassAtK.Estimate(1, 1, 1));
        probe.Observe("1 of 200, k = 100", PassAtK.Estimate(200, 1, 100));
        probe.Observe("13 of 200, k = 10", PassAtK.Estimate(200, 13, 10));
        probe.Observe("40 of 5,000, k = 300", PassAtK.Estimate(5000, 40, 300));
        probe.Observe("4,000 of 10,000, k = 3", PassAtK.Estimate(10_000, 4000, 3));
        probe.Observe("3 of 20,000, k = 10,000", PassAtK.Estimate(20_000, 3, 10_000));

        // All choices of k of n samples, of which the first c are right.
        int other = 0;
        for (int n = 1; n <= 9; n++)
        {
            for (int c = 0; c <= n; c++)
            {
                for (int k = 1; k <= n; k++)
                {
                    int[] choices = [.. Enumerable.Range(0, 1 << n).Where(choice => BitOperations.PopCount((uint)choice) == k)];
                    double share = (double)choices.Count(choice => (choice & ((1 << c) - 1)) != 0) / choices.Length;
                    if (!(Math.Abs(PassAtK.Estimate(n, c, k) - share) < 1e-12)) other++;
                }
            }
        }

        probe.Observe("cases of up to 9 samples that counting contradicts", other);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-10, 1e-10, "products of some thousand quotients lose digits"))
            .WithHint("C(n − c, k)/C(n, k) is a product of k quotients, each from 0 to 1.");
}

public sealed class MetricsBadArguments()
    : Check("M08.E3.bad-arguments", "refuses nothing to score, items without references, and counts that make no sense")
{
    public override void Probe(Probe probe)
    {
        probe.ObserveThrows<ArgumentException>("BLEU of nothing", () => Bleu.Corpus([], []));
        probe.ObserveThrows<ArgumentException>("BLEU, references for fewer", () => Bleu.Corpus(["a", "b"], [["a"]]));
        probe.ObserveThrows<ArgumentException>("BLEU, references for more", () => Bleu.Corpus(["a"], [["a"], ["b"]]));
        probe.ObserveThrows<ArgumentException>("BLEU, an item without references", () => Bleu.Corpus(["a", "b"], [["a"], []]));
        probe.ObserveThrows<ArgumentException>("chrF of nothing", () => ChrF.Corpus([], []));
        probe.ObserveThrows<ArgumentException>("chrF, references for fewer", () => ChrF.Corpus(["a", "b"], [["a"]]));
        probe.ObserveThrows<ArgumentException>("chrF, references for more", () => ChrF.Corpus(["a"], [["a"], ["b"]]));
        probe.ObserveThrows<ArgumentException>("chrF, an item without references", () => ChrF.Corpus(["a", "b"], [["a"], []]));

        // Captured, an enum of the module would be a field of a class here, which then could not be loaded without the module.
        probe.ObserveThrows<ArgumentException>("ROUGE without references, tokens", () => Rouge.Score("a", [], RougeVariant.One));
        probe.ObserveThrows<ArgumentException>("ROUGE without references, pairs", () => Rouge.Score("a", [], RougeVariant.Two));
        probe.ObserveThrows<ArgumentException>("ROUGE without references, subsequences", () => Rouge.Score("a", [], RougeVariant.Longest));
        probe.ObserveThrows<ArgumentException>("exact match without references", () => AnswerMatch.Exact("a", []));
        probe.ObserveThrows<ArgumentException>("F1 without references", () => AnswerMatch.F1("a", []));
        probe.ObserveThrows<ArgumentException>("F1 of nothing without references", () => AnswerMatch.F1("", []));
        foreach ((int n, int c,
            int k) in new[] { (5, 6, 1), (5, -1, 1), (5, 2, 0), (5, 2, -1), (5, 2, 6), (0, 0, 1), (5, 5, 6), (-2, -3, -1) })
            probe.ObserveThrows<ArgumentException>($"n = {n}, c = {c}, k = {k}", () => PassAtK.Estimate(n, c, k));
        probe.ObserveAccepts("n = k", () => PassAtK.Estimate(3, 1, 3));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

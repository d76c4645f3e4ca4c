using LLMCourse.Reference.Corpora;

namespace LLMCourse.Checks.M12;

public sealed class ReviewedSources()
    : Check("M12.E1.sources", "compares sources with the card: delivered, declared, hash, rows, licence", 2)
{
    public override void Probe(Probe probe)
    {
        NoticeSource[] sources = [
            .. (((string Name, string Licence)[])[("one", "CC0-1.0"), ("two", "CC-BY-4.0"), ("three", "CC-BY-SA-4.0"), ("four", "MIT"),
                ("five", "unknown"), ("six", "CC-BY-NC-4.0")])
            .Select(x => new NoticeSource(x.Name, x.Licence, Cards.Rows(x.Name, 0, 30)))];
        CardSource[] good = [.. sources.Select(source => new CardSource(source.Name, source.Licence, source.Sha256, source.Rows.Count))];
        Dictionary<string, IReadOnlyList<Notice>> splits =
            new() { ["a"] = [.. sources[0].Rows.Take(15)], ["b"] = [.. sources[0].Rows.Skip(15)] };
        Observe("as they are", good[..4], sources, splits);
        Observe("without a usable licence", good, sources, splits);
        Observe("not delivered", [good[3], .. good[..3]], sources[1..3], splits);
        Observe("not declared, and not used", good[..1], sources, splits);
        Observe("not declared", [good[2]], sources,
            new()
            {
                ["b"] = [.. sources[1].Rows.Take(15)],
                ["a"] = [.. sources[0].Rows.Take(15)],
                ["c"] = [Cards.Row("zoo", 0, "x"), Cards.Row("Zoo", 0, "y"), Cards.Row("three", 99, "z")]
            });
        Observe("other hashes", [good[1] with { Sha256 = good[0].Sha256 }, good[0] with { Sha256 = good[0].Sha256.ToUpperInvariant() },
            good[2]], sources, splits);
        Observe("a letter changed", good[..2],
            [sources[0] with { Rows = [.. sources[0].Rows.Skip(1).Prepend(sources[0].Rows[0] with { Text = "x" })] }, sources[1]], splits);
        Observe("other counts", [good[0] with { Rows = 29 }, good[1] with { Rows = 31 }, good[2]], sources, splits);
        Observe("a row gone", good[..2], [sources[0], sources[1] with { Rows = [.. sources[1].Rows.Skip(1)] }], splits);
        Observe("other licences",
            [good[0] with { Licence = "MIT" }, good[1] with { Licence = "mit" }, good[2] with { Licence = "cc-by-sa-4.0" },
                good[4] with { Licence = "CC0-1.0" }], sources, splits);
        Observe("missing and refused", [good[5], new CardSource("seven", "none", "", 1)], sources[..5], splits);
        Observe("in another order", good[..3], [.. sources.Reverse()], splits);

        void Observe(string name, CardSource[] card, NoticeSource[] delivered, Dictionary<string, IReadOnlyList<Notice>> rows) =>
            probe.Observe(name,
                Cards.Write(CardReview.Problems(Cards.Card("tone", "macro-f1", [("a", 0.5m), ("b", 0.5m)], card), delivered, rows)));
    }
}

public sealed class ReviewedSplits()
    : Check("M12.E1.splits", "compares splits with the card: made, declared, and their share to within 0.05", 2)
{
    public override void Probe(Probe probe)
    {
        Observe("as declared", ("train", 60), ("dev", 20), ("test", 20));
        Observe("in another order", ("test", 20), ("dev", 20), ("train", 60));
        Observe("one missing", ("train", 60), ("test", 40));
        Observe("all missing");
        Observe("others", ("val", 20), ("train", 60), ("Test", 20), ("dev", 20), ("extra", 20));
        Observe("at the limit", ("train", 65), ("dev", 15), ("test", 20));
        Observe("beyond it", ("train", 66), ("dev", 17), ("test", 17));
        Observe("beyond it below", ("train", 54), ("dev", 26), ("test", 20));
        Observe("at the limit of another number", ("train", 26), ("dev", 6), ("test", 8));
        Observe("one more", ("train", 27), ("dev", 5), ("test", 8));
        Observe("an empty one", ("train", 75), ("dev", 25), ("test", 0));
        Observe("all of them empty", ("train", 0), ("dev", 0), ("test", 0));
        NoticeSource hundred = new("one", "MIT", Cards.Rows("one", 0, 100));
        probe.Observe("at the limit of other fractions", Cards.Write(CardReview.Problems(
            Cards.Card("topic", "accuracy", [("train", 0.55m), ("test", 0.45m)],
                new CardSource("one", "MIT", hundred.Sha256, 100)),
            [hundred],
            new Dictionary<string, IReadOnlyList<Notice>>
            {
                ["train"] = [.. hundred.Rows.Take(50)],
                ["test"] = [.. hundred.Rows.Skip(50)],
            })));

        void Observe(string name, params (string Name, int Count)[] splits)
        {
            int done = 0;
            Dictionary<string, IReadOnlyList<Notice>> rows = [];
            foreach ((string split, int count) in splits) rows[split] = Cards.Rows("one", (done += count) - count, count);
            NoticeSource source = new("one", "MIT", Cards.Rows("one", 0, done));
            ProjectCard card = Cards.Card("topic", "accuracy", [("train", 0.6m), ("dev", 0.2m), ("test", 0.2m)],
                new CardSource("one", "MIT", source.Sha256, done));
            probe.Observe(name, Cards.Write(CardReview.Problems(card, [source], rows)));
        }
    }
}

public sealed class ReviewedClasses()
    : Check("M12.E1.classes", "finds classes without a row, and accuracy where one class is most of a split")
{
    public override void Probe(Probe probe)
    {
        foreach (string task in (string[])["topic", "tone"])
        {
            foreach (string metric in (string[])["accuracy", "macro-f1"])
            {
                foreach ((string train, string test) in ((string, string)[])[("01234", "01234"), ("0123401234", "44444"),
                    ("00001234", "000001234"), ("0000123", "3333012"), ("", "0"), ("01201234", "1111111134"), ("22222", "012340123401234")])
                {
                    Notice[] a = [.. train.Select((c, i) => Make(c, i))], b = [.. test.Select((c, i) => Make(c, 100 + i))];
                    ProjectCard card = Cards.Card(task, metric, [("test", 0.5m), ("train", 0.5m)]);
                    probe.Observe($"{task}, {metric}: {train}, {test}",
                        Cards.Write([.. CardReview.Problems(card, [],
                            new Dictionary<string, IReadOnlyList<Notice>> { ["train"] = a, ["test"] = b })
                                .Where(x => x.Code.Contains('m', StringComparison.Ordinal))]));
                }
            }
        }

        static Notice Make(char c, int row) =>
            Cards.Row("one", row, $"{row}", NoticeCorpus.Topics[c - '0'], NoticeCorpus.Tones[(c - '0') % 3]);
    }
}

public sealed class ExactLeaks()
    : Check("M12.E1.exact-leaks", "finds every row whose text stands in an earlier split, with the first such row", 2)
{
    public override void Probe(Probe probe)
    {
        Observe("none", ["a b c", "d e f"], ["g h i"], []);
        Observe("one", ["a b c", "d e f"], ["d e f", "g h i"], []);
        Observe("the first of several", ["x y z", "a b c", "a b c"], ["a b c", "a b c"], ["a b c", "x y z"]);
        Observe("in the split itself alone", ["a b c", "a b c"], ["d e f", "d e f"], ["g"]);
        Observe("from the second into the third", ["a"], ["b c d"], ["b c d"]);
        Observe("empty texts", ["", " "], [""], [" ", "."]);
        Observe("one word, two words", ["a", "b c"], ["b c", "a"], ["A!", "c b"]);
        Observe("not letter for letter", ["A b c", "d e f"], ["a b c"], ["d  e f"]);

        // Undeclared splits come behind the declared ones, in ordinal order.
        probe.Observe("undeclared splits", Cards.Write(Leaks(CardReview.Problems(
            Cards.Card("topic", "macro-f1", [("z", 0.5m), ("m", 0.5m)]), [],
            new Dictionary<string, IReadOnlyList<Notice>>
            {
                ["b"] = [Cards.Row("s", 1, "a b c")],
                ["B"] = [Cards.Row("s", 2, "a b c d")],
                ["m"] = [Cards.Row("s", 3, "a b c"), Cards.Row("s", 5, "a b c d")],
                ["z"] = [Cards.Row("t", 1000, "a b c")]
            }))));

        void Observe(string name, string[] train, string[] dev, string[] test) => probe.Observe(name, Cards.Write(Leaks(CardReview.Problems(
            Cards.Card("topic", "macro-f1", [("train", 0.5m), ("dev", 0.3m), ("test", 0.2m)]), [],
            new Dictionary<string, IReadOnlyList<Notice>>
            {
                ["test"] = Make("u", test),
                ["dev"] = Make("t", dev),
                ["train"] =
                Make("s", train)
            }))));

        static Notice[] Make(string source, string[] texts) => [.. texts.Select((text, i) => Cards.Row(source, i, text))];
    }

    internal static IReadOnlyList<CardProblem> Leaks(IReadOnlyList<CardProblem> problems) =>
        [.. problems.Where(problem => problem.Code.StartsWith("leak", StringComparison.Ordinal))];
}

public sealed class NearLimit() : Check("M12.E1.near-limit", "counts the distinct 3-grams of words, and takes a Jaccard of exactly 0.8", 2)
{
    public override void Probe(Probe probe)
    {
        const string Ten = "a b c d e f g h i j";
        foreach ((string one, string other) in ((string, string)[])
        [
            (Ten, "a b c d e f g h i j k l"), (Ten, "a b c d e f g h i j k l m"), ("a b c d e f", "a b c d e f g"),
            ("a b c d e", "a b c d e f"), ("a b c d e f g", "x a b c d e f g"), (Ten, "A, B. C! d-e f_g (h) i\nj"),
            (Ten, "a b c d e f g h i j a b c"),
            (Ten, "a b c d e f g h i j e f g"), ("a b c a b c a b c a b c", "a b c a b c"),
            ("a b c d e f g h i j k l m n o", "a b c d e f g x i j k l m n o"),
            ("a b c d e f g h i j k l m n o p q", "a b c d e f g x i j k l m n o p q"), ("a b", "a, b"), ("a b", "b a"), ("a b", "a b c"),
            ("a", "a a"), ("a", "A?"),
            ("", "!"), ("...", "--"), ("x1 y2 z3", "X1 Y2 Z3"), ("Ä b c", "ä b c"), ("a b c d", "d c b a"), ("a'b c d", "a b c d"),
        ])
        {
            Dictionary<string, IReadOnlyList<Notice>> splits =
                new() { ["train"] = [Cards.Row("s", 0, one)], ["test"] = [Cards.Row("s", 1, other)] };
            probe.Observe($"{one} | {other}".Replace('\n', '↵'),
                Cards.Write(
                    ExactLeaks.Leaks(CardReview.Problems(Cards.Card("topic", "macro-f1", [("train", 0.5m), ("test", 0.5m)]), [], splits))));
        }
    }
}

public sealed class NearLeaks() : Check("M12.E1.near-leaks", "finds the near-duplicates across splits, all of them and no others", 3)
{
    private const int Texts = 45;

    public override void Probe(Probe probe)
    {
        foreach ((int i, List<string>[] splits) in Cases(probe.Random).Index())
        {
            Dictionary<string, IReadOnlyList<Notice>> rows = [];
            foreach ((int s, List<string> texts) in splits.Index()) rows[$"s{s}"] =
                [.. texts.Select((text, row) => Cards.Row("x", row, text))];
            probe.Observe($"case {i}",
                Cards.Write(ExactLeaks.Leaks(
                    CardReview.Problems(Cards.Card("topic", "macro-f1", [("s0", 0.4m), ("s1", 0.3m), ("s2", 0.3m)]), [], rows))));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((int i, List<string>[] splits) in Cases(CheckRandom.For(Id)).Index())
        {
            List<string> exact = [], near = [];
            for (int s = 1; s < 3; s++)
            {
                foreach ((int row, string text) in splits[s].Index())
                {
                    (int S, int Row, string Text)[] earlier =
                        [.. Enumerable.Range(0, s).SelectMany(e => splits[e].Select((other, k) => (e, k, other)))];
                    if (earlier.FirstOrDefault(x => x.Text == text) is { Text: not null } same)
                        exact.Add($"leak-exact s{s}/x#{row} = s{same.S}/x#{same.Row}");
                    else if (earlier.FirstOrDefault(x => Jaccard(x.Text, text) >= 0.8 - 1e-12) is { Text: not null } like)
                        near.Add($"leak-near s{s}/x#{row} ~ s{like.S}/x#{like.Row}");
                }
            }

            string wanted = string.Join('\n', exact.Concat(near));
            if (evidence.Text($"case {i}") is not { } found) return Verdict.Fail("There is no review.");
            if (found == wanted) continue;
            string[] lines = found.Split('\n');
            return wanted.Split('\n').Except(lines).FirstOrDefault() is { } missed
                ? Verdict.Fail($"{missed} was not found.",
                    hint: "A row of which two parts of ten are new is a near-duplicate; compare all that share a 3-gram.")
                : Verdict.Fail($"{lines.Except(wanted.Split('\n')).FirstOrDefault() ?? "The order"} is not right.");
        }

        return Verdict.Pass;
    }

    // Texts of twelve words, and others that differ from one of them in one place or two.
    private static List<List<string>[]> Cases(CheckRandom random)
    {
        List<List<string>[]> cases = [];
        for (int i = 0; i < 3; i++)
        {
            List<string> texts = [];
            List<string>[] splits = [[], [], []];
            for (int k = 0; k < Texts; k++)
            {
                string text = texts.Count == 0 || random.NextInteger(0, 3) == 0
                    ? Cards.Sentence(random, (int)random.NextInteger(8, 30))
                    : texts[(int)random.NextInteger(0, texts.Count)];
                for (long times = random.NextInteger(0, 3); times > 0; times--) text = Cards.Vary(random, text);
                texts.Add(text);
                splits[random.NextInteger(0, 3)].Add(text);
            }

            cases.Add(splits);
        }

        // The second of these two is the more alike; the first is named all the same.
        string[] words = Cards.Sentence(random, 20).Split(' ');
        cases.Add([[string.Join(' ', [.. words[..^1], "elsewhere"]), string.Join(' ', [words[0] + ",", .. words[1..]])],
            [string.Join(' ', words)], []]);
        return cases;
    }

    private static double Jaccard(string one, string other)
    {
        HashSet<string> a = Grams(one), b = Grams(other);
        return (double)a.Intersect(b).Count() / a.Union(b).Count();
    }

    private static HashSet<string> Grams(string text)
    {
        string[] words = [.. text.ToLowerInvariant().Split(' ').Select(word => word.Trim('(', ')', ','))];
        return [.. words.Zip(words.Skip(1), words.Skip(2)).Select(x => $"{x.First}/{x.Second}/{x.Third}")];
    }
}

public sealed class ReviewOfAll() : Check("M12.E1.order", "tells all problems in their order, and changes nothing")
{
    public override void Probe(Probe probe)
    {
        NoticeSource one = new("one", "MIT", Cards.Rows("one", 0, 20)), two = new("two", "unknown", Cards.Rows("two", 0, 3));
        ProjectCard card = Cards.Card("topic", "accuracy", [("test", 0.3m), ("train", 0.5m), ("dev", 0.2m)], new("two", "unknown", "", 5),
            new("zero", "none", "", 1), new("one", "CC0-1.0", "", 1));
        List<Notice> train = [.. one.Rows.Take(10), Cards.Row("three", 0, "a b c d e f g h")], test =
            [one.Rows[3], one.Rows[4] with { Text = one.Rows[4].Text.ToUpperInvariant() }, one.Rows[5]], other = [one.Rows[3], .. test];
        Dictionary<string, IReadOnlyList<Notice>> splits = new() { ["other"] = other, ["train"] = train, ["test"] = test };
        probe.Observe("a bit of all", Cards.Write(CardReview.Problems(card, [one, two], splits)));
        probe.Observe("nothing was changed",
            splits.Count == 3 && train.Count == 11 && test.Count == 3 && other.Count == 4 && test[0] == one.Rows[3]);
        probe.ObserveThrows<ArgumentException>("no card", () => CardReview.Problems(null!, [one], splits));
        probe.ObserveThrows<ArgumentException>("no sources", () => CardReview.Problems(card, null!, splits));
        probe.ObserveThrows<ArgumentException>("no splits", () => CardReview.Problems(card, [one], null!));
        probe.ObserveAccepts("good ones", () => CardReview.Problems(card, [], splits));
    }
}

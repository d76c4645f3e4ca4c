namespace LLMCourse.Checks.M09;

public sealed class FoldedWords() : VisibleCheck("M09.E6.tokens", "makes words of letters and digits, in lower case and without marks")
{
    public override void Probe(Probe probe)
    {
        string[] texts =
        [
            "", " \n", "The cat, the CAT!", "don't stop-over_now", "Ça coûte 3,50 €", "Übergröße STRASSE Straße", "e\u0301te\u0301 = été",
            "soft\u00ADhyphen zero\u200Bwidth", "ŒUVRE Ærø Þór ĳs",
            "Łódź Çeşme Ąžuolas ſ", "İstanbul ıssız", "ΑΒΓ αβγ Москва", "日本語 テキスト", "x²+y³", "٣٤ ५६", "🦊fox😀2", "\uD83D!a\uDE00b",
            "𝐀𝐁 \U00010400", "a\tb\u00A0c\u2028d", "R2-D2 v1.0.3", "e\u0308\u0323n", "\u0301x", "n\u00AA\u00BA",
            "क\u093Fताब", "a\u20DDb",
        ];
        for (int i = 0; i < texts.Length; i++)
            probe.Observe($"words of text {Chunking.Number(i + 1)}", string.Join('|', SearchText.Tokens(texts[i])));
        probe.ObserveThrows<ArgumentException>("no text", () => SearchText.Tokens(null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Marks and format characters disappear within a word; everything else that is neither letter nor digit ends it.");
}

public sealed class Bm25Scores() : Check("M09.E6.scores", "scores by the formula, to 1e-9, and sorts the best first", points: 3)
{
    public override void Probe(Probe probe)
    {
        foreach ((int number, Dictionary<string, string> documents, string[] queries) in Searching.Cases(Id))
        {
            Bm25Index index = Searching.Index(documents);
            foreach (string query in queries)
                Searching.Observe(probe, $"corpus {Chunking.Number(number)}, '{query}'", index.Search(query, 1000));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((int number, Dictionary<string, string> documents, string[] queries) in Searching.Cases(Id))
        {
            foreach (string query in queries)
            {
                if (Searching.Fault(evidence, $"corpus {Chunking.Number(number)}, '{query}'", documents, query, 1000, 1.2, 0.75)
                    is { } fault)
                    return Verdict.Fail(fault);
            }
        }

        return Verdict.Pass;
    }
}

public sealed class Bm25Parameters() : Check("M09.E6.parameters", "follows k1 and b to their ends", points: 1)
{
    private static readonly (double K1, double B)[] Settings = [(0, 0.75), (1.2, 0), (1.2, 1), (2, 0.5), (0, 0), (100, 1), (0.3, 0.9)];

    public override void Probe(Probe probe)
    {
        foreach ((int number, Dictionary<string, string> documents, string[] queries) in Searching.Cases(Id).Take(2))
        {
            foreach ((double k1, double b) in Settings)
            {
                Bm25Index index = Searching.Index(documents, k1, b);
                Searching.Observe(probe, Name(number, k1, b), index.Search(queries[0], 1000));
            }
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((int number, Dictionary<string, string> documents, string[] queries) in Searching.Cases(Id).Take(2))
        {
            foreach ((double k1, double b) in Settings)
            {
                if (Searching.Fault(evidence, Name(number, k1, b), documents, queries[0], 1000, k1, b) is { } fault)
                    return Verdict.Fail(fault);
            }
        }

        return Verdict.Pass;
    }

    private static string Name(int number, double k1, double b) => FormattableString.Invariant($"corpus {number}, k1 {k1}, b {b}");
}

public sealed class Bm25Changes()
    : Check("M09.E6.changes", "forgets removed and replaced documents at once, in every number of the formula", points: 3)
{
    public override void Probe(Probe probe)
    {
        foreach ((int number, _, string[] queries) in Searching.Cases(Id))
        {
            Bm25Index index = new();
            string removed = "";
            foreach ((string id, string? text) in Steps(number))
            {
                // A search between two changes must not leave old numbers behind.
                _ = index.Search(queries[0], 3);
                if (text is not null) index.Add(id, text);
                else removed += index.Remove(id) ? "y" : "n";
            }

            probe.Observe($"corpus {Chunking.Number(number)}, which removals found something", removed);
            probe.Observe($"corpus {Chunking.Number(number)}, documents left", index.Count);
            foreach (string query in queries)
                Searching.Observe(probe, $"corpus {Chunking.Number(number)}, '{query}'", index.Search(query, 1000));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((int number, _, string[] queries) in Searching.Cases(Id))
        {
            Dictionary<string, string> documents = [];
            string removed = "";
            foreach ((string id, string? text) in Steps(number))
            {
                if (text is not null) documents[id] = text;
                else removed += documents.Remove(id) ? "y" : "n";
            }

            string corpus = $"corpus {Chunking.Number(number)}";
            if (evidence.Text($"{corpus}, which removals found something") != removed)
                return Verdict.Fail($"{corpus}: `Remove` says whether the document was there.");
            if (evidence.Number($"{corpus}, documents left") != documents.Count)
                return Verdict.Fail(
                    $"{corpus}: `Count` is {evidence.Number($"{corpus}, documents left")}, and {documents.Count} documents are left.");
            foreach (string query in queries)
            {
                if (Searching.Fault(evidence, $"{corpus}, '{query}'", documents, query, 1000, 1.2, 0.75) is { } fault)
                    return Verdict.Fail(fault);
            }
        }

        return Verdict.Pass;
    }

    private IEnumerable<(string Id, string? Text)> Steps(int number)
    {
        CheckRandom random = CheckRandom.For($"{Id} steps {number}");
        int steps = number == 1 ? 150 : 40;
        for (int i = 0; i < steps; i++)
        {
            string id = $"d{random.NextInteger(0, 25)}";
            yield return random.NextInteger(0, 5) < 2 ? (id, null) : (id, Searching.Text(random));
        }
    }
}

public sealed class Bm25Ties() : Check("M09.E6.ties", "gives at most k documents, of equal scores those with the smaller ids", points: 1)
{
    public override void Probe(Probe probe)
    {
        Bm25Index index = new();
        foreach (string id in new[] { "b", "é", "B", "a", "10", "9", "ab", "Z", "_", "a b" }) index.Add(id, "the same text");
        index.Add("best", "text");
        index.Add("other", "nothing of it");
        foreach (int k in new[] { 1, 2, 3, 5, 7, 11, 100, int.MaxValue })
            probe.Observe($"the best {Chunking.Number(k)}", string.Join('|', index.Search("text", k).Select(hit => hit.Id)));
        index.Add("9", "the same text");
        probe.Observe("after an update", string.Join('|', index.Search("text", 4).Select(hit => hit.Id)));
    }
}

public sealed class Bm25Edges() : Check("M09.E6.bm25-edges", "has no hits where there are none, and refuses parameters that make no sense")
{
    public override void Probe(Probe probe)
    {
        Bm25Index index = new();
        probe.Observe("empty index", index.Search("cat", 3).Count);
        probe.Observe("empty index, documents", index.Count);
        probe.Observe("nothing to remove", index.Remove("x"));
        index.Add("void", " ... ");
        probe.Observe("only a document without words", index.Search("cat", 3).Count);
        probe.Observe("its number", index.Count);
        index.Add("", "Čat");
        Searching.Observe(probe, "an empty id, folded words", index.Search("CAT", 3));
        _ = index.Remove("void");
        Searching.Observe(probe, "a corpus of one document", index.Search("cat cat dog", 3));
        foreach (string query in new[] { "", " ", "?!", "dog" }) probe.Observe($"hits for '{query}'", index.Search(query, 3).Count);
        _ = index.Remove("");
        probe.Observe("all removed", index.Search("cat", 3).Count);
        probe.ObserveThrows<ArgumentException>("k of 0", () => index.Search("cat", 0));
        probe.ObserveThrows<ArgumentException>("k below 0", () => index.Search("", -1));
        probe.ObserveThrows<ArgumentException>("no query", () => index.Search(null!, 1));
        probe.ObserveThrows<ArgumentException>("no id", () => index.Add(null!, "x"));
        probe.ObserveThrows<ArgumentException>("no text", () => index.Add("x", null!));
        probe.ObserveThrows<ArgumentException>("nothing removed", () => index.Remove(null!));
        probe.Observe("nothing was added", index.Count);
        index.Add("x", "a cat");
        index.Add("y", "a dog");
        index.Add("x", " ... ");
        probe.Observe("a document is replaced by one without words", index.Search("cat", 3).Count);
        probe.Observe("documents afterwards", index.Count);
        Searching.Observe(probe, "the other document afterwards", index.Search("dog", 3));
        foreach (double k1 in new[] { -0.1, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>(FormattableString.Invariant($"k1 of {k1}"), () => new Bm25Index(k1));
        foreach (double b in new[] { -0.1, 1.1, double.NaN })
            probe.ObserveThrows<ArgumentException>(FormattableString.Invariant($"b of {b}"), () => new Bm25Index(b: b));
        probe.ObserveAccepts("the ends", () => new Bm25Index(0, 1));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Searching.Scores);
}

public sealed class Bm25Speed() : PerformanceCheck("M09.E6.speed", "answers queries within five times the solution's time", points: 1)
{
    private const int Vocabulary = 4000;

    // One index serves all pieces of work of a size: to make it takes far longer than to ask it.
    private static readonly Dictionary<int, Bm25Index> Indices = [];

    public override string SizeName => "documents of 30 words";

    public override IReadOnlyList<int> Sizes => [1000, 2000, 4000, 8000];

    public override int ComparedSize => 8000;

    public override double MaximumRatio => 5;

    public override double MaximumExponent => 1.5;

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        if (!Indices.TryGetValue(size, out Bm25Index? index))
        {
            // Not the probe's draws: which piece of work comes first differs.
            CheckRandom random = CheckRandom.For($"{Id} {size}");
            Indices[size] = index = new Bm25Index();
            for (int i = 0; i < size; i++) index.Add(Chunking.Number(i), Words(random, 30));
        }

        string[] queries = [.. Enumerable.Range(0, 100).Select(_ => Words(probe.Random, 5))];
        return () => tensor(queries.SelectMany(query => index.Search(query, 10).Select(hit => hit.Score)).ToArray(), ScalarType.Float64);
    }

    // Squared, so that some words are in many documents and most are in few.
    private static string Words(CheckRandom random, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(_ => $"w{(int)(Vocabulary * Math.Pow(random.NextDouble(), 2))}"));
}

/// <summary>Small corpora, and the formula in plain loops.</summary>
internal static class Searching
{
    private static readonly string[] Vocabulary =
        ["cat", "dog", "bird", "fish", "mat", "tree", "river", "stone", "the", "the", "the", "a", "a", "house", "sun"];

    /// <summary>Gets how far scores may be from the formula's.</summary>
    public static Tolerance Scores { get; } =
        new(1e-9, 1e-9, "the formula in float64 is good to about 1e-15; a length that was rounded shows");

    public static IEnumerable<(int Number, Dictionary<string, string> Documents, string[] Queries)> Cases(string seed)
    {
        for (int number = 1; number <= 4; number++)
        {
            CheckRandom random = CheckRandom.For($"{seed} corpus {number}");
            Dictionary<string, string> documents = [];
            int count = number == 1 ? 1 : (int)random.NextInteger(3, 60);
            for (int i = 0; i < count; i++) documents.Add($"d{i}", Text(random));
            yield return (number, documents,
                ["the cat", "cat", "dog bird fish", "the the the", "Stone, sun; river: unknown", "cat dog cat", "a house by the river"]);
        }
    }

    public static string Text(CheckRandom random) =>
        string.Join(' ',
            Enumerable.Range(0, (int)random.NextInteger(0, 30)).Select(_ => Vocabulary[random.NextInteger(0, Vocabulary.Length)]));

    public static Bm25Index Index(Dictionary<string, string> documents, double k1 = 1.2, double b = 0.75)
    {
        Bm25Index index = new(k1, b);
        foreach ((string id, string text) in documents) index.Add(id, text);
        return index;
    }

    public static void Observe(Probe probe, string name, IReadOnlyList<SearchHit> hits)
    {
        probe.Observe($"{name}: ids", string.Join('|', hits.Select(hit => hit.Id)));
        probe.Observe($"{name}: scores", hits.Select(hit => hit.Score));
    }

    /// <summary>Says how the observed hits differ from the formula's. Which of two comes first is
    /// left open where only rounding decides.</summary>
    public static string? Fault(Evidence evidence, string name, Dictionary<string, string> documents, string query, int k,
        double k1, double b)
    {
        string[] ids = (evidence.Text($"{name}: ids") ?? "").Split('|', StringSplitOptions.RemoveEmptyEntries);
        IReadOnlyList<double> scores = evidence.Tensor($"{name}: scores").Values;
        Dictionary<string, double> expected = Expect(documents, query, k1, b);
        if (ids.Length != Math.Min(k, expected.Count))
            return $"`{name}` has {ids.Length} hits, and {Math.Min(k, expected.Count)} documents have a word of the query.";
        if (ids.Distinct().Count() < ids.Length) return $"`{name}` has a document twice.";
        for (int i = 0; i < ids.Length; i++)
        {
            if (!expected.TryGetValue(ids[i], out double score)) return $"`{name}` has {ids[i]}, which has no word of the query.";
            if (!Scores.Allows(score, scores[i]))
                return FormattableString.Invariant(
                    $"`{name}`: the score of {ids[i]} is {scores[i]:0.############}, and should be {score:0.############}.");
            if (i > 0 && scores[i] > scores[i - 1]) return $"`{name}` is not sorted: {ids[i]} comes too late.";
        }

        return null;
    }

    private static Dictionary<string, double> Expect(Dictionary<string, string> documents, string query, double k1, double b)
    {
        Dictionary<string, string[]> words = documents.ToDictionary(pair => pair.Key, pair => Split(pair.Value));
        double average = words.Values.Average(list => list.Length);
        Dictionary<string, double> scores = [];
        foreach (string word in Split(query))
        {
            int n = words.Values.Count(list => list.Contains(word));
            double rarity = Math.Log(1 + ((words.Count - n + 0.5) / (n + 0.5)));
            foreach ((string id, string[] list) in words)
            {
                int f = list.Count(other => other == word);
                if (f > 0)
                    scores[id] = scores.GetValueOrDefault(id)
                        + (rarity * f * (k1 + 1) / (f + (k1 * (1 - b + (b * list.Length / average)))));
            }
        }

        return scores;
    }

    private static string[] Split(string text) =>
        text.ToLowerInvariant().Split([' ', ',', ';', ':', '.', '!', '?'], StringSplitOptions.RemoveEmptyEntries);
}

namespace LLMCourse.Checks.M11;

/// <summary>What the checks of the summariser share.</summary>
internal static class Summarising
{
    public static readonly string[] Abbreviations = ["Dr", "e.g", "Mr", "approx"];

    public static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Makes sentences of numbered words; some words are in many sentences.</summary>
    public static string[][] Draw(CheckRandom random, int count, int words) =>
        [.. Enumerable.Range(0, count)
            .Select(_ => Enumerable.Range(0, (int)random.NextInteger(1, 8)).Select(_ => $"w{random.NextInteger(0, words)}").ToArray())];

    /// <summary>Ranks sentences in double by comparing all pairs.</summary>
    public static double[] Rank(string[][] sentences, double damping)
    {
        int n = sentences.Length;
        double[,] weights = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                string[] a = [.. sentences[i].Distinct()], b = [.. sentences[j].Distinct()];
                double size = Math.Log(a.Length) + Math.Log(b.Length);
                if (i != j && size > 0) weights[i, j] = a.Count(b.Contains) / size;
            }
        }

        double[] scores = [.. Enumerable.Repeat(1.0 / n, n)];
        for (int round = 0; round < 400; round++)
        {
            double[] next = [.. Enumerable.Repeat((1 - damping) / n, n)];
            for (int j = 0; j < n; j++)
            {
                double sum = Enumerable.Range(0, n).Sum(k => weights[j, k]);
                for (int i = 0; i < n; i++) next[i] += damping * scores[j] * (sum > 0 ? weights[j, i] / sum : 1.0 / n);
            }

            scores = next;
        }

        return scores;
    }

    /// <summary>Makes a report that begins with what does not matter, and its summary.</summary>
    public static (string Text, string Summary) Report(CheckRandom random)
    {
        string Pick(params string[] list) => list[random.NextInteger(0, list.Length)];
        string place = Pick("Porto", "Lund", "Graz", "Cork"), thing = Pick("bridge", "harbour", "tunnel", "library"),
            cause = Pick("storm", "flood", "fire", "landslide");
        string main = $"The {cause} closed the {thing} in {place} and repairs of the {thing} will take {random.NextInteger(2, 9)} months.";
        List<string> lines =
        [
            $"{Pick("Monday", "Tuesday", "Friday")} began quietly.", $"Nobody expected {Pick("trouble", "news", "visitors")}.",
            $"Coffee cost {random.NextInteger(2, 5)} euros.", $"The {cause} came to {place} at night and reached the {thing}.",
            main, $"Engineers in {place} say that repairs of the {thing} are possible.",
            $"Traffic around the {thing} in {place} is slow while repairs go on.", $"{Pick("Ana", "Lars", "Eva")} sings.",
            $"A cat slept through {Pick("lunch", "dinner")}.",
        ];
        return (string.Join(' ', lines), main);
    }
}

public sealed class TextsAsSentences() : VisibleCheck("M11.E2.sentences", "cuts a text where sentences end, and nowhere else", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, string text) in new[]
        {
            ("plain", "One. Two! Three? Four"),
            ("abbreviations", "Dr. Who met Mr. Bean. He was e.g. Late. Approx. Five came, approx. Six."),
            ("an abbreviation ends the text", "I met the Dr."), ("decimals", "It cost 3.5 euros. Or 1.000.000? It is v2.0."),
            ("quotes", "She said \"Stop!\" Then she left. (He stayed.) 'Why?' He asked. «Oui.» End"),
            ("the speech goes on", "\"Stop!\" she said. \"Why?\" he asked."),
            ("ellipses", "Well... Perhaps. Well... perhaps… Or not… fine. What?! Yes."),
            ("a blank line", "A heading\n\nThe text begins\nhere. It ends\n \t\n small and lone"), ("white space", "  \n\n "),
            ("nothing", ""), ("marks alone", "... ! ?"), ("no space after", "One.Two. Three.)Four. five.\" Six"),
            ("brackets before", "See (Dr. No) and \"Mr. X\". (e.g. This). ((Dr. B)). Mr.. No"),
            ("case counts", "A DR. Jones. The dr. Was in. Mr? No."), ("only a part of a word", "XDr. Who. Dr.Mr. Z"),
            ("after a break", "End.\nDr. Who\n\nMr. A"), ("digits and others go on", "One. 2 came. – Three. élan is small. Élan is not."),
        })
        {
            IReadOnlyList<string> sentences = Sentences.Split(text, Summarising.Abbreviations);
            probe.Observe($"{name}: how many", sentences.Count);
            probe.Observe(name, string.Join(" | ", sentences));
        }

        probe.Observe("no abbreviations", string.Join(" | ", Sentences.Split("Dr. Who. Yes.", [])));
    }
}

public sealed class LikenessOfSentences()
    : VisibleCheck("M11.E2.similarity", "divides what two sentences share by the logarithms of their sizes")
{
    public override void Probe(Probe probe)
    {
        foreach ((string a, string b) in new[] { ("a b c", "b c d e"), ("a a b", "a b b"), ("a", "a"), ("a", "a b"), ("", "a b"),
            ("a b", ""), ("", ""), ("a b", "c d"), ("a b c d e f g", "g f e d c b a"), ("a A", "A b") })
            probe.Observe($"'{a}' and '{b}'", TextRank.Similarity(Translating.Words(a), Translating.Words(b)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double);
}

public sealed class RanksOfSentences() : Check("M11.E2.rank", "gives the ranks at which the iteration stands still", points: 2)
{
    private static readonly (int Count, int Words, double Damping)[] Cases =
        [(1, 5, 0.85), (7, 12, 0.85), (25, 40, 0.85), (25, 60, 0.5), (6, 9, 0), (9, 8, 0.99), (12, 200, 0.85)];

    public override void Probe(Probe probe)
    {
        foreach ((int count, int words, double damping) in Cases)
        {
            string[][] sentences = Summarising.Draw(probe.Random, count, words);
            probe.Observe($"{count} of {words} at {damping}: sentences", string.Join('/', sentences.Select(own => string.Join(' ', own))));
            probe.Observe($"{count} of {words} at {damping}", TextRank.Rank(sentences, damping));
        }

        probe.Observe("none", TextRank.Rank([]).Count);
        probe.Observe("nobody is like another", TextRank.Rank([["a", "b"], ["c", "d"], []]));
        probe.Observe("without content words", TextRank.Rank([["a", "b"], [], ["b", "a"], ["c"]]));
        probe.Observe("damping by default", TextRank.Rank([["a", "b"], ["b", "c"], ["c", "d"]]));
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((int count, int words, double damping) in Cases)
        {
            string name = $"{count} of {words} at {damping}";
            string[][] sentences = [.. evidence.Text($"{name}: sentences")!.Split('/').Select(own => own.Split(' '))];
            double[] right = Summarising.Rank(sentences, damping), got = [.. evidence.Tensor(name).Values];
            if (got.Length != count || right.Zip(got).Any(both => Math.Abs(both.First - both.Second) > 2e-7))
                return Verdict.Fail($"The ranks of {count} sentences are not those at which the iteration stands still.");
        }

        return evidence.EqualsExpected(new Tolerance(2e-8, 0, "the iteration stops when the sum of the changes is below 1e-9"));
    }
}

public sealed class RanksOfOthersOrders() : Check("M11.E2.renaming", "ranks sentences alike in every order and under other words")
{
    public override void Probe(Probe probe)
    {
        string[][] sentences = Summarising.Draw(probe.Random, 30, 45);
        int[] order = [.. Enumerable.Range(0, 30).OrderBy(_ => probe.Random.NextDouble())];
        IReadOnlyList<double> ranks = TextRank.Rank(sentences), moved = TextRank.Rank([.. order.Select(i => sentences[i])]);
        IReadOnlyList<double> renamed =
            TextRank.Rank([.. sentences.Select(own => own.Reverse().Select(word => $"{word.Length}x{word}").ToArray())]);
        probe.Observe("the sum", ranks.Sum());
        probe.Observe("another order", Enumerable.Range(0, 30).Max(i => Math.Abs(moved[i] - ranks[order[i]])));
        probe.Observe("other words", ranks.Zip(renamed).Max(both => Math.Abs(both.First - both.Second)));
    }

    public override Verdict Judge(Evidence evidence)
    {
        if (Math.Abs(evidence.Number("the sum") - 1) > 1e-9) return Verdict.Fail("The ranks do not add up to 1.");
        return evidence.Number("another order") < 1e-8 && evidence.Number("other words") < 1e-8
            ? Verdict.Pass
            : Verdict.Fail("The ranks depend on the order of the sentences, or on what words are called.");
    }
}

public sealed class SummariesOfSentences()
    : Check("M11.E2.extract", "takes the best sentences that fit and are new, in the text's order", points: 2)
{
    private const string Text =
        "Rain fell on the town. The river rose after rain fell on the old town. The river rose after rain fell on the old mill. Dr. Orr saw the river. Cats like milk. Nobody in town had seen the river rise like this. "
        + "After rain fell, the river rose on the old town! It was so. Boats left the town by the river at noon. The mill and the town stand by the river.";

    public override void Probe(Probe probe)
    {
        foreach (int words in new[] { 0, 1, 3, 4, 5, 8, 9, 10, 14, 18, 19, 25, 40, 60, 200 })
            probe.Observe($"{words} words", ExtractiveSummariser.Summarise(Text, words, Summarising.Abbreviations));
        probe.Observe("equal ranks", ExtractiveSummariser.Summarise("Red dogs ran. Blue cats sat. Old cows ate.", 6, []));
        probe.Observe("one sentence", ExtractiveSummariser.Summarise(" Red dogs  ran. ", 3, []));
        probe.Observe("nothing", ExtractiveSummariser.Summarise(" ", 3, []));
        probe.Observe("seven of ten words", ExtractiveSummariser.Summarise("K a1 b1 c1 d1 e1 f1 x1 y1. K a1 b1 c1 d1 e1 f1 z1.", 40, []));
        probe.Observe("six of ten words", ExtractiveSummariser.Summarise("K a1 b1 c1 d1 e1 x1 y1. K a1 b1 c1 d1 e1 z1 v1.", 40, []));
    }
}

public sealed class BetterThanTheBeginning() : Check("M11.E2.lead", "finds what matters where it is not said first")
{
    public override void Probe(Probe probe)
    {
        double own = 0, lead = 0;
        for (int i = 0; i < 12; i++)
        {
            (string text, string summary) = Summarising.Report(probe.Random);
            IReadOnlyList<string> first = [.. text.Split(". ").Take(3)];
            string[] right = Translating.Words(summary);
            own += TextScores.RougeL(right, Translating.Words(ExtractiveSummariser.Summarise(text, 20, [])));
            lead += TextScores.RougeL(right, Translating.Words(string.Join(". ", first)));
        }

        probe.Observe("ROUGE-L", own / 12);
        probe.Observe("ROUGE-L of the first three sentences", lead / 12);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.Number("ROUGE-L") >= evidence.Number("ROUGE-L of the first three sentences") + 0.3
        ? Verdict.Pass
        : Verdict.Fail($"ROUGE-L is {evidence.Number("ROUGE-L"):F2}, and that of the first three sentences {evidence.Number("ROUGE-L of the first three sentences"):F2}; 0.3 more is asked for.");
}

public sealed class ALongText() : Check("M11.E2.long", "summarises a megabyte in seconds")
{
    public override void Probe(Probe probe)
    {
        // Each sentence shares words with a few others alone: all pairs would be half a billion.
        string text =
            string.Join(' ', Enumerable.Range(0, 30_000).Select(i => $"Item{i / 3} was of part{i} on site{i / 2} by crew{i % 9_999}."));
        string summary = ExtractiveSummariser.Summarise(text, 40, []);
        probe.Observe("words", Summarising.Words(summary));
    }
}

public sealed class PiecesOfAText() : Check("M11.E2.chunks", "packs whole sentences up to the budget")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, string text, int budget) in new[]
        {
            ("it fits", "One two. Three.", 3), ("one too many", "One two. Three four.", 3), ("several", "A b. C d e. F. G h i j. K.", 4),
            ("a long sentence", "A b. C d e f g h i. J k. L", 3), ("words one by one", "A b c. D", 1), ("nothing", " ", 2),
            ("white space within", "A  b.\nC.", 3),
        })
        {
            ModelSummariser summariser =
                new((_, _) => Task.FromResult(string.Empty), Summarising.Words, new SummaryOptions { ChunkTokens = budget });
            probe.Observe(name, string.Join(" | ", summariser.Chunks(text)));
        }

        ModelSummariser letters = new((_, _) => Task.FromResult(string.Empty), text => text.Length,
            new SummaryOptions { ChunkTokens = 5, Abbreviations = ["D"] });
        probe.Observe("counted by letters", string.Join(" | ", letters.Chunks("D. A. Longer words. Ab. Cd")));
        probe.Observe("a budget of 512 by default",
            new ModelSummariser((_, _) => Task.FromResult(string.Empty), text => text.Length,
                new SummaryOptions()).Chunks(string.Concat(Enumerable.Repeat("Aaaaaaa. ", 100))).Count);
    }
}

public sealed class RoundsOfSummaries()
    : Check("M11.E2.map-reduce", "summarises chunks, then summaries, in order and a few at a time", points: 2)
{
    private const string Text = "A1 a2 a3 a4. B1 b2 b3 b4. C1 c2 c3 c4. D1 d2 d3 d4. E1 e2 e3 e4. F1 f2.";

    public override void Probe(Probe probe)
    {
        foreach ((string name, string text,
            int budget) in new[] { ("nothing", "  ", 5), ("one chunk", "A b. C.", 3), ("two rounds", Text, 4), ("pairs", Text, 8) })
        {
            List<string> prompts = [];
            ModelSummariser summariser = new(
                (prompt, _) =>
                {
                    prompts.Add(prompt);
                    return Task.FromResult($" {prompt.Split(['\n', ' '])[1]}.\n");
                },
                Summarising.Words,
                new SummaryOptions { ChunkTokens = budget, MaxParallel = 1 });
            probe.Observe($"{name}: answer", summariser.MapReduceAsync(text).GetAwaiter().GetResult());
            probe.Observe($"{name}: prompts", string.Join(" ; ", prompts));
        }

        // Nobody is answered before three are asked; the later ones come first.
        int running = 0, most = 0, asked = 0;
        object gate = new();
        TaskCompletionSource full = new(TaskCreationOptions.RunContinuationsAsynchronously),
            second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task<string> Slow(string prompt, CancellationToken cancellation)
        {
            int mine;
            lock (gate)
            {
                mine = ++asked;
                most = Math.Max(most, ++running);
                if (running == 3) full.TrySetResult();
            }

            if (mine <= 3) await Patiently(full, cancellation).ConfigureAwait(false);
            if (mine <= 3) await Task.Delay(50, cancellation).ConfigureAwait(false); // a fourth would come now
            if (mine == 1) await Patiently(second, cancellation).ConfigureAwait(false);
            if (mine == 2) second.TrySetResult();
            lock (gate) running--;
            return $"{prompt.Split(['\n', ' '])[1]}.";
        }

        // What has not come after three seconds does not come, and nobody else waits for it.
        static async Task Patiently(TaskCompletionSource awaited, CancellationToken cancellation)
        {
            await Task.WhenAny(awaited.Task, Task.Delay(3000, cancellation)).ConfigureAwait(false);
            awaited.TrySetResult();
        }

        List<string> last = [];
        ModelSummariser parallel = new(
            (prompt, cancellation) =>
            {
                lock (gate) if (prompt.Contains('.') && prompt.Length < 40 && asked >= 5) last.Add(prompt);
                return Slow(prompt, cancellation);
            },
            Summarising.Words,
            new SummaryOptions { ChunkTokens = 6, MaxParallel = 3 });
        probe.Observe("at once: answer", parallel.MapReduceAsync(Text).GetAwaiter().GetResult());
        probe.Observe("at once: the most", Math.Min(most, 4));
        probe.Observe("at once: the last prompt", string.Join(" ; ", last));
    }
}

public sealed class SummariesOneAfterTheOther() : Check("M11.E2.refine", "improves a summary with each further chunk")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, string text) in new[] { ("nothing", ""), ("one chunk", "A b."), ("three chunks", "A b c. D e f. G h.") })
        {
            List<string> prompts = [];
            ModelSummariser summariser = new(
                (prompt, _) =>
                {
                    prompts.Add(prompt);
                    return Task.FromResult($" s{prompts.Count} \n");
                },
                Summarising.Words,
                new SummaryOptions { ChunkTokens = 3 });
            probe.Observe($"{name}: answer", summariser.RefineAsync(text).GetAwaiter().GetResult());
            probe.Observe($"{name}: prompts", string.Join(" ; ", prompts));
        }
    }
}

public sealed class SummariesThatEnd() : Check("M11.E2.ends", "ends where summaries do not get shorter, and where it is cancelled")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name,
            string answer) in new[] { ("as long", "x y z."), ("longer", "x y z v w."), ("shorter", "x y."), ("empty", " ") })
        {
            int calls = 0;
            ModelSummariser summariser = new(
                (_, _) =>
                {
                    calls++;
                    return Task.FromResult(answer);
                },
                Summarising.Words,
                new SummaryOptions { ChunkTokens = 3 });
            string outcome;
            try
            {
                outcome = summariser.MapReduceAsync("A b c. D e f. G h i. J k l.").GetAwaiter().GetResult();
            }
            catch (SummaryGrowsException)
            {
                outcome = "(grows)";
            }

            probe.Observe($"{name}: outcome", outcome);
            probe.Observe($"{name}: calls", calls);
        }

        foreach (bool refines in new[] { false, true })
        {
            foreach (int after in new[] { 0, 2 })
            {
                using CancellationTokenSource source = new();
                int calls = 0;
                bool passedOn = true;
                ModelSummariser summariser = new(
                    (_, cancellation) =>
                    {
                        passedOn &= cancellation == source.Token;
                        if (++calls == after) source.Cancel();
                        return Task.FromResult("x.");
                    },
                    Summarising.Words,
                    new SummaryOptions { ChunkTokens = 3, MaxParallel = 1 });
                if (after == 0) source.Cancel();
                string name = $"{(refines ? "refining" : "reducing")}, cancelled after {after}";
                probe.ObserveThrows<OperationCanceledException>(name,
                    () => (refines
                        ? summariser.RefineAsync("A b c. D e f. G h i. J k l.", source.Token)
                        : summariser.MapReduceAsync("A b c. D e f. G h i. J k l.", source.Token)).GetAwaiter().GetResult());
                probe.Observe($"{name}: calls", calls);
                probe.Observe($"{name}: the token is passed on", passedOn);
            }
        }
    }
}

public sealed class WhatTheSourceDoesNotSay()
    : Check("M11.E2.support", "names the sentences that no single sentence of the source supports")
{
    public override void Probe(Probe probe)
    {
        string[] source = ["The bridge in Porto was closed by a storm.", "Repairs take four months and cost two million.", "It was so."];
        string[] summary = ["A storm closed the bridge.", "Porto pays for repairs.", "Storm repairs cost months.", "So it was.",
            "Repairs, repairs, repairs: bridge.", "BRIDGE Porto storm boats.", "Repairs cost four boats two times."];
        foreach (double threshold in new[] { 0.1, 0.5, 0.6, 2.0 / 3, 0.75, 0.8, 1 })
            probe.Observe($"threshold {threshold}", Support.Unsupported(summary, source, threshold));
        probe.Observe("no source", Support.Unsupported(summary, [], 0.1));
        probe.Observe("no summary", Support.Unsupported([], source, 0.5));
    }
}

public sealed class SummariserRefusals() : Check("M11.E2.refusals", "refuses what is out of range")
{
    public override void Probe(Probe probe)
    {
        foreach (double damping in new[] { -0.01, 1, double.NaN })
            probe.ObserveThrows<ArgumentException>($"damping {damping}", () => TextRank.Rank([["a"]], damping));
        foreach (double threshold in new[] { 0, -0.5, 1.01, double.NaN })
            probe.ObserveThrows<ArgumentException>($"threshold {threshold}", () => Support.Unsupported(["a"], ["a"], threshold));
        probe.ObserveThrows<ArgumentException>("a negative number of words", () => ExtractiveSummariser.Summarise("A b.", -1, []));
        foreach ((int tokens, int parallel) in new[] { (0, 1), (1, 0), (-1, 1), (1, -1) })
            probe.ObserveThrows<ArgumentException>($"{tokens} tokens, {parallel} at once",
                () => _ = new ModelSummariser((_, _) => Task.FromResult(string.Empty), text => text.Length,
                    new SummaryOptions { ChunkTokens = tokens, MaxParallel = parallel }));
        probe.ObserveAccepts("1 token, 1 at once",
            () => _ = new ModelSummariser((_, _) => Task.FromResult(string.Empty), text => text.Length,
                new SummaryOptions { ChunkTokens = 1, MaxParallel = 1 }));
    }
}

namespace LLMCourse.Checks.M11;

public sealed class PiecesOfAText() : Check("M11.E2.chunks", "packs whole sentences up to the budget")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, string text, int budget) in new[]
        {
            ("it fits", "One two. Three.", 3), ("one too many", "One two. Three four.", 3), ("several", "A b. C d e. F. G h i j. K.", 4),
            ("a long sentence", "A b. C d e f g h i. J k. L", 3), ("words one by one", "A b c. D", 1), ("nothing", " ", 2),
            ("white space within", "A  b.\nC.", 3), ("white space in a sentence that just fits", "A  b\nc. D.", 3),
            ("white space in a long sentence", "A  b\nC\td\u00A0e f.", 2),
        })
        {
            ModelSummariser summariser =
                new((_, _) => Task.FromResult(string.Empty), Summarising.Words, new SummaryOptions { ChunkTokens = budget });
            probe.Observe(name, string.Join(" | ", summariser.Chunks(text)));
        }

        ModelSummariser letters = new((_, _) => Task.FromResult(string.Empty), text => text.Length,
            new SummaryOptions { ChunkTokens = 5, Abbreviations = ["D"] });
        probe.Observe("counted by letters", string.Join(" | ", letters.Chunks("D. A. Longer words. Ab. Cd")));
        ModelSummariser titles = new((_, _) => Task.FromResult(string.Empty), Summarising.Words,
            new SummaryOptions { ChunkTokens = 2, Abbreviations = ["Mr"] });
        probe.Observe("abbreviations of the options", string.Join(" | ", titles.Chunks("Mr. A b. C.")));
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

        List<string> asked = [];
        ModelSummariser silent = new(
            (prompt, _) =>
            {
                asked.Add(prompt);
                return Task.FromResult(" \n");
            },
            Summarising.Words,
            new SummaryOptions { ChunkTokens = 3 });
        probe.Observe("empty summaries: answer", silent.RefineAsync("A b c. D e f. G h.").GetAwaiter().GetResult());
        probe.Observe("empty summaries: prompts", string.Join(" ; ", asked));
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
            probe.Observe($"{name}: outcome", Outcome(summariser, "A b c. D e f. G h i. J k l."));
            probe.Observe($"{name}: calls", calls);
        }

        // The blank lines between them count on both sides: these two are as long as the chunks without theirs, and shorter with them.
        Queue<string> answers = new(["Aa.", "B.", "A.", "", "last"]);
        ModelSummariser letters = new((_, _) => Task.FromResult(answers.Dequeue()), text => text.Length,
            new SummaryOptions { ChunkTokens = 3, MaxParallel = 1 });
        probe.Observe("counted with what joins them", Outcome(letters, "Aa. Bb."));
        ModelSummariser talker = new((_, _) => Task.FromResult("x y z v w."), Summarising.Words, new SummaryOptions { ChunkTokens = 3 });
        probe.Observe("longer than the only chunk", Outcome(talker, "A b."));

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
                        if (++calls == after) source.Cancel();
                        passedOn &= calls == after ? cancellation.IsCancellationRequested : cancellation.CanBeCanceled;
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

    private static string Outcome(ModelSummariser summariser, string text)
    {
        try
        {
            return summariser.MapReduceAsync(text).GetAwaiter().GetResult();
        }
        catch (SummaryGrowsException)
        {
            return "(grows)";
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
        probe.Observe("a source that repeats itself",
            Support.Unsupported(["Boats reach the bridge."], ["Bridge, bridge, bridge: closed."], 0.5));
        probe.Observe("a single word", Support.Unsupported(["Boats!", "Bridge!"], source, 0.5));
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
        probe.ObserveThrows<ArgumentException>("damping 1 of no sentences", () => TextRank.Rank([], 1));
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

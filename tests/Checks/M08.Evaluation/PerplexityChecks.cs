namespace LLMCourse.Checks.M08;

/// <summary>What the checks of perplexity share.</summary>
internal static class Perplexities
{
    public static Tolerance Tolerance { get; } = new(1e-9, 1e-9, "logits are float32, but all sums are of float64");

    public static void Observe(Probe probe, string name, PerplexityResult result)
    {
        probe.Observe($"{name}: tokens", result.Tokens);
        probe.Observe($"{name}: negative log-likelihood", result.NegativeLogLikelihood);
    }
}

public sealed class PerplexityOfAChain() : VisibleCheck("M08.E1.chain", "adds up −ln P of every token but the first", points: 2)
{
    public override void Probe(Probe probe)
    {
        FunctionModel chain = FunctionModel.Chain(probe.Random, 6, 1.5);
        Perplexities.Observe(probe, "a text of one window", Perplexity.Evaluate(chain, FunctionModel.Tokens(probe.Random, 6, 20), 32, 32));
        Perplexities.Observe(probe, "a text that fills the window",
            Perplexity.Evaluate(chain, FunctionModel.Tokens(probe.Random, 6, 33), 32, 1));
        Perplexities.Observe(probe, "two tokens", Perplexity.Evaluate(chain, [3, 5], 32, 7));
        Perplexities.Observe(probe, "two tokens, context 1", Perplexity.Evaluate(chain, [5, 0], 1, 1));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Perplexities.Tolerance).WithHint("The logits after token i are about token i + 1.");
}

public sealed class PerplexityInNumbers() : VisibleCheck("M08.E1.result", "gives the perplexity of a token and the bits of a byte")
{
    public override void Probe(Probe probe)
    {
        foreach ((int tokens, double sum,
            long bytes) in new[] { (1, 0.25, 1L), (7, 12.5, 30), (1000, 6907.75, 4096), (3, 0, 3), (2_000_000, 5e6, 9_000_000_000) })
        {
            var result = new PerplexityResult(tokens, sum);
            probe.Observe($"perplexity, {tokens} tokens", result.Perplexity);
            probe.Observe($"bits per byte, {bytes} bytes", result.BitsPerByte(bytes));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Perplexities.Tolerance);
}

public sealed class PerplexityOfChunks() : Check("M08.E1.chunks", "scores each token once where the windows are chunks", points: 2)
{
    public override void Probe(Probe probe)
    {
        FunctionModel model = FunctionModel.OfAll(7, 5, 2);
        foreach ((int length, int context) in new[] { (17, 4), (18, 4), (20, 4), (21, 4), (9, 1), (40, 13) })
            Perplexities.Observe(probe, $"{length} tokens in chunks of {context}",
                Perplexity.Evaluate(model, FunctionModel.Tokens(probe.Random, 5, length), context, context));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Perplexities.Tolerance).WithHint("The last token of a chunk predicts the first one of the next.");
}

public sealed class PerplexityOfOverlaps()
    : Check("M08.E1.overlap", "scores each token once where windows overlap, and the rest of the text in the last", points: 2)
{
    public override void Probe(Probe probe)
    {
        FunctionModel model = FunctionModel.OfAll(11, 5, 2);
        foreach ((int length, int context,
            int stride) in new[] { (20, 8, 4), (21, 8, 4), (23, 8, 3), (24, 8, 3), (30, 8, 1), (30, 8, 7), (9, 8, 2), (10, 8, 2),
                (31, 10, 9) })
            Perplexities.Observe(probe, $"{length} tokens, context {context}, stride {stride}",
                Perplexity.Evaluate(model, FunctionModel.Tokens(probe.Random, 5, length), context, stride));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Perplexities.Tolerance)
            .WithHint("Keep the number of tokens that are scored; a window ends with those that are not, which in the last one may be fewer than the stride.");
}

public sealed class PerplexityWindows() : Check("M08.E1.windows", "asks the model once for each window, and only for what is scored there")
{
    public override void Probe(Probe probe)
    {
        foreach ((int length, int context,
            int stride) in new[] { (17, 5, 5), (18, 5, 5), (20, 6, 4), (11, 6, 1), (7, 6, 2), (5, 6, 3), (12, 3, 2) })
        {
            FunctionModel model = FunctionModel.OfAll(3, length, 1);
            // The tokens are the places in the text.
            _ = Perplexity.Evaluate(model, [.. Enumerable.Range(0, length)], context, stride);
            probe.Observe(
                $"{length} tokens, context {context}, stride {stride}",
                string.Join("; ",
                    model.Calls.Select(call => FormattableString.Invariant($"{call.Ids[0]} to {call.Ids[^1]}, the last {call.Count}"))));
        }
    }
}

public sealed class PerplexityByStride() : Check("M08.E1.stride", "falls as the stride gets smaller, where a longer context helps")
{
    private static readonly int[] Strides = [48, 24, 12, 1];

    public override void Probe(Probe probe)
    {
        // A text that repeats itself: more of it before a token never makes the counts worse.
        int[] phrase = [.. Enumerable.Range(0, 24).OrderBy(_ => probe.Random.NextDouble()).Take(7)];
        int[] text = [.. Enumerable.Range(0, 400).Select(i => phrase[i % 7])];
        foreach (int stride in Strides)
            probe.Observe($"stride {stride}", Perplexity.Evaluate(FunctionModel.Counter(24), text, 48, stride).Perplexity);
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int i = 1; i < Strides.Length; i++)
        {
            if (!(evidence.Number($"stride {Strides[i]}") < evidence.Number($"stride {Strides[i - 1]}")))
                return Verdict.Fail("A smaller stride shows the model more of the text before each token, but your perplexity does not fall.", hint: "Each window shows the model as much as before; it only begins earlier than its first new token.");
        }

        return evidence.EqualsExpected(Perplexities.Tolerance);
    }
}

public sealed class PerplexityPrecision() : Check("M08.E1.float64", "computes in double, and overflows for no logits")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, double shift,
            double spread) in new[] { ("small differences", 0.0, 1e-3), ("large logits", 5000.0, 3), ("logits far below 0", -5000.0, 3),
                ("huge differences", 0.0, 3000), ("usual ones", 0, 4) })
        {
            float[][] rows = [.. Enumerable.Range(0, 40)
                .Select(_ => FunctionModel.Draw(probe.Random, 40, spread).Select(x => (float)(x + shift)).ToArray())];
            var model = new FunctionModel(40, 16, (ids, logits) => rows[ids[^1]].CopyTo(logits));
            Perplexities.Observe(probe, name, Perplexity.Evaluate(model, FunctionModel.Tokens(probe.Random, 40, 100), 16, 16));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("Make each logit a double first, and subtract the greatest before Math.Exp.");
}

public sealed class PerplexityExtremes()
    : Check("M08.E1.extremes", "gives ∞ for a text with an impossible token, and 1 for one that is certain")
{
    public override void Probe(Probe probe)
    {
        var counting = new FunctionModel(4, 16, (ids, logits) =>
        {
            logits.Fill(float.NegativeInfinity);
            logits[(ids[^1] + 1) % 4] = -3;
        });
        Perplexities.Observe(probe, "certain", Perplexity.Evaluate(counting, [2, 3, 0, 1, 2, 3], 3, 2));
        probe.Observe("certain: perplexity", Perplexity.Evaluate(counting, [2, 3, 0, 1, 2, 3], 3, 2).Perplexity);
        Perplexities.Observe(probe, "impossible", Perplexity.Evaluate(counting, [2, 3, 0, 0, 1, 2], 3, 2));
        probe.Observe("impossible: perplexity", Perplexity.Evaluate(counting, [2, 3, 0, 0, 1, 2], 3, 2).Perplexity);
        probe.Observe("impossible: bits per byte", Perplexity.Evaluate(counting, [0, 2], 3, 3).BitsPerByte(10));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Perplexities.Tolerance);
}

public sealed class BitsOfTwoTokenizers()
    : Check("M08.E1.tokenizers", "has the same bits per byte for a text in letters and in pairs of letters")
{
    public override void Probe(Probe probe)
    {
        // Letters that do not depend on each other; the last id begins a text. A pair is as likely as both of its letters.
        double[] letters = [.. FunctionModel.Draw(probe.Random, 5, 1).Select(x => (double)x)];
        int[] text = FunctionModel.Tokens(probe.Random, 5, 60);
        var byLetter = new FunctionModel(6, 16, (_, logits) =>
        {
            for (int i = 0; i < 5; i++) logits[i] = (float)letters[i];
            logits[5] = float.NegativeInfinity;
        });
        var byPair = new FunctionModel(26, 16, (_, logits) =>
        {
            for (int i = 0; i < 25; i++) logits[i] = (float)(letters[i / 5] + letters[i % 5]);
            logits[25] = float.NegativeInfinity;
        });
        PerplexityResult one = Perplexity.Evaluate(byLetter, [5, .. text], 10, 10),
            two = Perplexity.Evaluate(byPair, [25, .. text.Chunk(2).Select(pair => (pair[0] * 5) + pair[1])], 10, 10);
        probe.Observe("bits per byte, letters", one.BitsPerByte(60));
        probe.Observe("bits per byte, pairs", two.BitsPerByte(60));
        probe.Observe("perplexity, letters", one.Perplexity);
        probe.Observe("perplexity, pairs", two.Perplexity);
    }

    public override Verdict Judge(Evidence evidence) =>
        Math.Abs(evidence.Number("bits per byte, letters") - evidence.Number("bits per byte, pairs")) < 1e-6
        ? evidence.EqualsExpected(Perplexities.Tolerance)
        : Verdict.Fail("The same text with the same probabilities has other bits per byte in letters than in pairs of letters.",
            hint: "Add over tokens, divide by bytes.");
}

public sealed class PerplexityArguments()
    : Check("M08.E1.bad-arguments", "refuses bad contexts, strides, tokens and bytes, whatever the model would take")
{
    public override void Probe(Probe probe)
    {
        var model = new CarelessModel(5);
        int[] text = [0, 1, 2, 3, 4, 0, 1];
        probe.ObserveThrows<ArgumentException>("no model", () => Perplexity.Evaluate(null!, text, 4, 2));
        probe.ObserveThrows<ArgumentException>("no tokens", () => Perplexity.Evaluate(model, [], 4, 2));
        probe.ObserveThrows<ArgumentException>("one token", () => Perplexity.Evaluate(model, [3], 4, 2));
        probe.ObserveThrows<ArgumentException>("context 0", () => Perplexity.Evaluate(model, text, 0, 0));
        probe.ObserveThrows<ArgumentException>("context −1", () => Perplexity.Evaluate(model, text, -1, 1));
        probe.ObserveThrows<ArgumentException>("a context beyond the model's", () => Perplexity.Evaluate(model, text, 17, 2));
        probe.ObserveThrows<ArgumentException>("stride 0", () => Perplexity.Evaluate(model, text, 4, 0));
        probe.ObserveThrows<ArgumentException>("a negative stride", () => Perplexity.Evaluate(model, text, 4, -2));
        probe.ObserveThrows<ArgumentException>("a stride beyond the context", () => Perplexity.Evaluate(model, text, 4, 5));
        probe.ObserveThrows<ArgumentException>("a negative token", () => Perplexity.Evaluate(model, [0, -1, 2], 4, 2));
        probe.ObserveThrows<ArgumentException>("a token beyond the vocabulary at the end",
            () => Perplexity.Evaluate(model, [0, 1, 5], 4, 2));
        probe.ObserveThrows<ArgumentException>("a token beyond the vocabulary at the beginning",
            () => Perplexity.Evaluate(model, [5, 1, 2], 4, 2));
        probe.ObserveThrows<ArgumentException>("no bytes", () => new PerplexityResult(3, 4).BitsPerByte(0));
        probe.ObserveThrows<ArgumentException>("negative bytes", () => new PerplexityResult(3, 4).BitsPerByte(-5));
        probe.ObserveAccepts("the least", () => Perplexity.Evaluate(model, [0, 4], 1, 1));
        probe.ObserveAccepts("the model's context", () => Perplexity.Evaluate(model, text, 16, 16));
        probe.ObserveAccepts("an endless context",
            () => Perplexity.Evaluate(new CarelessModel(5, int.MaxValue), text, int.MaxValue, int.MaxValue));
        probe.ObserveAccepts("one byte", () => new PerplexityResult(3, 4).BitsPerByte(1));
    }
}

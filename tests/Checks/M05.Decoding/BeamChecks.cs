using ILogits = LLMCourse.Reference.Decoding.ILogits;

namespace LLMCourse.Checks.M05;

/// <summary>Observes what a search has found.</summary>
internal static class Beams
{
    public static void Observe(Probe probe, string name, IReadOnlyList<Hypothesis> found)
    {
        probe.Observe($"{name}: tokens", string.Join(" | ", found.Select(h => string.Join(' ', h.Tokens))));
        probe.Observe($"{name}: log-probabilities", found.Select(h => h.LogProbability));
        probe.Observe($"{name}: scores", found.Select(h => h.Score));
    }
}

public sealed class BeamOfOne() : VisibleCheck("M05.E4.greedy", "is greedy decoding at width 1")
{
    public override void Probe(Probe probe)
    {
        Beams.Observe(probe, "a table", BeamSearch.Search(new MarkovTable([[0, 1, 3], [2, 0, 1], [1, 1, 0]]), [0], 1, 5));
        Beams.Observe(probe, "a table with equals", BeamSearch.Search(new MarkovTable([[1, 1, 1], [0, 1, 1], [5, 0, 5]]), [1], 1, 3));
    }
}

public sealed class BeamIsExhaustive() : Check("M05.E4.exhaustive", "finds everything in order when the beam holds every text", points: 2)
{
    public override void Probe(Probe probe)
    {
        Beams.Observe(probe, "3 tokens, length 4", BeamSearch.Search(new ContextModel(3, 16, 21), [1, 0], 81, 4));
        Beams.Observe(probe, "5 tokens, length 2", BeamSearch.Search(new ContextModel(5, 16, 22), [4], 25, 2, lengthPenalty: 1));
        Beams.Observe(probe, "a beam wider than there are texts", BeamSearch.Search(new ContextModel(2, 16, 23), [0], 100, 3));
    }
}

public sealed class BeamKeepsTheBest()
    : Check("M05.E4.beam", "keeps the best extensions of all hypotheses together at each step", points: 2)
{
    public override void Probe(Probe probe)
    {
        Beams.Observe(probe, "200 tokens", BeamSearch.Search(new ContextModel(40, 16, 33), [2, 5], 2, 200));
        foreach (int width in new[] { 2, 3, 7 })
        {
            Beams.Observe(probe, $"width {width}", BeamSearch.Search(new ContextModel(9, 16, 31), [2, 5], width, 6));
            Beams.Observe(probe, $"width {width}, with normalised logits shifted",
                BeamSearch.Search(new Shifted(new ContextModel(6, 16, 32)), [1], width, 5, lengthPenalty: 0.6));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(name => name.StartsWith("200 tokens", StringComparison.Ordinal) ? Tolerance.Double : Tolerance);

    /// <summary>Adds a large number to the logits that differs from text to text: only
    /// normalised log-probabilities can be compared.</summary>
    private sealed class Shifted(ILogits inner) : ILogits
    {
        public int VocabularySize => inner.VocabularySize;

        public int ContextLength => inner.ContextLength;

        public void Next(ReadOnlySpan<int> ids, Span<float> logits)
        {
            inner.Next(ids, logits);
            foreach (ref float logit in logits) logit += (ids[^1] * 64) + 100;
        }
    }
}

public sealed class BeamEndToken()
    : Check("M05.E4.end", "keeps finished hypotheses aside, counts their end token, and ranks by ln P / lengthᵅ", points: 3)
{
    public override void Probe(Probe probe)
    {
        foreach (double alpha in new[] { 0, 0.5, 1, 2 })
        {
            string name = FormattableString.Invariant($"α = {alpha}");
            Beams.Observe(probe, $"{name}, width 4", BeamSearch.Search(new ContextModel(5, 16, 41), [1], 4, 6, alpha, endToken: 0));
            Beams.Observe(probe, $"{name}, all texts", BeamSearch.Search(new ContextModel(3, 16, 42), [1], 40, 3, alpha, endToken: 2));
        }

        // The end token is so likely that the beam of two runs dry after a few steps.
        Beams.Observe(probe, "an early end",
            BeamSearch.Search(new MarkovTable([[9, 0, 0], [3, 1, 0], [4, 0, 1]]), [1], 2, 9, 0, endToken: 0));

        // After two steps two texts have ended, and what goes on is better than both.
        Beams.Observe(probe, "an end that is unlikely", BeamSearch.Search(new MarkovTable([[0, 0], [-2, 0]]), [1], 2, 5, 0, endToken: 0));

        // Token 2 is followed by itself, certainly.
        const float Never = float.NegativeInfinity;
        MarkovTable certain = new([[0, 0, 0], [0, Never, 0], [Never, Never, 0]]);
        Beams.Observe(probe, "an end that equals what goes on", BeamSearch.Search(certain, [1], 3, 3, 0, endToken: 0));
    }
}

public sealed class BeamHasNoDuplicates()
    : Check("M05.E4.different", "returns different hypotheses, sorted by score, with the score of their own tokens")
{
    public override void Probe(Probe probe)
    {
        ContextModel model = new(6, 16, 51);
        IReadOnlyList<Hypothesis> found = BeamSearch.Search(model, [3, 3], 12, 5, 0.7, endToken: 5);
        probe.Observe("number", found.Count);
        probe.Observe("different", found.Select(h => string.Join(' ', h.Tokens)).Distinct().Count());
        probe.Observe("sorted", found.Zip(found.Skip(1)).All(pair => pair.First.Score >= pair.Second.Score));
        double worst = 0;
        foreach (Hypothesis h in found)
        {
            float[] logits = new float[6];
            double logP = 0;
            for (int i = 0; i < h.Tokens.Count; i++)
            {
                model.Next([3, 3, .. h.Tokens.Take(i)], logits);
                logP += Math.Log(Models.Probabilities(logits)[h.Tokens[i]]);
            }

            worst = Math.Max(worst,
                Math.Max(Math.Abs(logP - h.LogProbability), Math.Abs((logP / Math.Pow(h.Tokens.Count, 0.7)) - h.Score)));
        }

        probe.Observe("greatest error of a log-probability or score", worst);
    }

    public override Verdict Judge(Evidence evidence)
    {
        double number = evidence.Number("number");
        if (number != evidence.Number("different")) return Verdict.Fail("Some hypotheses are there twice.");
        if (number != 12) return Verdict.Fail("The beam is not full, though there are more texts than it is wide.");
        if (!evidence.Flag("sorted")) return Verdict.Fail("The hypotheses are not sorted by descending score.");
        return evidence.Number("greatest error of a log-probability or score") < 1e-5
            ? Verdict.Pass
            : Verdict.Fail("A log-probability or a score is not that of its tokens.",
                hint: "Add ln softmax of the chosen token at each step, and divide by lengthᵅ once, at the end.");
    }
}

public sealed class BeamContext()
    : LateCheck("M05.E4.context", "shows the model what fits its context, and never extends by a token of probability 0")
{
    public override void Probe(Probe probe)
    {
        Beams.Observe(probe, "a context of 3", BeamSearch.Search(new ContextModel(5, 3, 61), [1, 2, 3, 4, 0], 3, 5));
        const float Never = float.NegativeInfinity;
        Beams.Observe(probe, "few possible texts",
            BeamSearch.Search(new MarkovTable([[Never, 1, Never], [0, Never, Never], [1, 1, 1]]), [0], 5, 4));
        MarkovTable steep = new([[-800, 0, Never], [0, -900, Never], [0, 0, 0]]);
        Beams.Observe(probe, "probabilities that underflow", BeamSearch.Search(steep, [0], 4, 2));

        // Both parents are as likely, and so is what follows them.
        MarkovTable level = new([[Never, 0, 0, Never], [Never, Never, Never, 0], [0, Never, Never, Never], [0, 0, 0, 0]]);
        Beams.Observe(probe, "equals of two parents", BeamSearch.Search(level, [0], 2, 2));
        int[] prompt = [2, 1];
        _ = BeamSearch.Search(new ContextModel(5, 3, 61), prompt, 2, 2);
        probe.Observe("the prompt afterwards", (IEnumerable<int>)prompt);
    }
}

public sealed class BeamBadArguments() : Check("M05.E4.bad-arguments", "refuses widths, lengths, penalties and tokens that make no sense")
{
    public override void Probe(Probe probe)
    {
        MarkovTable model = Generations.Ring(4);
        probe.ObserveThrows<ArgumentException>("no prompt", () => BeamSearch.Search(model, [], 2, 2));
        probe.ObserveThrows<ArgumentException>("token 4 of 4", () => BeamSearch.Search(model, [4, 0], 2, 2));
        probe.ObserveThrows<ArgumentException>("no prompt, and a model that does not care",
            () => BeamSearch.Search(new CarelessModel(4), [], 2, 2));
        probe.ObserveThrows<ArgumentException>("token 4 of 4, and a model that does not care",
            () => BeamSearch.Search(new CarelessModel(4), [4, 0], 2, 2));
        probe.ObserveThrows<ArgumentException>("token −1, and a model that does not care",
            () => BeamSearch.Search(new CarelessModel(4), [-1, 0], 2, 2));
        probe.ObserveThrows<ArgumentException>("a penalty of ∞", () => BeamSearch.Search(model, [0], 2, 2, double.PositiveInfinity));
        probe.ObserveThrows<ArgumentException>("end token −1", () => BeamSearch.Search(model, [0], 2, 2, 0, endToken: -1));
        probe.ObserveThrows<ArgumentException>("width 0", () => BeamSearch.Search(model, [0], 0, 2));
        probe.ObserveThrows<ArgumentException>("length 0", () => BeamSearch.Search(model, [0], 2, 0));
        probe.ObserveThrows<ArgumentException>("a penalty of −1", () => BeamSearch.Search(model, [0], 2, 2, -1));
        probe.ObserveThrows<ArgumentException>("a penalty of NaN", () => BeamSearch.Search(model, [0], 2, 2, double.NaN));
        probe.ObserveThrows<ArgumentException>("end token 4 of 4", () => BeamSearch.Search(model, [0], 2, 2, 0, endToken: 4));
        probe.ObserveAccepts("width 1, length 1", () => BeamSearch.Search(model, [0], 1, 1, 0, endToken: 3));
    }
}

namespace LLMCourse.Checks.M01;

/// <summary>A check of numbers in float64.</summary>
public abstract class Float64Check(string id, string title, int points = 1) : Check(id, title, points)
{
    /// <summary>Sums of some hundred terms in float64.</summary>
    protected static Tolerance Float64 { get; } =
        new(1e-9, 1e-9, "float64 carries 15 digits, of which sums of some hundred terms lose a few");

    public override Verdict Judge(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return Hint is null ? evidence.EqualsExpected(Float64) : evidence.EqualsExpected(Float64).WithHint(Hint);
    }

    /// <summary>Draws tokens, small ones more often.</summary>
    protected static int[] Tokens(Probe probe, int count, int below)
    {
        ArgumentNullException.ThrowIfNull(probe);
        return [.. Enumerable.Range(0, count).Select(_ => (int)(below * Math.Pow(probe.Random.NextDouble(), 2)))];
    }
}

public sealed class BigramProbabilities : Float64Check
{
    public BigramProbabilities()
        : base("M01.E5.bigram", "gives smoothed relative frequencies", points: 2) => Visibility = CheckVisibility.Visible;

    public override void Probe(Probe probe)
    {
        int[] text = [0, 1, 0, 2, 0, 1, 3, 0, 1];
        foreach (double alpha in (double[])[0.01, 1])
        {
            NGramLm model = NGramLm.Fit(text, 2, alpha, 5);
            probe.Observe($"ln P(· | 0), alpha {alpha}", Enumerable.Range(0, 5).Select(next => model.LogProb([0], next)));
            probe.Observe($"ln P(·), alpha {alpha}", Enumerable.Range(0, 5).Select(next => model.LogProb([], next)));
        }
    }
}

public sealed class NGramOrders : Float64Check
{
    public NGramOrders()
        : base("M01.E5.orders", "counts n-grams of orders 1 to 5, and shortens contexts that were never followed by anything", points: 3) =>
        Hint = "Drop the first token of a context until something followed it in training; the last tokens of the text were followed by nothing.";

    public override void Probe(Probe probe)
    {
        int[] text = Tokens(probe, 400, 6), held = Tokens(probe, 80, 8);
        foreach (int order in (int[])[1, 2, 3, 5])
        {
            NGramLm model = NGramLm.Fit(text, order, 0.2, 8);
            probe.Observe($"order {order}", Enumerable.Range(0, held.Length).Select(i => model.LogProb(held.AsSpan(0, i), held[i])));
            probe.Observe($"order {order}, after the end of the text", model.LogProb(text, 1));
        }
    }
}

public sealed class NGramSums() : Check("M01.E5.sums", "has probabilities that sum to 1 after any context, seen or not", points: 2)
{
    public override void Probe(Probe probe)
    {
        int[] text = [.. Enumerable.Range(0, 200).Select(_ => (int)probe.Random.NextInteger(0, 6))];
        foreach ((int order, double alpha) in ((int, double)[])[(1, 0), (2, 0), (2, 0.5), (4, 0.1)])
        {
            NGramLm model = NGramLm.Fit(text, order, alpha, 9);
            int[][] contexts = [[], [3], [8], [7, 7, 7], [8, 1], [1, 8], [.. text[^3..]], [.. text[10..14]]];
            probe.Observe($"sums, order {order}, alpha {alpha}",
                contexts.Select(context => Enumerable.Range(0, 9).Sum(next => Math.Exp(model.LogProb(context, next)))));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        foreach (TensorObservation expected in evidence.Expected.OfType<TensorObservation>())
        {
            if (evidence.Tensor(expected.Name).Values.Any(sum => !(Math.Abs(sum - 1) <= 1e-9)))
                return Verdict.Fail($"`{expected.Name}`: the probabilities of all tokens do not sum to 1.",
                    hint: "The sum in the denominator is that of the numerators over all V tokens.");
        }

        return Verdict.Pass;
    }
}

public sealed class NGramSequences : Float64Check
{
    public NGramSequences()
        : base("M01.E5.sequences", "gives a text the product of its tokens' probabilities, and its perplexity", points: 2) =>
            Hint = "ln P of a text is the sum of ln P of each token given those before it; perplexity is exp of minus its mean.";

    public override void Probe(Probe probe)
    {
        int[] text = Tokens(probe, 500, 7), held = Tokens(probe, 60, 7);
        foreach (int order in (int[])[1, 2, 3, 5])
        {
            NGramLm model = NGramLm.Fit(text, order, 0.4, 7);
            double sum = 0;
            for (int i = 0; i < held.Length; i++) sum += model.LogProb(held.AsSpan(0, i), held[i]);
            probe.Observe($"sum of LogProb minus SequenceLogProb, order {order}", sum - model.SequenceLogProb(held));
            probe.Observe($"SequenceLogProb, order {order}", model.SequenceLogProb(held));
            probe.Observe($"Perplexity, order {order}", model.Perplexity(held));
            probe.Observe($"Perplexity of one token, order {order}", model.Perplexity([held[0]]));
        }

        probe.Observe("SequenceLogProb of nothing", NGramLm.Fit(text, 2, 1, 7).SequenceLogProb([]));

        // The product itself is below 1e-700: no number of float64.
        probe.Observe("SequenceLogProb of a long text", NGramLm.Fit(text, 1, 0.4, 7).SequenceLogProb([.. text, .. text]));
    }
}

public sealed class NGramExtremes : Float64Check
{
    public NGramExtremes()
        : base("M01.E5.extremes", "is uniform when it knows nothing, and gives −∞ and +∞ where something is impossible") =>
            Hint = "Without anything to count a token has probability 1/V; ln 0 is −∞ and exp(∞) is ∞, neither is NaN.";

    public override void Probe(Probe probe)
    {
        NGramLm nothing = NGramLm.Fit([], 3, 0, 11), smoothed = NGramLm.Fit([], 3, 0.5, 11), strict = NGramLm.Fit([0, 1, 0, 1], 2, 0, 4);
        probe.Observe("Perplexity without training text", nothing.Perplexity([3, 10, 0]));
        probe.Observe("Perplexity without training text, smoothed", smoothed.Perplexity([3, 10, 0]));
        probe.Observe("LogProb of the impossible", strict.LogProb([0], 3));
        probe.Observe("SequenceLogProb of the impossible", strict.SequenceLogProb([0, 1, 1, 0]));
        probe.Observe("Perplexity of the impossible", strict.Perplexity([0, 3]));
        probe.Observe("Perplexity of the certain", strict.Perplexity([0, 1, 0, 1]));
        probe.Observe("a vocabulary of one", NGramLm.Fit([0, 0], 2, 0, 1).Perplexity([0, 0, 0]));
        probe.Observe("LogProb of the unseen with alpha 1e-12", NGramLm.Fit([0, 1, 0, 1], 2, 1e-12, 4).LogProb([0], 3));
    }
}

public sealed class NGramBadArguments()
    : Check("M01.E5.bad-arguments", "refuses tokens that are not in the vocabulary, numbers out of range, and the perplexity of nothing")
{
    public override void Probe(Probe probe)
    {
        NGramLm model = NGramLm.Fit([0, 1, 2], 2, 1, 3);
        probe.ObserveThrows<ArgumentException>("order 0", () => NGramLm.Fit([0], 0, 1, 3));
        probe.ObserveThrows<ArgumentException>("alpha −0.1", () => NGramLm.Fit([0], 2, -0.1, 3));
        probe.ObserveThrows<ArgumentException>("alpha NaN", () => NGramLm.Fit([0], 2, double.NaN, 3));
        probe.ObserveThrows<ArgumentException>("a vocabulary of 0", () => NGramLm.Fit([], 2, 1, 0));
        probe.ObserveThrows<ArgumentException>("a training token 3 of 3", () => NGramLm.Fit([0, 3], 2, 1, 3));
        probe.ObserveThrows<ArgumentException>("a training token −1", () => NGramLm.Fit([0, -1], 2, 1, 3));
        probe.ObserveThrows<ArgumentException>("a next token 3 of 3", () => model.LogProb([0], 3));
        probe.ObserveThrows<ArgumentException>("a context token −1", () => model.LogProb([-1], 0));
        probe.ObserveThrows<ArgumentException>("a context token 3 of 3 before those that count", () => model.LogProb([3, 0], 0));
        probe.ObserveThrows<ArgumentException>("a text with the token 3 of 3", () => model.SequenceLogProb([0, 3]));
        probe.ObserveThrows<ArgumentException>("the perplexity of a text with the token −1", () => model.Perplexity([0, -1, 2]));
        probe.ObserveThrows<ArgumentException>("the perplexity of nothing", () => model.Perplexity([]));
        probe.ObserveAccepts("order 1, alpha 0", () => NGramLm.Fit([0], 1, 0, 1));
    }
}

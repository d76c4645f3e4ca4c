using static LLMCourse.M05.SupportForTests;

namespace LLMCourse.M05;

[Trait("Exercise", "M05.E1")]
public sealed class ProcessorTests
{
    // ln of 0.1, 0.4, 0.05, 0.25, 0.2: probabilities that can be added up in the head.
    private static readonly float[] Logits5 = [.. new[] { 0.1, 0.4, 0.05, 0.25, 0.2 }.Select(p => (float)Math.Log(p))];

    [Fact(DisplayName = "M05.E1 Worked by hand: temperature 1/2 squares the odds, 3 to 1 becomes 9 to 1")]
    public void Temperature_OfOneHalf_SquaresTheOdds() =>
        AssertClose("Temperature(0.5)", [0.1, 0.9], Run(new Temperature(0.5), [0, MathF.Log(3)]), "divide the logits by the temperature.");

    [Fact(DisplayName = "M05.E1 Temperature 0 is greedy, the lowest id among equals, and a tiny one makes no NaN")]
    public void Temperature_ToZero_IsGreedy()
    {
        AssertClose("Temperature(0)", [0, 1, 0], Run(new Temperature(0), [1, 3, 3]), "leave the first greatest logit alone, and set the others to −∞.");
        AssertClose("Temperature(1e-42)", [0, 1, 0], Run(new Temperature(1e-42), [1, 3, 2]), "subtract the greatest logit before you divide.");
    }

    [Fact(DisplayName = "M05.E1 Worked by hand: top-k keeps 0.4, 0.25 and 0.2, and brings their sum to 1")]
    public void TopK_OfThree_KeepsTheThreeMostLikely() =>
        AssertClose("TopK(3)", [0, 0.4 / 0.85, 0, 0.25 / 0.85, 0.2 / 0.85], Run(new TopK(3), Logits5), "set all but the three greatest logits to −∞.");

    [Fact(DisplayName = "M05.E1 Of equal logits top-k keeps those with the lowest ids, and exactly k")]
    public void TopK_WithEquals_KeepsJustK()
    {
        AssertClose("TopK(2)", [0.5, 0.5, 0, 0], Run(new TopK(2), [1, 1, 1, 1]), "count; a limit alone keeps all four.");
        AssertClose("TopK(9) of 4", [0.25, 0.25, 0.25, 0.25], Run(new TopK(9), [1, 1, 1, 1]), "from k = V on nothing changes.");
    }

    [Theory(DisplayName = "M05.E1 Worked by hand: top-p keeps the fewest tokens that reach p")]
    [InlineData(0.0, new[] { 1 })]
    [InlineData(0.39, new[] { 1 })]
    [InlineData(0.41, new[] { 1, 3 })]
    [InlineData(0.84, new[] { 1, 3, 4 })]
    [InlineData(0.94, new[] { 0, 1, 3, 4 })]
    [InlineData(1.0, new[] { 0, 1, 2, 3, 4 })]
    public void TopP_KeepsTheNucleus(double p, int[] kept) => Assert.Equal(kept, Kept(new TopP(p), Logits5));

    [Theory(DisplayName = "M05.E1 Worked by hand: min-p keeps what is at least a fraction of 0.4")]
    [InlineData(0.0, new[] { 0, 1, 2, 3, 4 })]
    [InlineData(0.2, new[] { 0, 1, 3, 4 })]
    [InlineData(0.6, new[] { 1, 3 })]
    [InlineData(1.0, new[] { 1 })]
    public void MinP_KeepsWhatIsNearTheBest(double fraction, int[] kept) => Assert.Equal(kept, Kept(new MinP(fraction), Logits5));

    [Fact(DisplayName = "M05.E1 A penalty divides positive logits and multiplies negative ones, once for each token")]
    public void RepetitionPenalty_MakesEachTokenLessLikely() =>
        AssertClose("RepetitionPenalty(2)", Probabilities([1, -2, 0.5f]), Run(new RepetitionPenalty(2), [2, -1, 0.5f], 0, 1, 0, 0), "2 becomes 1, −1 becomes −2, and the third has not occurred.");

    [Fact(DisplayName = "M05.E1 Bias is added, and −∞ rules a token out")]
    public void LogitBias_IsAdded() =>
        AssertClose("LogitBias", [0.25, 0, 0.75], Run(new LogitBias(new Dictionary<int, float> { [1] = float.NegativeInfinity, [2] = MathF.Log(3) }), [0, 5, 0]), "add to the logits of the tokens named.");

    [Theory(DisplayName = "M05.E1 No sequence of n tokens comes twice")]
    [InlineData(2, new[] { 1, 2, 1, 3, 1 }, new[] { 0, 1, 4 })]
    [InlineData(3, new[] { 0, 1, 2, 0, 1 }, new[] { 0, 1, 3, 4 })]
    [InlineData(3, new[] { 4, 4, 4 }, new[] { 0, 1, 2, 3 })]
    [InlineData(1, new[] { 2, 0 }, new[] { 1, 3, 4 })]
    [InlineData(4, new[] { 2, 0 }, new[] { 0, 1, 2, 3, 4 })]
    public void BanNgrams_RulesOutRepetitions(int n, int[] history, int[] kept) => Assert.Equal(kept, Kept(new BanNgrams(n), new float[5], history));

    [Fact(DisplayName = "M05.E1 The pipeline applies the temperature before top-p")]
    public void LogitPipeline_FlattensBeforeItCuts()
    {
        var settings = new SamplingSettings { Temperature = 100, TopP = 0.5 };

        // At temperature 100 all five have about 1/5: three of them are needed for a half, where two would do at temperature 1.
        Assert.Equal([1, 3, 4], Kept(new LogitPipeline(settings), Logits5));
    }

    [Fact(DisplayName = "M05.E1 On random logits every cut is what a slow count of the definitions gives")]
    public void Cuts_OnRandomLogits_EqualTheDefinitions()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            float[] logits = Logits(seed, 25);
            double[] p = Probabilities(logits);
            int[] better = [.. Enumerable.Range(0, 25).Select(i => Enumerable.Range(0, 25).Count(j => p[j] > p[i]))];
            double[] before = [.. Enumerable.Range(0, 25).Select(i => Enumerable.Range(0, 25).Where(j => p[j] > p[i]).Sum(j => p[j]))];

            Assert.Equal(Where(i => better[i] < 7), Kept(new TopK(7), logits));
            Assert.Equal(Where(i => before[i] < 0.8), Kept(new TopP(0.8), logits));
            Assert.Equal(Where(i => p[i] >= 0.1 * p.Max()), Kept(new MinP(0.1), logits));
        }

        static int[] Where(Func<int, bool> kept) => [.. Enumerable.Range(0, 25).Where(kept)];
    }

    [Fact(DisplayName = "M05.E1 NaN, unknown tokens and numbers out of range are refused with an ArgumentException")]
    public void Processors_BadArguments_AreRefused()
    {
        AssertRefuses("Temperature(−1)", () => new Temperature(-1));
        AssertRefuses("TopK(0)", () => new TopK(0));
        AssertRefuses("TopP(1.5)", () => new TopP(1.5));
        AssertRefuses("MinP(NaN)", () => new MinP(double.NaN));
        AssertRefuses("RepetitionPenalty(0)", () => new RepetitionPenalty(0));
        AssertRefuses("BanNgrams(0)", () => new BanNgrams(0));
        AssertRefuses("A logit of NaN", () => new TopK(1).Apply([1, float.NaN], []));
        AssertRefuses("A token that is not there", () => new RepetitionPenalty(2).Apply([1, 2], [2]));
        AssertRefuses("A bias for a token that is not there", () => new LogitBias(new Dictionary<int, float> { [2] = 1 }).Apply([1, 2], []));
    }

    private static double[] Run(ILogitProcessor processor, float[] logits, params int[] history)
    {
        float[] copy = [.. logits];
        processor.Apply(copy, history);
        return Probabilities(copy);
    }

    private static int[] Kept(ILogitProcessor processor, float[] logits, params int[] history) =>
        [.. Run(processor, logits, history).Select((p, id) => (p, id)).Where(t => t.p > 0).Select(t => t.id)];
}

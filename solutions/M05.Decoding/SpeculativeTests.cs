using static LLMCourse.M05.SupportForTests;

namespace LLMCourse.M05;

[Trait("Exercise", "M05.E6")]
public sealed class SpeculativeTests
{
    [Fact(DisplayName = "M05.E6 Worked by hand: of p = (0.5, 0.3, 0.2) less q = (0.2, 0.7, 0.1) three quarters of what is left are the first token")]
    public void Residual_IsThePositivePart() =>
        AssertClose("Residual", [0.75, 0, 0.25], Speculative.Residual([0.5, 0.3, 0.2], [0.2, 0.7, 0.1]), "max(0, p − q) is (0.3, 0, 0.1); divide by its sum, 0.4.");

    [Theory(DisplayName = "M05.E6 Greedy: the text is the target's, whatever the draft says")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Greedy_WithAnyDraft_MakesTheTextOfTheTarget(int k)
    {
        TableModel target = TableModel.Random(40, 9), draft = TableModel.Random(60, 9);
        List<int> expected = [];
        for (int last = 2; expected.Count < 12; expected.Add(last))
        {
            float[] logits = new float[9];
            target.Next([last], logits);
            last = Array.IndexOf(logits, logits.Max());
        }

        Assert.Equal(expected, Speculative.Greedy(target, draft, [2], 12, k).Tokens);
    }

    [Fact(DisplayName = "M05.E6 Worked by hand: a draft that is always right makes k + 1 tokens a round")]
    public void Greedy_WithAPerfectDraft_NeedsFewRounds()
    {
        // 10 tokens with k = 3: rounds of 4 and 4, then one that may propose only 2 − 1.
        SpeculativeResult result = Speculative.Greedy(TableModel.Ring(6), TableModel.Ring(6), [0], 10, 3);

        Assert.Equal((7, 7, 3), (result.Proposed, result.Accepted, result.Rounds));
        Assert.Equal(1, result.AcceptanceRate);
        Assert.Equal(10.0 / 3, result.TokensPerRound);
    }

    [Fact(DisplayName = "M05.E6 Worked by hand: a draft that is always wrong costs nothing but its own time")]
    public void Greedy_WithAUselessDraft_MakesOneTokenARound()
    {
        TableModel backwards = new([[0, 0, 1], [1, 0, 0], [0, 1, 0]]);
        SpeculativeResult result = Speculative.Greedy(TableModel.Ring(3), backwards, [0], 4, 2);

        Assert.Equal([1, 2, 0, 1], result.Tokens);
        Assert.Equal((5, 0, 4), (result.Proposed, result.Accepted, result.Rounds)); // 2 + 2 + 1 + 0 proposals
    }

    [Fact(DisplayName = "M05.E6 Sampled: pairs of tokens come as often as from the target alone")]
    public void Sample_HasTheDistributionOfTheTarget()
    {
        const int Runs = 20_000, V = 4;
        TableModel target = TableModel.Random(20, V), draft = TableModel.Random(30, V);
        var rng = new Xoshiro(4);
        int[] counts = new int[V * V];
        for (int run = 0; run < Runs; run++)
        {
            IReadOnlyList<int> tokens = Speculative.Sample(target, draft, [1], 2, 2, ref rng).Tokens;
            counts[(tokens[0] * V) + tokens[1]]++;
        }

        double[][] p = [.. Enumerable.Range(0, V).Select(row => Probabilities(Logits(20 + row, V)))];
        double chiSquare = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double expected = Runs * p[1][i / V] * p[i / V][i % V];
            chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
        }

        Assert.True(chiSquare < 44.3, $"χ² with 15 degrees of freedom is {chiSquare:0.0}; above 44.3 it is by chance once in ten thousand times.\nHint: accept with min(1, p/q), and draw from the residual after a rejection.");
    }

    [Fact(DisplayName = "M05.E6 Each model is shown what fits its own context")]
    public void Greedy_BeyondAContext_ShowsTheLastTokens()
    {
        TableModel target = TableModel.Ring(5, 4), draft = TableModel.Ring(5, 2);
        _ = Speculative.Greedy(target, draft, [0, 1, 2, 3, 4], 5, 2);

        Assert.Equal(4, target.Shown.Max(ids => ids.Length));
        Assert.Equal("4 0", string.Join(' ', draft.Shown[1]));
    }

    [Fact(DisplayName = "M05.E6 Models and numbers that do not fit are refused with an ArgumentException")]
    public void Speculative_BadArguments_AreRefused()
    {
        AssertRefuses("Vocabularies of 3 and 4", () => Speculative.Greedy(TableModel.Ring(3), TableModel.Ring(4), [0], 1, 1));
        AssertRefuses("An empty prompt", () => Speculative.Greedy(TableModel.Ring(3), TableModel.Ring(3), [], 1, 1));
        AssertRefuses("k = 0", () => Speculative.Greedy(TableModel.Ring(3), TableModel.Ring(3), [0], 1, 0));
        AssertRefuses("−1 tokens", () => Speculative.Greedy(TableModel.Ring(3), TableModel.Ring(3), [0], -1, 1));
        AssertRefuses("A residual of unlike distributions", () => Speculative.Residual([1], [0.5, 0.5]));
    }
}

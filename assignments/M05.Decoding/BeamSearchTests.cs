using static LLMCourse.M05.SupportForTests;

namespace LLMCourse.M05;

[Trait("Exercise", "M05.E4")]
public sealed class BeamSearchTests
{
    // Probabilities of a trap: the most likely first token, 0 with 0.6, leads to a choice of three; 1 with 0.4 leads to certainty.
    private static readonly TableModel Trap = new([.. new double[][] { [0.4, 0.3, 0.3], [0, 0, 1], [0.6, 0.4, 0] }.Select(row => row.Select(p => (float)Math.Log(p)).ToArray())]);

    [Fact(DisplayName = "M05.E4 Worked by hand: greedy takes 0.6 · 0.4 = 0.24, a beam of two finds 0.4 · 1 = 0.4")]
    public void Search_OutOfATrap_FindsTheBetterText()
    {
        Hypothesis greedy = BeamSearch.Search(Trap, [2], 1, 2)[0], best = BeamSearch.Search(Trap, [2], 2, 2)[0];

        Assert.Equal([0, 0], greedy.Tokens);
        Assert.Equal([1, 2], best.Tokens);
        AssertClose("Log-probabilities", [Math.Log(0.24), Math.Log(0.4)], [greedy.LogProbability, best.LogProbability], "add up ln p of the tokens.");
    }

    [Theory(DisplayName = "M05.E4 A beam that holds every text finds what trying every text finds")]
    [InlineData(2, 5, null, 0.0)]
    [InlineData(3, 4, null, 1.0)]
    [InlineData(3, 4, 1, 0.7)]
    public void Search_WithAWideBeam_IsExhaustive(int vocabulary, int length, int? end, double alpha)
    {
        TableModel model = TableModel.Random(11, vocabulary);
        List<(string Tokens, double Score)> all = [];
        Extend([], 0);

        IReadOnlyList<Hypothesis> found = BeamSearch.Search(model, [0], (int)Math.Pow(vocabulary, length), length, alpha, end);

        // Two texts of the same transitions in another order are equally likely up to rounding, so that only their scores have an order.
        Assert.Equal(all.Select(t => t.Tokens).Order(StringComparer.Ordinal), found.Select(h => string.Join(' ', h.Tokens)).Order(StringComparer.Ordinal));
        AssertClose("Scores", [.. all.Select(t => t.Score).OrderDescending()], [.. found.Select(h => h.Score)], "rank by ln P / lengthᵅ.");

        void Extend(List<int> tokens, double logP)
        {
            if (tokens.Count == length || (tokens.Count > 0 && tokens[^1] == end))
            {
                all.Add((string.Join(' ', tokens), logP / Math.Pow(tokens.Count, alpha)));
                return;
            }

            float[] logits = new float[vocabulary];
            model.Next([tokens.Count == 0 ? 0 : tokens[^1]], logits);
            double[] p = Probabilities(logits);
            for (int id = 0; id < vocabulary; id++) Extend([.. tokens, id], logP + Math.Log(p[id]));
        }
    }

    [Fact(DisplayName = "M05.E4 A finished hypothesis is kept, and competes with longer ones by ln P / lengthᵅ")]
    public void Search_WithAnEnd_RanksByThePenalty()
    {
        // Token 0 ends. After 1, the end has 0.4 and 2 has 0.6; 2 is followed by the end, certainly.
        TableModel model = new([.. new double[][] { [1, 0, 0], [0.4, 0, 0.6], [1, 0, 0] }.Select(row => row.Select(p => (float)Math.Log(p)).ToArray())]);

        IReadOnlyList<Hypothesis> found = BeamSearch.Search(model, [1], 3, 5, lengthPenalty: 1, endToken: 0);

        Assert.Equal(["2 0", "0"], found.Select(h => string.Join(' ', h.Tokens)));
        AssertClose("Scores", [Math.Log(0.6) / 2, Math.Log(0.4)], [.. found.Select(h => h.Score)], "the end token counts, in the sum and in the length.");
    }

    [Fact(DisplayName = "M05.E4 Hypotheses differ, are sorted, and no token of probability 0 is in them")]
    public void Search_GivesDifferentSortedHypotheses()
    {
        IReadOnlyList<Hypothesis> found = BeamSearch.Search(TableModel.Random(3, 6), [1], 9, 4, 0.5, endToken: 2);

        Assert.Equal(9, found.Select(h => string.Join(' ', h.Tokens)).Distinct().Count());
        Assert.Equal(found.OrderByDescending(h => h.Score), found);
        Assert.DoesNotContain(BeamSearch.Search(Trap, [1], 50, 3), h => h.Tokens[0] != 2);
    }

    [Fact(DisplayName = "M05.E4 Widths, lengths and penalties out of range are refused with an ArgumentException")]
    public void Search_BadArguments_AreRefused()
    {
        AssertRefuses("An empty prompt", () => BeamSearch.Search(Trap, [], 1, 1));
        AssertRefuses("Width 0", () => BeamSearch.Search(Trap, [0], 0, 1));
        AssertRefuses("Length 0", () => BeamSearch.Search(Trap, [0], 1, 0));
        AssertRefuses("A penalty of −1", () => BeamSearch.Search(Trap, [0], 1, 1, -1));
        AssertRefuses("End token 3 of 3", () => BeamSearch.Search(Trap, [0], 1, 1, 0, 3));
    }
}

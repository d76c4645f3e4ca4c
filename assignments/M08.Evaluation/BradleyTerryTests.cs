using LLMCourse.LocalModels;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.M08;

[Trait("Exercise", "M08.E5")]
public sealed class BradleyTerryTests
{
    [Fact(DisplayName = "M08.E5 Worked by hand: three wins of four are odds of 3, and a tie is half a win")]
    public void Fit_OfTwoModels_AreTheOdds()
    {
        IReadOnlyDictionary<string, double> strengths = BradleyTerry.Fit([.. Fights("a", "b", 3), .. Fights("b", "a", 1)]);
        Assert.Equal(Math.Log(3), strengths["a"] - strengths["b"], 1e-6);
        Assert.Equal(0, strengths["a"] + strengths["b"], 1e-6);

        // Two and a half wins of four.
        strengths = BradleyTerry.Fit([.. Fights("a", "b", 2), new("b", "a", Preference.Tie), .. Fights("b", "a", 1)]);
        Assert.Equal(Math.Log(2.5 / 1.5), strengths["a"] - strengths["b"], 1e-6);
    }

    [Fact(DisplayName = "M08.E5 Four teams, an example that is often calculated: 0.640, 1.043, 0.660 and 2.270")]
    public void Fit_OfFourTeams_AreTheKnownStrengths()
    {
        Battle[] battles =
        [
            .. Fights("A", "B", 2), .. Fights("A", "D", 1), .. Fights("B", "A", 3), .. Fights("B", "C", 5),
            .. Fights("C", "B", 3), .. Fights("C", "D", 1), .. Fights("D", "A", 4), .. Fights("D", "C", 3),
        ];

        IReadOnlyDictionary<string, double> strengths = BradleyTerry.Fit(battles);

        Assert.Equal(0.640, Math.Exp(strengths["A"]), 0.0005);
        Assert.Equal(1.043, Math.Exp(strengths["B"]), 0.0005);
        Assert.Equal(0.660, Math.Exp(strengths["C"]), 0.0005);
        Assert.Equal(2.270, Math.Exp(strengths["D"]), 0.0005);
    }

    [Fact(DisplayName = "M08.E5 Planted strengths are found again")]
    public void Fit_OfSimulatedBattles_FindsThePlantedOrder()
    {
        var random = new Xoshiro256(5);
        string[] names = ["f", "c", "a", "e", "b", "d"];
        List<Battle> battles = [];
        for (int round = 0; round < 400; round++)
        {
            for (int i = 0; i < 6; i++)
            {
                // Each model is stronger by 0.4 than the one before it.
                for (int j = 0; j < i; j++) battles.Add(new(names[i], names[j], random.NextDouble() < 1 / (1 + Math.Exp(0.4 * (j - i))) ? Preference.First : Preference.Second));
            }
        }

        IReadOnlyDictionary<string, double> strengths = BradleyTerry.Fit(battles);

        Assert.Equal(names, strengths.OrderBy(pair => pair.Value).Select(pair => pair.Key));
        for (int i = 0; i < 6; i++) Assert.Equal(0.4 * (i - 2.5), strengths[names[i]], 0.15);
    }

    [Fact(DisplayName = "M08.E5 Who has no way back to the others is named, not given an infinite strength")]
    public void Fit_WithoutAWayBack_NamesTheGroups()
    {
        // d lost to nobody, e has not met the others at all.
        UnrankableException exception = Assert.Throws<UnrankableException>(() => BradleyTerry.Fit(
            [.. Fights("b", "a", 2), .. Fights("a", "c", 1), .. Fights("c", "b", 1), .. Fights("d", "a", 5), new("f", "e", Preference.Tie)]));

        Assert.Equal(["a, b, c", "d", "e, f"], exception.Groups.Select(group => string.Join(", ", group)));
        Assert.Throws<UnrankableException>(() => BradleyTerry.Fit(Fights("a", "b", 3)));
    }

    [Fact(DisplayName = "M08.E5 Expected points as in chess: 1613 against five opponents")]
    public void Expected_OfChessPlayers_AreTheKnownOnes()
    {
        double[] expected = [.. new double[] { 1609, 1477, 1388, 1586, 1720 }.Select(opponent => Elo.Expected(1613, opponent))];
        Assert.Equal([0.506, 0.686, 0.785, 0.539, 0.351], expected, (a, b) => Math.Abs(a - b) < 0.0005);
    }

    [Fact(DisplayName = "M08.E5 Worked by hand: Elo depends on the order, Bradley–Terry does not")]
    public void Rate_InAnotherOrder_GivesOtherRatings()
    {
        Battle[] battles = [new("a", "b", Preference.First), new("b", "a", Preference.First)];

        // 1000 + 32·(1 − 0.5) = 1016 against 984; then a, of whom 0.546 is expected, gets nothing.
        IReadOnlyDictionary<string, double> ratings = Elo.Rate(battles, k: 32);
        Assert.Equal(1016 - (32 * Elo.Expected(1016, 984)), ratings["a"], 1e-9);
        Assert.True(ratings["a"] < 1000);
        Assert.True(Elo.Rate([battles[1], battles[0]], k: 32)["a"] > 1000);

        Assert.Equal(0, BradleyTerry.Fit(battles)["a"], 1e-6);
        Assert.Empty(Elo.Rate([]));
    }

    [Theory(DisplayName = "M08.E5 A reply's last mark counts")]
    [InlineData("Both are right, but A is clearer. [[A]]", Preference.First)]
    [InlineData("[[A]] would be the short one; still [[B]].", Preference.Second)]
    [InlineData("[[C]]\n", Preference.Tie)]
    [InlineData("Answer A is better.", null)]
    [InlineData("[[D]] [A] [[a]]", null)]
    public void ReadReply_OfAReply_IsItsLastMark(string reply, Preference? expected) => Assert.Equal(expected, PairwiseJudge.ReadReply(reply));

    [Fact(DisplayName = "M08.E5 A judge that always likes what it reads first finds no difference, when asked both ways")]
    public async Task CompareAsync_OfABiasedJudge_IsATie()
    {
        var judge = new PairwiseJudge(new FakeModel((_, _) => "I like it. [[A]]"));

        Judgement judgement = await judge.CompareAsync("2 + 2?", "4", "5");

        Assert.Equal(new Judgement(Preference.First, Preference.First), judgement);
        Assert.Equal(Preference.Tie, judgement.Verdict);
    }

    [Fact(DisplayName = "M08.E5 A judge that looks at the answers says the same both ways")]
    public async Task CompareAsync_OfAFairJudge_IsItsVerdict()
    {
        var model = new FakeModel((turns, _) => turns[^1].Text.Contains("Answer A:\n4", StringComparison.Ordinal) ? "[[A]]" : "[[B]]");

        Judgement judgement = await new PairwiseJudge(model).CompareAsync("2 + 2?", "5", "4");

        Assert.Equal(new Judgement(Preference.Second, Preference.First), judgement); // of the shown ones
        Assert.Equal(Preference.Second, judgement.Verdict); // of the answers
        Assert.Equal(2, model.Requests.Count);
    }

    [Fact(DisplayName = "M08.E5 Worked by hand: of five comparisons two are consistent, one favours either place, one cannot be read")]
    public void Measure_OfFiveComparisons_CountsFourCases()
    {
        PositionBias bias = PositionBias.Measure(
        [
            new(Preference.First, Preference.Second), // the first answer, both times
            new(Preference.Tie, Preference.Tie),
            new(Preference.First, Preference.Tie), // the place in front won once and lost never
            new(Preference.Second, Preference.Second),
            new(Preference.First, null),
        ]);

        Assert.Equal(new PositionBias(0.4, 0.2, 0.2, 0.2), bias);
    }

    [Fact(DisplayName = "M08.E5 Bad arguments are refused")]
    public void Fit_BadArguments_AreRefused()
    {
        Assert.ThrowsAny<ArgumentException>(() => BradleyTerry.Fit([]));
        Assert.ThrowsAny<ArgumentException>(() => BradleyTerry.Fit([new("a", "a", Preference.Tie)]));
        Assert.ThrowsAny<ArgumentException>(() => BradleyTerry.Fit([new("a", "", Preference.Tie)]));
        Assert.ThrowsAny<ArgumentException>(() => Elo.Rate([new("a", "b", Preference.First)], k: 0));
        Assert.ThrowsAny<ArgumentException>(() => Elo.Rate([new("a", "a", Preference.Tie)]));
        Assert.ThrowsAny<ArgumentException>(() => PositionBias.Measure([]));
    }

    private static Battle[] Fights(string winner, string loser, int times) => [.. Enumerable.Repeat(new Battle(winner, loser, Preference.First), times)];
}

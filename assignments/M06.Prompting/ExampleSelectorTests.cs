using LLMCourse.Reference.Decoding;

namespace LLMCourse.M06;

[Trait("Exercise", "M06.E3")]
public sealed class ExampleSelectorTests
{
    // Directions in the plane; the question looks along the first axis.
    private static readonly float[] Question = [1, 0];

    private static readonly Example[] Pool =
    [
        new("far", "no", [0, 2]), // cosine 0
        new("near", "yes", [4, 3]), // cosine 0.8
        new("nearer", "yes", [12, 5]), // cosine 0.923
        new("the other way", "no", [-3, 0]), // cosine −1
        new("on the other side", "no", [3, -4]), // cosine 0.6
    ];

    [Fact(DisplayName = "M06.E3 Worked by hand: the cosine of (4, 3) and (1, 0) is 4/5")]
    public void Cosine_OfTwoVectors_IsTheDotProductOverTheLengths()
    {
        Assert.Equal(0.8, ExampleSelector.Cosine([4, 3], [1, 0]), 1e-12);
        Assert.Equal(-1, ExampleSelector.Cosine([-3, 0], [0.5f, 0]), 1e-12);
        Assert.Equal(0, ExampleSelector.Cosine([0, 0], [1, 2])); // not NaN
        Assert.Equal(0.8, ExampleSelector.Cosine([4e30f, 3e30f], [1e-30f, 0]), 1e-6); // their squares are no float32
    }

    [Fact(DisplayName = "M06.E3 The most similar example stands last, next to the question")]
    public void Pick_Similar_PutsTheMostSimilarLast() =>
        Assert.Equal([4, 1, 2], Pick("?", 3, new SelectionOptions()));

    [Fact(DisplayName = "M06.E3 Worked by hand: MMR takes what is new, too")]
    public void Pick_Mmr_PrefersWhatIsDifferent()
    {
        // First 2 with 0.5·0.923. Then for 1: 0.5·0.8 − 0.5·cos(1, 2) = 0.5·0.8 − 0.5·0.969 < 0,
        // for 4: 0.5·0.6 − 0.5·0.246 = 0.177, for 0: 0 − 0.5·0.385 < 0, for 3: −0.5 + 0.5·0.923 < 0.
        Assert.Equal([4, 2], Pick("?", 2, new SelectionOptions { Mode = SelectionMode.Mmr, Lambda = 0.5 }));
    }

    [Fact(DisplayName = "M06.E3 With λ = 1, MMR is similarity")]
    public void Pick_MmrWithLambdaOne_IsSimilar()
    {
        for (int k = 0; k <= 6; k++)
            Assert.Equal(Pick("?", k, new SelectionOptions()), Pick("?", k, new SelectionOptions { Mode = SelectionMode.Mmr, Lambda = 1 }));
    }

    [Theory(DisplayName = "M06.E3 The question itself is never an example, however it is typed")]
    [InlineData("nearer")]
    [InlineData("  Nearer\r\n")]
    [InlineData("NEARER")]
    public void Pick_TheQuestionIsInThePool_LeavesItOut(string question)
    {
        foreach (SelectionMode mode in Enum.GetValues<SelectionMode>())
        {
            int[] picked = Pick(question, 5, new SelectionOptions { Mode = mode });
            Assert.Equal([0, 1, 3, 4], picked.Order());
        }

        Assert.Equal([0, 1, 2, 3], Pick("On  the other\tside", 9, new SelectionOptions()).Order());
    }

    [Fact(DisplayName = "M06.E3 Balanced labels: as many of one as of the other, while there are any")]
    public void Pick_Balanced_ShowsLabelsEquallyOften()
    {
        // 2 (yes) first; then the most similar no, 4; then the other yes, 1; then there are only noes.
        Assert.Equal([3, 0, 1, 4, 2], Pick("?", 5, new SelectionOptions { BalanceLabels = true }));
        Assert.Equal([4, 2], Pick("?", 2, new SelectionOptions { BalanceLabels = true }));
    }

    [Fact(DisplayName = "M06.E3 A seed draws the same examples on every machine, each one once")]
    public void Pick_Random_FollowsTheSeed()
    {
        // The first draw is the example at ⌊u·5⌋.
        int first = (int)(new Xoshiro256(17).NextDouble() * 5);
        int[] picked = Pick("?", 5, new SelectionOptions { Mode = SelectionMode.Random, Seed = 17 });

        Assert.Equal(first, picked[0]);
        Assert.Equal([0, 1, 2, 3, 4], picked.Order());
        Assert.Equal(picked[..3], Pick("?", 3, new SelectionOptions { Mode = SelectionMode.Random, Seed = 17 }));
    }

    [Fact(DisplayName = "M06.E3 Over many seeds each example is drawn equally often")]
    public void Pick_RandomOverSeeds_IsUniform()
    {
        int[] counts = new int[5];
        for (ulong seed = 0; seed < 2000; seed++)
        {
            foreach (int i in Pick("?", 2, new SelectionOptions { Mode = SelectionMode.Random, Seed = seed })) counts[i]++;
        }

        // 800 of each are expected, with a standard deviation of √(2000 · 0.4 · 0.6) = 22; five of these are allowed.
        Assert.All(counts, count => Assert.InRange(count, 690, 910));
    }

    [Fact(DisplayName = "M06.E3 Nothing to choose is no error; bad arguments are")]
    public void Pick_BadArguments_AreRefused()
    {
        Assert.Empty(Pick("?", 0, new SelectionOptions()));
        Assert.Empty(ExampleSelector.Pick("?", Question, [], 3, new SelectionOptions { BalanceLabels = true }));
        Assert.ThrowsAny<ArgumentException>(() => Pick("?", -1, new SelectionOptions()));
        Assert.ThrowsAny<ArgumentException>(() => Pick("?", 1, new SelectionOptions { Lambda = 1.5 }));
        Assert.ThrowsAny<ArgumentException>(() => ExampleSelector.Pick("?", [1, 0, 0], Pool, 1, new SelectionOptions()));
        Assert.ThrowsAny<ArgumentException>(() => ExampleSelector.Cosine([1, float.NaN], [1, 0]));
    }

    private static int[] Pick(string question, int k, SelectionOptions options) => ExampleSelector.Pick(question, Question, Pool, k, options);
}

using LLMCourse.Reference.Decoding;

namespace LLMCourse.Reference.Tests.Decoding;

public sealed class SamplerTests
{
    [Fact]
    public void Xoshiro256_StateOneToFour_GivesTheFirstNumbersOfTheDefinition()
    {
        // From state (1, 2, 3, 4): rotl(2·5, 7)·9 = 11520; then s1 = 1 ^ 2 ^ 3 = 0 gives 0; after that by hand of the definition.
        var random = new Xoshiro256(1, 2, 3, 4);

        Assert.Equal([11520UL, 0UL, 1509978240UL, 1215971899390074240UL], Enumerable.Range(0, 4).Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void Xoshiro256_Doubles_AreBelowOneAndEven()
    {
        var random = new Xoshiro256(7);
        var counts = new int[64];
        for (int i = 0; i < 200_000; i++)
        {
            double value = random.NextDouble();
            Assert.True(value is >= 0 and < 1, $"{value} is outside.");
            counts[(int)(value * 64)]++;
        }

        ChiSquare.AssertLikely([.. Enumerable.Repeat(1 / 64.0, 64)], counts);
        Assert.Throws<ArgumentException>(() => new Xoshiro256(0, 0, 0, 0));
    }

    [Fact]
    public void Draw_AMillionTimes_HasTheProbabilities()
    {
        double[] probabilities = [0.5, 0, 0.25, 0.125, 0.0625, 0.03125, 0.03115, 0.0001];
        var random = new Xoshiro256(1);
        var counts = new int[8];
        for (int i = 0; i < 1_000_000; i++)
            counts[Sampler.Draw(probabilities, random)]++;

        ChiSquare.AssertLikely(probabilities, counts);
    }

    [Fact]
    public void Next_WithEveryOption_DrawsFromTheDistributionThatItStates()
    {
        var options = new SamplingOptions
        {
            Temperature = 0.8,
            TopK = 5,
            TopP = 0.95,
            MinP = 0.02,
            RepetitionPenalty = 1.3,
            LogitBias = new Dictionary<int, float> { [2] = 0.5f }
        };
        float[] logits = [0.1f, 2, -1, 0.7f, 1.5f, -3, 1.5f];
        var sampler = new Sampler(options);
        var probabilities = new double[7];
        sampler.Distribution([.. logits], [1, 5], probabilities);
        var counts = new int[7];
        for (int i = 0; i < 100_000; i++)
            counts[sampler.Next([.. logits], [1, 5])]++;

        Assert.Equal(1, probabilities.Sum(), 12);
        ChiSquare.AssertLikely(probabilities, counts);
    }

    [Fact]
    public void Next_AFixedSeed_GivesTheSameTokensEverywhere()
    {
        var sampler = new Sampler(new SamplingOptions { Seed = 42 });
        float[] logits = [.. Enumerable.Range(0, 50).Select(i => i * 37 % 50 / 10f)];

        int[] tokens = [.. Enumerable.Range(0, 12).Select(_ => sampler.Next([.. logits], []))];

        int[] again = [.. Again(new Sampler(new SamplingOptions { Seed = 42 }), logits)];
        Assert.Equal(tokens, again);
        Assert.True(tokens.Distinct().Count() > 3);
    }

    [Fact]
    public void Next_Greedy_TakesTheLowestOfEqualTokens()
    {
        float[] logits = new float[100];
        (logits[40], logits[71], logits[99]) = (2, 2, 2);

        Assert.Equal(40, new Sampler(SamplingOptions.Greedy).Next(logits, []));
    }

    [Fact]
    public void Draw_BadProbabilities_SaysWhatToDo()
    {
        var random = new Xoshiro256(1);

        Assert.Throws<ArgumentException>(() => Sampler.Draw([0, 0], random));
        Assert.Throws<ArgumentException>(() => Sampler.Draw([1, -0.1], random));
        Assert.Throws<ArgumentException>(() => Sampler.Draw([1, double.NaN], random));
        Assert.Throws<ArgumentException>(() => Sampler.Draw([], random));
        Assert.Equal(1, Sampler.Draw([0, double.Epsilon, 0], random));
    }

    [Fact]
    public void Distribution_LargeAndSmallLogits_EqualsSoftmax()
    {
        float[] logits = [1000, 999, 0, -1000, float.NegativeInfinity, 999.5f];
        var probabilities = new double[6];

        new Sampler().Distribution([.. logits], [], probabilities);

        double[] expected = [.. logits.Select(value => Math.Exp(value - 1000.0))];
        Values.Close([.. expected.Select(value => value / expected.Sum())], probabilities, 1e-15);
    }

    private static IEnumerable<int> Again(Sampler sampler, float[] logits)
    {
        for (int i = 0; i < 12; i++)
            yield return sampler.Next([.. logits], []);
    }
}

using VerifyXunit;
using static LLMCourse.M05.SupportForTests;

namespace LLMCourse.M05;

[Trait("Exercise", "M05.E2")]
public sealed class SamplerTests
{
    [Fact(DisplayName = "M05.E2 Worked by hand: softmax of 0 and ln 3 is 1/4 and 3/4; of −∞ it is 0")]
    public void Softmax_OfTwoLogits_IsOneQuarterAndThree()
    {
        float[] p = new float[3];
        Sampler.Softmax([1000, 1000 + MathF.Log(3), float.NegativeInfinity], p);

        // 1000 + ln 3 is known to 6e-5 only, in float32.
        Assert.Equal([0.25, 0.75, 0], p.Select(x => Math.Round(x, 3)));
    }

    [Fact(DisplayName = "M05.E2 Worked by hand: u = 0.5 falls on the first token whose running sum exceeds it")]
    public void Sample_BetweenTwoTokens_TakesTheSecond()
    {
        // 2⁶³ from the generator is u = 1/2; the inverses of 9 and 5 modulo 2⁶⁴ undo its last two multiplications.
        Xoshiro half = Xoshiro.FromState(1, System.Numerics.BitOperations.RotateRight(unchecked((1UL << 63) * 0x8E38E38E38E38E39), 7) * 0xCCCCCCCCCCCCCCCD, 0, 0);
        Xoshiro zero = Xoshiro.FromState(1, 0, 0, 0);

        Assert.Equal(1, Sampler.Sample([0.5f, 0.5f], ref half));
        Assert.Equal(2, Sampler.Sample([0, 0, 0.5f, 0.5f], ref zero));
    }

    [Fact(DisplayName = "M05.E2 Where rounding leaves the sum below u, the last token with a probability is drawn")]
    public void Sample_BehindTheSum_TakesTheLastPossibleToken()
    {
        Xoshiro largest = Xoshiro.FromState(1, System.Numerics.BitOperations.RotateRight(unchecked(ulong.MaxValue * 0x8E38E38E38E38E39), 7) * 0xCCCCCCCCCCCCCCCD, 0, 0);

        Assert.Equal(1, Sampler.Sample([0.3f, 0.6995f, 0, 0], ref largest));
    }

    [Fact(DisplayName = "M05.E2 The same seed gives the same text on every machine")]
    public async Task Sample_WithASeed_GivesTheTextThatItAlwaysGave()
    {
        float[] p = [0.2f, 0.05f, 0.4f, 0, 0.3f, 0.05f];
        var rng = new Xoshiro(2026);
        string text = "";
        for (int i = 0; i < 60; i++) text += "eaitns"[Sampler.Sample(p, ref rng)];
        await Verifier.Verify(text);
    }

    [Fact(DisplayName = "M05.E2 In 100,000 draws each token comes as often as its probability says")]
    public void Sample_ManyTimes_HasTheFrequenciesOfTheProbabilities()
    {
        const int Draws = 100_000;
        float[] p = [0.5f, 0.125f, 0, 0.25f, 0.125f];
        int[] counts = new int[p.Length];
        var rng = new Xoshiro(7);
        for (int i = 0; i < Draws; i++) counts[Sampler.Sample(p, ref rng)]++;

        Assert.Equal(0, counts[2]);
        double chiSquare = Enumerable.Range(0, p.Length).Where(i => p[i] > 0).Sum(i => Math.Pow(counts[i] - (Draws * p[i]), 2) / (Draws * p[i]));
        Assert.True(chiSquare < 21.1, $"χ² with 3 degrees of freedom is {chiSquare:0.0}; above 21.1 it is by chance once in ten thousand times.\nHint: compare the running sum with u.");
    }

    [Fact(DisplayName = "M05.E2 What is no distribution is refused with an ArgumentException, and no number is drawn for it")]
    public void Sample_BadArguments_AreRefused()
    {
        var rng = new Xoshiro(1);
        var same = new Xoshiro(1);
        foreach (float[] p in new float[][] { [], [1, 2, 3], [0.5f, -0.5f, 1], [float.NaN, 1], [0, 0] })
            Assert.ThrowsAny<ArgumentException>(() => Sampler.Sample(p, ref rng));
        Assert.Equal(same.NextUInt64(), rng.NextUInt64());
        AssertRefuses("Softmax of −∞ alone", () => Sampler.Softmax([float.NegativeInfinity], new float[1]));
    }
}

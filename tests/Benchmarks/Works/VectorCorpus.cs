using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>100,000 made-up vectors of 64 numbers near a space of twelve, as those of texts are, and 1,000 more as queries.</summary>
internal static class VectorCorpus
{
    /// <summary>The length of a vector.</summary>
    public const int Width = 64;

    private const int Inner = 12;

    /// <summary>Makes the vectors.</summary>
    public static float[][] Vectors() => Draw(2, 100_000);

    /// <summary>Makes the queries.</summary>
    public static float[][] Queries() => Draw(3, 1_000);

    private static float[][] Draw(ulong seed, int count)
    {
        Xoshiro256 random = new(1);
        float[][] axes = [.. Enumerable.Range(0, Inner).Select(_ => Normal(Width))];
        random = new Xoshiro256(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                float[] inner = Normal(Inner), noise = Normal(Width);
                return Enumerable.Range(0, Width)
                    .Select(i => (0.2f * noise[i]) + Enumerable.Range(0, Inner).Sum(j => inner[j] * axes[j][i])).ToArray();
            }),
        ];

        float[] Normal(int length) =>
            [.. Enumerable.Range(0, length)
                .Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }
}

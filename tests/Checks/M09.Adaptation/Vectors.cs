using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LLMCourse.Checks.M09;

/// <summary>A squared Euclidean distance with a weight for each axis, which nobody knows but the check. It counts its calls, and adds in
/// the same order on every processor.</summary>
internal sealed class WeightedDistance(float[] weights)
{
    public long Calls { get; private set; }

    public float Between(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Calls++;
        ReadOnlySpan<float> all = weights;
        ReadOnlySpan<Vector256<float>> x = MemoryMarshal.Cast<float, Vector256<float>>(a),
            y = MemoryMarshal.Cast<float, Vector256<float>>(b), w = MemoryMarshal.Cast<float, Vector256<float>>(all);
        Vector256<float> sum = default;
        for (int i = 0; i < w.Length; i++) sum += w[i] * (x[i] - y[i]) * (x[i] - y[i]);
        float total = Vector256.Sum(sum);
        for (int i = w.Length * Vector256<float>.Count; i < all.Length; i++) total += all[i] * (a[i] - b[i]) * (a[i] - b[i]);
        return total;
    }
}

/// <summary>Random vectors, and what is seen of searches among them.</summary>
internal static class Vectors
{
    public static float Plane(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => MathF.Abs(a[0] - b[0]) + MathF.Abs(a[1] - b[1]);

    public static double Exact(float[] a, float[] b, float[] weights) =>
        weights.Select((w, i) => w * Math.Pow((double)a[i] - b[i], 2)).Sum();

    public static float[] Vector(this CheckRandom random, int width, double scale = 1) =>
        [.. Enumerable.Range(0, width).Select(_ => (float)(scale * random.NextNormal()))];

    public static float[] Near(float[] centre, CheckRandom random) => [.. centre.Select(x => x + (float)random.NextNormal())];

    public static float[] Mix(float[][] axes, CheckRandom random)
    {
        float[] mixed = random.Vector(axes[0].Length, 0.2);
        foreach (float[] axis in axes)
        {
            float factor = (float)random.NextNormal();
            for (int i = 0; i < mixed.Length; i++) mixed[i] += factor * axis[i];
        }

        return mixed;
    }

    public static IEnumerable<(int Number, float[][] Vectors, float[][] Queries, float[] Weights)> Cases(string seed)
    {
        CheckRandom random = CheckRandom.For(seed + " vectors");
        for (int number = 1; number <= 8; number++)
        {
            int width = (int)random.NextInteger(1, 12), count = number == 1 ? 1 : (int)random.NextInteger(5, 60);
            float[] weights = [.. Enumerable.Range(0, width).Select(_ => 0.5f + (float)random.NextDouble())];
            yield return (number, [.. Enumerable.Range(0, count).Select(_ => random.Vector(width))],
                [.. Enumerable.Range(0, 6).Select(_ => random.Vector(width))], weights);
        }
    }

    public static void Observe(Probe probe, string name, IReadOnlyList<Neighbour> neighbours)
    {
        probe.Observe($"{name}: indexes", neighbours.Select(neighbour => neighbour.Node));
        probe.Observe($"{name}: distances", neighbours.Select(neighbour => neighbour.Distance));
    }

    public static void Observe(Probe probe, string name, IReadOnlyList<VectorHit> hits)
    {
        probe.Observe($"{name}: ids", string.Join('|', hits.Select(hit => hit.Id)));
        probe.Observe($"{name}: distances", hits.Select(hit => hit.Distance));
    }

    /// <summary>Observes how many of the ten nearest are found, and for what share of all distances.</summary>
    public static void ObserveRecall(Probe probe, HnswIndex index, float[][] vectors, float[][] queries, WeightedDistance distance, int ef)
    {
        long before = distance.Calls;
        List<string[]> found = [.. queries.Select(query => index.Search(query, 10, ef).Select(hit => hit.Id).ToArray())];
        probe.Observe("share of the distances computed", (distance.Calls - before) / (double)queries.Length / vectors.Length);
        int right = 0;
        for (int q = 0; q < queries.Length; q++)
        {
            float[] distances = [.. vectors.Select(vector => distance.Between(queries[q], vector))];
            int[] order = [.. Enumerable.Range(0, vectors.Length)];
            Array.Sort(distances, order);
            right += order.Take(10).Count(i => found[q].Contains($"v{i}"));
        }

        probe.Observe("recall of the ten nearest", right / 10.0 / queries.Length);
    }

    public static Verdict JudgeRecall(Evidence evidence, double recall, double share)
    {
        double gotRecall = evidence.Number("recall of the ten nearest"), gotShare = evidence.Number("share of the distances computed");
        if (!(gotRecall >= recall && gotRecall <= 1))
            return Verdict.Fail(FormattableString.Invariant(
                $"The searches find {100 * gotRecall:0.#} % of the ten nearest; it should be {100 * recall:0.#} %."));
        return gotShare <= share
            ? Verdict.Pass
            : Verdict.Fail(
                FormattableString.Invariant($"A search computes {100 * gotShare:0.#} % of all distances; {100 * share:0.#} % should do."));
    }
}

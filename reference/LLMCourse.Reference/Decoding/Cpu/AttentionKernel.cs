using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>One query of one head against all keys and values so far, or a few that follow each other.</summary>
internal static class AttentionKernel
{
    /// <summary>Computes softmax(q·K/√D − slope·distance)·V.</summary>
    /// <param name="query">The query <c>[D]</c>.</param>
    /// <param name="keys">The keys <c>[D, keyStride]</c>, the positions in the last axis.</param>
    /// <param name="keyStride">A multiple of 16; what lies beyond the positions is finite and does not matter.</param>
    /// <param name="values">The values <c>[positions, D]</c>, which says how many positions there are.</param>
    /// <param name="slope">What each position of distance subtracts from a score; 0 for nothing.</param>
    /// <param name="scores">Room for the positions, rounded up to 16.</param>
    /// <param name="to">Receives the context <c>[D]</c>.</param>
    public static void Attend(
        ReadOnlySpan<float> query, ReadOnlySpan<float> keys, int keyStride, ReadOnlySpan<float> values, float slope, Span<float> scores,
        Span<float> to)
    {
        int width = query.Length, positions = values.Length / width, padded = (positions + 15) / 16 * 16;
        Scores(query, keys, keyStride, scores[..padded]);
        for (int t = 0; slope != 0 && t < positions; t++)
            scores[t] -= slope * (positions - 1 - t);
        Kernels.Softmax(scores[..padded], positions);
        int d = 0;
        for (; d + 48 <= width; d += 48)
            GatherThree(scores[..positions], values, d, width, to);
        for (; d + 16 <= width; d += 16)
            GatherOne(scores[..positions], values, d, width, to);
        for (; d < width; d++)
        {
            float sum = 0;
            for (int t = 0; t < positions; t++)
                sum += scores[t] * values[(t * width) + d];
            to[d] = sum;
        }
    }

    /// <summary>Computes the same for a few queries at once, which then share what is loaded.</summary>
    /// <param name="queries">The queries <c>[count, queryStride]</c>, of which the first <paramref name="width"/> numbers are read.</param>
    /// <param name="queryStride">The distance of two queries.</param>
    /// <param name="count">How many, at most <see cref="BlockKernel.Vectors"/>.</param>
    /// <param name="positions">How many positions the first query sees; each following one sees one more.</param>
    /// <param name="keys">As above.</param>
    /// <param name="keyStride">As above.</param>
    /// <param name="values">The values <c>[positions, D]</c>.</param>
    /// <param name="width">D, a multiple of <see cref="BlockKernel.Columns"/>.</param>
    /// <param name="slope">As above.</param>
    /// <param name="scores">Room for the positions, rounded up to 16, of each query.</param>
    /// <param name="to">Receives the contexts <c>[count, toStride]</c>.</param>
    /// <param name="toStride">The distance of two contexts.</param>
    public static void AttendFew(
        ReadOnlySpan<float> queries, int queryStride, int count, int positions, ReadOnlySpan<float> keys, int keyStride,
        ReadOnlySpan<float> values, int width,
        float slope, Span<float> scores, Span<float> to, int toStride)
    {
        int seen = positions + count - 1, padded = (seen + 15) / 16 * 16;
        for (int t = 0; t < padded; t += BlockKernel.Columns)
            BlockKernel.Multiply(queries, queryStride, count, width, keys[t..], keyStride, scores[t..], padded);
        for (int i = 0; i < count; i++)
        {
            Span<float> own = scores.Slice(i * padded, padded);
            Kernels.Scale(own, 1 / MathF.Sqrt(width));
            for (int t = 0; slope != 0 && t < positions + i; t++)
                own[t] -= slope * (positions + i - 1 - t);
            Kernels.Softmax(own, positions + i); // 0 for the positions that only later queries see
        }

        for (int d = 0; d < width; d += BlockKernel.Columns)
            BlockKernel.Multiply(scores, padded, count, seen, values[d..], width, to[d..], toStride);
    }

    /// <summary>64 positions at a time, so that additions need not wait for each other, then 16.</summary>
    private static void Scores(ReadOnlySpan<float> query, ReadOnlySpan<float> keys, int keyStride, Span<float> scores)
    {
        ref float k = ref MemoryMarshal.GetReference(keys);
        ref float s = ref MemoryMarshal.GetReference(scores);
        Vector512<float> scale = Vector512.Create(1 / MathF.Sqrt(query.Length));
        int t = 0;
        for (; t + 64 <= scores.Length; t += 64)
        {
            Vector512<float> a = Vector512<float>.Zero, b = a, c = a, e = a;
            nuint at = (nuint)t;
            for (int d = 0; d < query.Length; d++, at += (nuint)keyStride)
            {
                Vector512<float> q = Vector512.Create(query[d]);
                a = Vector512.FusedMultiplyAdd(q, Vector512.LoadUnsafe(ref k, at), a);
                b = Vector512.FusedMultiplyAdd(q, Vector512.LoadUnsafe(ref k, at + 16), b);
                c = Vector512.FusedMultiplyAdd(q, Vector512.LoadUnsafe(ref k, at + 32), c);
                e = Vector512.FusedMultiplyAdd(q, Vector512.LoadUnsafe(ref k, at + 48), e);
            }

            (a * scale).StoreUnsafe(ref s, (nuint)t);
            (b * scale).StoreUnsafe(ref s, (nuint)t + 16);
            (c * scale).StoreUnsafe(ref s, (nuint)t + 32);
            (e * scale).StoreUnsafe(ref s, (nuint)t + 48);
        }

        for (; t < scores.Length; t += 16)
        {
            Vector512<float> a = Vector512<float>.Zero;
            nuint at = (nuint)t;
            for (int d = 0; d < query.Length; d++, at += (nuint)keyStride)
                a = Vector512.FusedMultiplyAdd(Vector512.Create(query[d]), Vector512.LoadUnsafe(ref k, at), a);
            (a * scale).StoreUnsafe(ref s, (nuint)t);
        }
    }

    private static void GatherThree(ReadOnlySpan<float> weights, ReadOnlySpan<float> values, int d, int width, Span<float> to)
    {
        ref float v = ref MemoryMarshal.GetReference(values);
        Vector512<float> a = Vector512<float>.Zero, b = a, c = a;
        nuint at = (nuint)d;
        foreach (float weight in weights)
        {
            Vector512<float> w = Vector512.Create(weight);
            a = Vector512.FusedMultiplyAdd(w, Vector512.LoadUnsafe(ref v, at), a);
            b = Vector512.FusedMultiplyAdd(w, Vector512.LoadUnsafe(ref v, at + 16), b);
            c = Vector512.FusedMultiplyAdd(w, Vector512.LoadUnsafe(ref v, at + 32), c);
            at += (nuint)width;
        }

        a.CopyTo(to[d..]);
        b.CopyTo(to[(d + 16)..]);
        c.CopyTo(to[(d + 32)..]);
    }

    private static void GatherOne(ReadOnlySpan<float> weights, ReadOnlySpan<float> values, int d, int width, Span<float> to)
    {
        ref float v = ref MemoryMarshal.GetReference(values);
        Vector512<float> a = Vector512<float>.Zero;
        nuint at = (nuint)d;
        foreach (float weight in weights)
        {
            a = Vector512.FusedMultiplyAdd(Vector512.Create(weight), Vector512.LoadUnsafe(ref v, at), a);
            at += (nuint)width;
        }

        a.CopyTo(to[d..]);
    }
}

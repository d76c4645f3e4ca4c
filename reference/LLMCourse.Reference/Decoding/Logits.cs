using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LLMCourse.Reference.Decoding;

/// <summary>What processors and samplers share.</summary>
internal static class Logits
{
    /// <summary>Checks that a token can be chosen.</summary>
    /// <exception cref="ArgumentException">A logit is not a number or +∞, or all are −∞.</exception>
    public static void Check(ReadOnlySpan<float> logits)
    {
        ref float first = ref MemoryMarshal.GetReference(logits);
        Vector512<float> infinity = Vector512.Create(float.PositiveInfinity), fit = Vector512<float>.AllBitsSet;
        int i = 0;
        for (; i + 16 <= logits.Length; i += 16)
            fit &= Vector512.LessThan(Vector512.LoadUnsafe(ref first, (nuint)i), infinity); // false for NaN too
        for (i = Vector512.EqualsAll(fit.AsInt32(), Vector512<int>.AllBitsSet) ? i : 0; i < logits.Length; i++)
        {
            if (!(logits[i] < float.PositiveInfinity))
                throw new ArgumentException(
                    $"logits[{i}] is {(float.IsNaN(logits[i]) ? "not a number" : "+∞")}; check the model, whose weights may have overflowed.", nameof(logits));
        }

        if (logits.IsEmpty || logits[ArgMax(logits)] == float.NegativeInfinity)
            throw new ArgumentException($"None of the {logits.Length} logits is finite, so that no token can be chosen; ban fewer.",
                nameof(logits));
    }

    /// <summary>The greatest logit's token; of equal ones the lowest.</summary>
    public static int ArgMax(ReadOnlySpan<float> logits)
    {
        ref float first = ref MemoryMarshal.GetReference(logits);
        Vector512<float> most = Vector512.Create(float.NegativeInfinity);
        int i = 0;
        for (; i + 16 <= logits.Length; i += 16)
            most = Vector512.Max(most, Vector512.LoadUnsafe(ref first, (nuint)i));
        float greatest = Cpu.Kernels.Greatest(most);
        for (; i < logits.Length; i++)
            greatest = Math.Max(greatest, logits[i]);
        return Math.Max(0, logits.IndexOf(greatest));
    }

    /// <summary>The kept tokens' ids, sorted from the greatest logit down and, where equal, from the lowest id up.</summary>
    public static int[] Ranked(ReadOnlySpan<float> logits)
    {
        int count = 0;
        foreach (float value in logits)
            count += value > float.NegativeInfinity ? 1 : 0;
        var ids = new int[count];
        var keys = new (float Negated, int Id)[count];
        int next = 0;
        for (int id = 0; id < logits.Length; id++)
        {
            if (!(logits[id] > float.NegativeInfinity))
                continue;
            keys[next] = (-logits[id], id);
            ids[next++] = id;
        }

        Array.Sort(keys, ids);
        return ids;
    }

    /// <summary>Writes softmax(logits) in float64, by arithmetic that is the same on every machine.</summary>
    public static void Softmax(ReadOnlySpan<float> logits, Span<double> probabilities)
    {
        double greatest = logits[ArgMax(logits)], sum = 0;
        for (int i = 0; i < logits.Length; i++)
            sum += probabilities[i] = PortableMath.Exp(logits[i] - greatest);
        for (int i = 0; i < logits.Length; i++)
            probabilities[i] /= sum;
    }
}

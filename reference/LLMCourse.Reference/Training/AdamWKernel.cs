using System.Numerics;
using System.Runtime.InteropServices;

namespace LLMCourse.Reference.Training;

/// <summary>The loops of <see cref="FusedAdamW"/> over plain memory.</summary>
/// <remarks>Work is cut into pieces of a fixed size, whatever the number of threads, so that sums are
/// added in the same order everywhere.</remarks>
internal static class AdamWKernel
{
    private const int Piece = 1 << 16;

    /// <summary>Updates parameters and moments in place.</summary>
    public static void Run(FusedAdamW.Work[] work, AdamWUpdate update,
        int threads) => ForEachPiece(work, threads, (item, from, length, _) =>
        Update(
            FusedAdamW.Work.Elements(item.Slot.Parameter).Slice(from, length),
            FusedAdamW.Work.Elements(item.Gradient).Slice(from, length),
            FusedAdamW.Work.Elements(item.Slot.Mean).Slice(from, length),
            FusedAdamW.Work.Elements(item.Slot.Square).Slice(from, length),
            update,
            item.Slot.Decay));

    /// <summary>Adds the squares of all gradients.</summary>
    public static double SumOfSquares(FusedAdamW.Work[] work, int threads)
    {
        var sums = new double[work.Sum(Pieces)];
        ForEachPiece(work, threads,
            (item, from, length, piece) => sums[piece] = SumOfSquares(FusedAdamW.Work.Elements(item.Gradient).Slice(from, length)));
        return sums.Sum();
    }

    private static void Update(Span<float> parameter, ReadOnlySpan<float> gradient, Span<float> mean, Span<float> square,
        in AdamWUpdate update, double decay)
    {
        var constants = new Constants(update, decay);
        int whole = parameter.Length - (parameter.Length % Vector<float>.Count);
        ref float p = ref MemoryMarshal.GetReference(parameter);
        ref float g = ref MemoryMarshal.GetReference(gradient);
        ref float m = ref MemoryMarshal.GetReference(mean);
        ref float s = ref MemoryMarshal.GetReference(square);
        for (nuint i = 0; i < (nuint)whole; i += (nuint)Vector<float>.Count)
        {
            Vector<float> slope = Vector.LoadUnsafe(ref g, i) * constants.Factor;
            Vector<float> first = (Vector.LoadUnsafe(ref m, i) * constants.Beta1) + (slope * constants.Rest1);
            Vector<float> second = (Vector.LoadUnsafe(ref s, i) * constants.Beta2) + (slope * slope * constants.Rest2);
            first.StoreUnsafe(ref m, i);
            second.StoreUnsafe(ref s, i);
            Vector<float> root = (Vector.SquareRoot(second) / constants.Root) + constants.Epsilon;
            ((Vector.LoadUnsafe(ref p, i) * constants.Keep) - (first * constants.Size / root)).StoreUnsafe(ref p, i);
        }

        for (int i = whole; i < parameter.Length; i++)
        {
            float slope = gradient[i] * constants.Factor[0];
            mean[i] = (mean[i] * constants.Beta1[0]) + (slope * constants.Rest1[0]);
            square[i] = (square[i] * constants.Beta2[0]) + (slope * slope * constants.Rest2[0]);
            float root = (MathF.Sqrt(square[i]) / constants.Root[0]) + constants.Epsilon[0];
            parameter[i] = (parameter[i] * constants.Keep[0]) - (mean[i] * constants.Size[0] / root);
        }
    }

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        // Four sums side by side, because an addition takes as long as four can be begun in.
        Vector<float> a = default, b = default, c = default, d = default;
        int width = Vector<float>.Count, whole = values.Length - (values.Length % (4 * width));
        ref float v = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i < whole; i += 4 * width)
        {
            Vector<float> x = Vector.LoadUnsafe(ref v, (nuint)i), y = Vector.LoadUnsafe(ref v, (nuint)(i + width));
            Vector<float> z = Vector.LoadUnsafe(ref v, (nuint)(i + (2 * width))), w = Vector.LoadUnsafe(ref v, (nuint)(i + (3 * width)));
            a += x * x;
            b += y * y;
            c += z * z;
            d += w * w;
        }

        double sum = Vector.Sum(a + b + (c + d));
        foreach (float value in values[whole..])
            sum += (double)value * value;
        return sum;
    }

    private static int Pieces(FusedAdamW.Work work) => (int)((work.Slot.Parameter.numel() + Piece - 1) / Piece);

    private static void ForEachPiece(FusedAdamW.Work[] work, int threads, Action<FusedAdamW.Work, int, int, int> action)
    {
        var pieces = new List<(FusedAdamW.Work Item, int From, int Length)>();
        foreach (FusedAdamW.Work item in work)
        {
            int length = (int)item.Slot.Parameter.numel();
            for (int from = 0; from < length; from += Piece)
                pieces.Add((item, from, Math.Min(Piece, length - from)));
        }

        if (threads <= 1 || pieces.Sum(piece => (long)piece.Length) <= Piece)
        {
            for (int i = 0; i < pieces.Count; i++)
                action(pieces[i].Item, pieces[i].From, pieces[i].Length, i);
        }
        else
        {
            _ = Parallel.For(0, pieces.Count, new ParallelOptions { MaxDegreeOfParallelism = threads },
                i => action(pieces[i].Item, pieces[i].From, pieces[i].Length, i));
        }
    }

    private readonly struct Constants(in AdamWUpdate update, double decay)
    {
        public readonly Vector<float> Factor = new((float)update.Factor);
        public readonly Vector<float> Beta1 = new((float)update.Beta1);
        public readonly Vector<float> Rest1 = new((float)(1 - update.Beta1));
        public readonly Vector<float> Beta2 = new((float)update.Beta2);
        public readonly Vector<float> Rest2 = new((float)(1 - update.Beta2));
        public readonly Vector<float> Root = new((float)Math.Sqrt(update.Correction2));
        public readonly Vector<float> Epsilon = new((float)update.Epsilon);
        public readonly Vector<float> Size = new((float)(update.Rate / update.Correction1));
        public readonly Vector<float> Keep = new((float)(1 - (update.Rate * decay)));
    }
}

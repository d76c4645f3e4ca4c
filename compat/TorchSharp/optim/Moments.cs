using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// The update that Adam and AdamW share. On the CPU it is one pass over the memory: as single operators it would read and
/// write parameters and moments a dozen times, and memory is what such a step waits for.
/// </summary>
internal readonly struct Moments(double rate, double beta1, double beta2, double eps, double decay, bool maximize, bool decoupled)
{
    // Below this many elements the work of starting a second thread is not worth it.
    private const int ChunkLength = 1 << 16;

    internal void Update(Parameter p, Tensor grad, Tensor mean, Tensor square, Tensor? largest, long step)
    {
        double correction1 = 1 - Math.Pow(beta1, step);
        double correction2 = Math.Sqrt(1 - Math.Pow(beta2, step));
        if (largest is null && p.dim() > 0 && IsPlain(p) && IsPlain(grad) && IsPlain(mean) && IsPlain(square) && grad.numel() == p.numel())
            Fused(p, grad, mean, square, correction1, correction2);
        else
            ByOperators(p, grad, mean, square, largest, correction1, correction2);
    }

    private static bool IsPlain(Tensor t) => t.dtype == ScalarType.Float32 && t.is_cpu() && !t.is_sparse && t.is_contiguous();

    private void ByOperators(Parameter p, Tensor grad, Tensor mean, Tensor square, Tensor? largest, double correction1, double correction2)
    {
        using DisposeScope scope = NewDisposeScope();
        if (maximize) grad = grad.neg();
        if (decay != 0 && decoupled) p.mul_(1 - rate * decay);
        else if (decay != 0) grad = grad.add(p, decay);
        mean.mul_(beta1).add_(grad, 1 - beta1);
        square.mul_(beta2).addcmul_(grad, grad, 1 - beta2);
        if (largest is not null) largest.copy_(largest.maximum(square));
        Tensor root = (largest ?? square).sqrt().div_(correction2).add_(eps);
        p.addcdiv_(mean, root, -(rate / correction1));
    }

    private unsafe void Fused(Parameter p, Tensor grad, Tensor mean, Tensor square, double correction1, double correction2)
    {
        long n = p.numel();
        if (n == 0) return;
        var pass = new Pass
        {
            P = (float*)p.DataPointer(),
            G = (float*)grad.DataPointer(),
            M = (float*)mean.DataPointer(),
            V = (float*)square.DataPointer(),
            Beta1 = (float)beta1,
            Rest1 = (float)(1 - beta1),
            Beta2 = (float)beta2,
            Rest2 = (float)(1 - beta2),
            Correction = (float)correction2,
            Eps = (float)eps,
            Size = (float)-(rate / correction1),
            Sign = maximize ? -1 : 1,
            Keep = decoupled ? (float)(1 - rate * decay) : 1,
            Decay = decoupled ? 0 : (float)decay,
        };
        int chunks = checked((int)((n + ChunkLength - 1) / ChunkLength));
        int threads = Math.Min(chunks, get_num_threads());
        if (threads <= 1)
            pass.Run(0, n);
        else
            _ = Parallel.For(0, chunks, new ParallelOptions { MaxDegreeOfParallelism = threads },
                i => pass.Run((long)i * ChunkLength, Math.Min(n, (i + 1L) * ChunkLength)));
        // Autograd must learn that the parameter has changed, or a graph from before would give wrong derivatives in silence.
        using (Tensor nothing = p.narrow(0, 0, 0)) nothing.zero_();
        GC.KeepAlive(grad);
        GC.KeepAlive(mean);
        GC.KeepAlive(square);
    }

    private unsafe struct Pass
    {
        internal float* P, G, M, V;
        internal float Beta1, Rest1, Beta2, Rest2, Correction, Eps, Size, Sign, Keep, Decay;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal readonly void Run(long from, long to)
        {
            long i = from;
            var (sign, decay, keep) = (new Vector<float>(Sign), new Vector<float>(Decay), new Vector<float>(Keep));
            var (beta1, rest1, beta2, rest2) = (new Vector<float>(Beta1), new Vector<float>(Rest1), new Vector<float>(Beta2), new Vector<float>(Rest2));
            var (correction, eps, size) = (new Vector<float>(Correction), new Vector<float>(Eps), new Vector<float>(Size));
            for (; i + Vector<float>.Count <= to; i += Vector<float>.Count)
            {
                Vector<float> p = Vector.Load(P + i);
                Vector<float> g = Vector.Load(G + i) * sign + p * decay;
                Vector<float> m = Vector.Load(M + i) * beta1 + g * rest1;
                Vector<float> v = Vector.Load(V + i) * beta2 + g * g * rest2;
                m.Store(M + i);
                v.Store(V + i);
                Vector<float> root = Vector.SquareRoot(v) / correction + eps;
                (p * keep + size * m / root).Store(P + i);
            }
            for (; i < to; i++)
            {
                float p = P[i];
                float g = G[i] * Sign + p * Decay;
                float m = M[i] = M[i] * Beta1 + g * Rest1;
                float v = V[i] = V[i] * Beta2 + g * g * Rest2;
                P[i] = p * Keep + Size * m / (MathF.Sqrt(v) / Correction + Eps);
            }
        }
    }
}

using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

/// <summary>Compares gradients with central differences of a float64 loss.</summary>
internal static class Differences
{
    /// <summary>The central difference is off by h²·f‴/6 ≈ 1e-10 and by rounding 1e-16/h ≈ 1e-11.</summary>
    private const double Step = 1e-5;

    private const double Tolerance = 1e-8;

    /// <summary>Checks a few entries of a parameter whose gradient was computed.</summary>
    public static void Check(Tensor parameter, string name, Func<Tensor> loss, int trials = 4)
    {
        double[] gradient = Values.Of(parameter.grad!);
        var random = new Random(4);
        for (int trial = 0; trial < trials; trial++)
        {
            int index = random.Next(gradient.Length);
            double slope = (At(parameter, index, Step, loss) - At(parameter, index, -Step, loss)) / (2 * Step);
            Values.Close([slope], [gradient[index]], Tolerance, $"{name}[{index}]");
        }
    }

    private static double At(Tensor parameter, int index, double change, Func<Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        double old = MemoryMarshal.Cast<byte, double>(parameter.bytes)[index];
        MemoryMarshal.Cast<byte, double>(parameter.bytes)[index] = old + change;
        double value = loss().item<double>();
        MemoryMarshal.Cast<byte, double>(parameter.bytes)[index] = old;
        return value;
    }
}

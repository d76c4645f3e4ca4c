using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference;

/// <summary>Gives a model the weights that GPT-2 starts with.</summary>
public static class GptInitializer
{
    /// <summary>The standard deviation of every matrix but the residual projections.</summary>
    public const double StandardDeviation = 0.02;

    /// <summary>Draws all matrices from N(0, 0.02²), those that write into the residual stream from N(0,
    /// 0.02²/(2L)); norms become 1, biases 0.</summary>
    /// <param name="model">The model, on the CPU, changed in place.</param>
    /// <param name="seed">The seed; the global generator is not touched.</param>
    /// <remarks>
    /// Radford et al. 2019, §2.3: the residual stream adds 2L terms, so each is scaled by 1/√(2L) to keep its variance. Differs: the
    /// position embedding has 0.02 as everything else (GPT-2's code has 0.01), as in most reimplementations.
    /// </remarks>
    public static void Initialize(Gpt model, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        double residual = StandardDeviation / Math.Sqrt(2.0 * model.Config.Layers);
        foreach ((string name, Parameter parameter) in model.named_parameters())
        {
            if (name.EndsWith(".bias", StringComparison.Ordinal))
                _ = parameter.zero_();
            else if (parameter.ndim == 1)
                _ = parameter.fill_(1);
            else
                _ = parameter.normal_(0,
                    name.EndsWith("c_proj.weight", StringComparison.Ordinal) ? residual : StandardDeviation, generator);
        }
    }
}

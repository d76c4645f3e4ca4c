using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.M04;

/// <summary>Looks at the gradients of a model after a backward pass: which layers learn, and which do not.</summary>
public static class GradReport
{
    /// <summary>Lists norm and zero fraction of every parameter's gradient.</summary>
    /// <param name="module">The model; not changed.</param>
    /// <returns>One entry for each parameter, in the order of <c>named_parameters()</c>.</returns>
    /// <exception cref="ArgumentException"><paramref name="module"/> is null.</exception>
    [Exercise("M04.E8", Title = "Gradient flow", Weight = 1)]
    public static IReadOnlyList<GradientStatistics> Collect(nn.Module module)
    {
        // TODO M04.E8: one record for each named parameter; sum the squares in float64.
        throw new NotImplementedException("M04.E8: one record for each named parameter; sum the squares in float64.");
    }

    /// <summary>Computes the common norm of all parameters whose names begin alike, such as those of one layer.</summary>
    /// <param name="report">The list that <see cref="Collect"/> gave.</param>
    /// <param name="prefix">How the names begin, for example <c>layers.0.</c>; the empty text for all.</param>
    /// <returns>√(Σ of the squares of the norms).</returns>
    /// <exception cref="ArgumentException">No name begins so.</exception>
    [Exercise("M04.E8")]
    public static double NormOf(IReadOnlyList<GradientStatistics> report, string prefix)
    {
        // TODO M04.E8: norms of parts add up as squares.
        throw new NotImplementedException("M04.E8: norms of parts add up as squares.");
    }
}

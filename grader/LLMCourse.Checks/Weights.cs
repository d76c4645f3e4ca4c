using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Checks;

/// <summary>Gives modules weights that depend only on a seed and on the documented names, not on the order of creation.</summary>
public static class Weights
{
    /// <summary>Overwrites every parameter: norms' scales around 1, everything else around 0.</summary>
    /// <param name="module">The module.</param>
    /// <param name="seed">Usually the check's id.</param>
    /// <param name="scale">The standard deviation.</param>
    /// <returns>The module itself.</returns>
    public static T Fill<T>(T module, string seed, double scale = 0.3)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        using IDisposable noGradient = no_grad();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in module.named_parameters())
        {
            bool isScale = parameter.dim() == 1 && name.EndsWith("weight", StringComparison.Ordinal);
            Tensor values = CheckRandom.For($"{seed}/{name}").Normal(parameter.shape) * scale;
            parameter.copy_(isScale ? values + 1 : values);
        }

        return module;
    }

    /// <summary>Overwrites every parameter with uniform draws, which cost a fifth of normal
    /// ones: for layers of millions of weights.</summary>
    /// <param name="module">The module.</param>
    /// <param name="seed">Usually the check's id.</param>
    /// <param name="bound">Draws lie within this of 0.</param>
    /// <returns>The module itself.</returns>
    public static T FillUniform<T>(T module, string seed, double bound)
        where T : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        using IDisposable noGradient = no_grad();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in module.named_parameters())
            parameter.copy_(CheckRandom.For($"{seed}/{name}").Uniform(-bound, bound, parameter.shape));
        return module;
    }

    /// <summary>Lists names and shapes, a line each, in the order of the names.</summary>
    /// <param name="module">The module.</param>
    public static string Names(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return string.Join('\n',
            module.state_dict().OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key} [{string.Join(", ", e.Value.shape)}]"));
    }
}

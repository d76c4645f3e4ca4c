namespace LLMCourse.Checks.M04;

/// <summary>Gives modules weights that depend only on a seed and on the documented names, not on the order of creation.</summary>
internal static class Weights
{
    /// <summary>Overwrites every parameter: norms' scales around 1, everything else around 0.</summary>
    /// <param name="module">The module.</param>
    /// <param name="seed">Usually the check's id.</param>
    /// <param name="scale">The standard deviation.</param>
    public static T Fill<T>(T module, string seed, double scale = 0.3)
        where T : nn.Module
    {
        using IDisposable noGradient = no_grad();
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in module.named_parameters())
        {
            bool isScale = parameter.dim() == 1 && name.EndsWith("weight", StringComparison.Ordinal);
            Tensor values = CheckRandom.For($"{seed}/{name}").Normal(parameter.shape) * scale;
            parameter.copy_(isScale ? values + 1 : values);
        }

        return module;
    }

    /// <summary>Lists names and shapes, a line each, in the order of the names.</summary>
    public static string Names(nn.Module module) =>
        string.Join('\n',
            module.state_dict().OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key} [{string.Join(", ", e.Value.shape)}]"));
}

using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.M04;

/// <summary>Gives a model its first weights.</summary>
public static class Initialization
{
    /// <summary>Overwrites all parameters as GPT-2 does.</summary>
    /// <param name="module">A model with GPT-2's names; its L layers are those whose parameters begin with <c>h.{i}.</c>. Changed in place.</param>
    /// <param name="generator">Draws the weights; the global generator is not touched.</param>
    /// <exception cref="ArgumentException">No parameter's name begins with <c>h.{i}.</c>.</exception>
    /// <remarks>
    /// Radford et al. 2019, §2.3. Parameters of one axis: 0 where the name ends in <c>bias</c>, else 1. Others: N(0, 0.02²), but
    /// N(0, (0.02/√(2L))²) where the name ends in <c>c_proj.weight</c>: these add to the residual stream, 2L times on the way up.
    /// </remarks>
    [Exercise("M04.E7")]
    public static void InitGpt(nn.Module module, Generator generator)
    {
        // TODO M04.E7: count the layers by the names, then fill each parameter in place, without recording a graph.
        throw new NotImplementedException("M04.E7: count the layers by the names, then fill each parameter in place, without recording a graph.");
    }
}

using System.Text.RegularExpressions;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Bottleneck adapters behind linear layers of a frozen model.</summary>
public sealed class BottleneckAdapters : IDisposable
{

    /// <summary>Gets the adapters with the names of the layers they stand behind, in the order of the model's <c>named_modules()</c>.</summary>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public IReadOnlyList<(string Name, BottleneckAdapter Adapter)> Layers
    {
        get
        {
            // TODO M09.E3: one adapter for each layer whose name matches.
            throw new NotImplementedException("M09.E3: one adapter for each layer whose name matches.");
        }
    }

    /// <summary>Freezes a model and puts an adapter behind each of its linear layers whose name matches.</summary>
    /// <param name="model">The model; it stays the caller's. From here on none of its parameters takes a gradient.</param>
    /// <param name="target">A regular expression that has to match the whole name of a layer. Houlsby et al. adapt what attention and
    /// feed-forward layer say, before it is added to the residual: <c>h\.\d+\.(attn|mlp)\.c_proj</c>.</param>
    /// <param name="bottleneck">M, at least 1. C is each layer's own number of outputs.</param>
    /// <param name="seed">The seed of the first adapter; the next one's is one higher, and so on.</param>
    /// <returns>The adapters, of the layers' type, which the caller disposes before the model.</returns>
    /// <exception cref="ArgumentException">No layer's name matches, the target is no regular expression, or M is below 1. The model is as it
    /// was.</exception>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public static BottleneckAdapters Attach(nn.Module model, string target, int bottleneck, long seed = 0)
    {
        // TODO M09.E3: find the layers, freeze the model, and hook an adapter to each.
        throw new NotImplementedException("M09.E3: find the layers, freeze the model, and hook an adapter to each.");
    }

    /// <summary>Lists what an optimizer trains.</summary>
    /// <returns>The parameters of each adapter, in the order of <see cref="Layers"/>.</returns>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public IReadOnlyList<Parameter> Parameters()
    {
        // TODO M09.E3: all parameters of all adapters.
        throw new NotImplementedException("M09.E3: all parameters of all adapters.");
    }

    /// <summary>Takes the adapters off the model, which computes again what it did before, and frees them. Its parameters stay frozen.</summary>
    [Exercise("M09.E3", Title = "Prefix, prompt and bottleneck", Weight = 2)]
    public void Dispose()
    {
        // TODO M09.E3: remove the hooks, and dispose of the adapters.
        throw new NotImplementedException("M09.E3: remove the hooks, and dispose of the adapters.");
    }
}

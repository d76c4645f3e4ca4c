using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Puts low-rank updates on a model, and tells one model from another.</summary>
/// <remarks>Hu et al. 2021, §4 (<see href="https://arxiv.org/abs/2106.09685"/>).</remarks>
public static class Lora
{
    /// <summary>Freezes a model and puts an update on each of its linear layers whose name matches. The model computes what it did.</summary>
    /// <param name="model">The model; it stays the caller's. None of its parameters takes a gradient until the adapter is disposed. Its
    /// <c>state_dict()</c> and <c>parameters()</c> stay what they were: the adapter's are its own.</param>
    /// <param name="options">Which layers, and how.</param>
    /// <returns>The adapter, active, which the caller disposes before the model.</returns>
    /// <exception cref="ArgumentException">No layer's name matches (the message lists those that there are), the target is no regular
    /// expression, or an option is out of range. The model is as it was.</exception>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public static LoraAdapter Inject(nn.Module model, LoraOptions options)
    {
        // TODO M09.E2: find the layers, make their updates, freeze the model, and hook the updates in.
        throw new NotImplementedException("M09.E2: find the layers, make their updates, freeze the model, and hook the updates in.");
    }

    /// <summary>Computes a name for the weights of a model, which another model does not have.</summary>
    /// <param name="model">The model.</param>
    /// <returns>64 hexadecimal digits in lower case: SHA-256 over all entries of <c>state_dict()</c>, in ordinal order of their names. Each adds,
    /// in UTF-8, its name, its type as <see cref="ScalarType"/> names it and its shape, as in <c>wte.weight|Float32|65,32</c>, a line feed, and
    /// then its values' bytes (little-endian, row by row).</returns>
    [Exercise("M09.E2", Title = "LoRA", Weight = 4)]
    public static string BaseHash(nn.Module model)
    {
        // TODO M09.E2: feed names, types, shapes and bytes to SHA-256, in an order that does not depend on the model's.
        throw new NotImplementedException("M09.E2: feed names, types, shapes and bytes to SHA-256, in an order that does not depend on the model's.");
    }
}

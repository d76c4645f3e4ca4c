using System.Runtime.InteropServices;
using LLMCourse.Reference.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Decoding;

internal static class Rounding
{
    /// <summary>Replaces every matrix by what is left of it after rounding; embeddings of
    /// positions stay, as they do in the decoder.</summary>
    public static void InPlace(Gpt model, int bits, int groupSize)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach ((string name, Tensor value) in model.state_dict())
        {
            if (value.ndim != 2 || name == "wpe.weight")
                continue;
            float[] numbers = MemoryMarshal.Cast<byte, float>(value.bytes).ToArray();
            float[] rounded = QuantizedMatrix.Quantize(numbers, (int)value.shape[1], bits, groupSize).Dequantize();
            rounded.CopyTo(MemoryMarshal.Cast<byte, float>(value.bytes));
        }
    }
}

using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace LLMCourse.Checks;

/// <summary>Copies a tensor out of the library into inert data.</summary>
internal static class TensorReader
{
    /// <summary>Reads dtype, shape and values.</summary>
    /// <exception cref="ArgumentException">The tensor is larger than an observation may be, or
    /// of a type that has no observation.</exception>
    public static TensorObservation Read(string name, Tensor tensor)
    {
        var type = (ElementType)(sbyte)tensor.dtype;
        if (!Enum.IsDefined(type))
            throw new ArgumentException(
                $"'{name}' has the element type {tensor.dtype}, which no exercise uses; return float32, float64, an integer type or bool.");
        if (tensor.numel() > ObservationLimits.TensorElements)
            throw new ArgumentException(
                $"'{name}' has {tensor.numel()} elements; an observation has at most {ObservationLimits.TensorElements}.");

        long[] shape = [.. tensor.shape];
        using Tensor plain = tensor.detach();
        using Tensor here = plain.cpu();
        using Tensor wide = here.to(ScalarType.Float64);
        using Tensor dense = wide.contiguous();
        // By its bytes: an accessor's ToArray takes many times as long, and throws for an empty tensor of two or more axes.
        return new TensorObservation(name, type, shape, MemoryMarshal.Cast<byte, double>(dense.bytes).ToArray());
    }
}

using static TorchSharp.torch;

namespace LLMCourse.Reference;

/// <summary>Writes shapes into messages.</summary>
internal static class Shapes
{
    /// <summary>Writes a tensor's shape, for example <c>[2, 3]</c>.</summary>
    public static string Text(Tensor tensor) => Join(tensor.shape);

    /// <summary>Writes a shape, for example <c>[2, 3]</c>.</summary>
    public static string Join(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}

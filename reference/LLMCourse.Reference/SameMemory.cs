using static TorchSharp.torch;

namespace LLMCourse.Reference;

/// <summary>Says of two tensors whether they are one: a weight that is tied to another, say.</summary>
/// <remarks>
/// TorchSharp makes a new object at every read of a built-in module's <c>weight</c>, and a weight with two names is two objects in
/// <c>parameters()</c> and <c>state_dict()</c>, so that comparing by reference misses it; <c>Equals</c> compares values, which two weights
/// may share by accident. Tensors that are not contiguous or not on the CPU are one only if they are one object.
/// </remarks>
public sealed class SameMemory : IEqualityComparer<Tensor>
{
    private SameMemory()
    {
    }

    /// <summary>Gets the comparer, for <c>Distinct</c>, <c>HashSet</c> and the like.</summary>
    public static SameMemory Instance { get; } = new();

    /// <inheritdoc/>
    /// <returns>Whether both are the same object, or have the same dtype and shape and their elements in the same place.</returns>
    public bool Equals(Tensor? x, Tensor? y)
    {
        if (ReferenceEquals(x, y))
            return true;
        if (x is null || y is null || x.dtype != y.dtype || !x.shape.AsSpan().SequenceEqual(y.shape))
            return false;
        return HasPlainBytes(x) && HasPlainBytes(y) && x.bytes == y.bytes; // not the bytes are compared, but where they are
    }

    /// <inheritdoc/>
    public int GetHashCode(Tensor obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return HashCode.Combine(obj.dtype, obj.numel());
    }

    // All empty tensors are in the same place: nowhere.
    private static bool HasPlainBytes(Tensor tensor) =>
        tensor.device_type == TorchSharp.DeviceType.CPU && tensor.numel() > 0 && tensor.is_contiguous();
}

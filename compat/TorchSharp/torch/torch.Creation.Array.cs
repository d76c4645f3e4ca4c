using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A copy of an array of any number of axes, on the CPU unless said otherwise.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        ArgumentNullException.ThrowIfNull(rawArray);
        long[] shape = new long[rawArray.Rank];
        for (int d = 0; d < shape.Length; d++) shape[d] = rawArray.GetLongLength(d);
        return rawArray switch
        {
            _ when rawArray.GetType().GetElementType() == typeof(bool) => Make<bool>(ScalarType.Bool),
            _ when rawArray.GetType().GetElementType() == typeof(byte) => Make<byte>(ScalarType.Byte),
            _ when rawArray.GetType().GetElementType() == typeof(sbyte) => Make<sbyte>(ScalarType.Int8),
            _ when rawArray.GetType().GetElementType() == typeof(short) => Make<short>(ScalarType.Int16),
            _ when rawArray.GetType().GetElementType() == typeof(int) => Make<int>(ScalarType.Int32),
            _ when rawArray.GetType().GetElementType() == typeof(long) => Make<long>(ScalarType.Int64),
            _ when rawArray.GetType().GetElementType() == typeof(Half) => Make<Half>(ScalarType.Float16),
            _ when rawArray.GetType().GetElementType() == typeof(float) => Make<float>(ScalarType.Float32),
            _ when rawArray.GetType().GetElementType() == typeof(double) => Make<double>(ScalarType.Float64),
            _ => throw new ArgumentException($"An array of {rawArray.GetType().GetElementType()} cannot become a tensor.", nameof(rawArray)),
        };

        // The elements of an array of several axes lie in one piece, in row-major order.
        Tensor Make<T>(ScalarType own) where T : unmanaged
        {
            ReadOnlySpan<T> elements = MemoryMarshal.CreateReadOnlySpan(
                ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(rawArray)), rawArray.Length);
            return FromSpan(elements, shape, own, dtype, device, requires_grad, names);
        }
    }

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        data.to(dtype ?? data.dtype, device ?? data.device);

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);
    public static Tensor as_tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(long[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);

    private static T[] AsArray<T>(IList<T> list) => list as T[] ?? [.. list];

    private static unsafe Tensor FromSpan<T>(
        ReadOnlySpan<T> data, ReadOnlySpan<long> dimensions, ScalarType own, ScalarType? dtype, Device? device, bool requires_grad, string[]? names = null)
        where T : unmanaged
    {
        long n = 1;
        foreach (long d in dimensions) n = checked(n * d);
        if (n != data.Length)
            throw new ArgumentException($"{data.Length} elements do not fill the shape [{string.Join(", ", dimensions.ToArray())}].", nameof(dimensions));
        Tensor t = Ops.empty.Call(dimensions, own, Arg.None, CPU);
        data.CopyTo(new Span<T>(t.DataPointer(), data.Length));
        device = InitializeDevice(device);
        if ((dtype is { } type && type != own) || device.type != DeviceType.CPU)
        {
            using Tensor raw = t;
            t = raw.to(dtype ?? own, device);
        }
        return Finish(t, requires_grad, names);
    }
}

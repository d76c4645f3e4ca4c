using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Conversions of one-element tensors to numbers, and printing.</summary>
public static partial class TensorExtensionMethods
{
    public static bool ToBoolean(this Tensor value) => value.ToScalar().ToBoolean();
    public static byte ToByte(this Tensor value) => value.ToScalar().ToByte();
    public static sbyte ToSByte(this Tensor value) => value.ToScalar().ToSByte();
    public static short ToInt16(this Tensor value) => value.ToScalar().ToInt16();
    public static int ToInt32(this Tensor value) => value.ToScalar().ToInt32();
    public static long ToInt64(this Tensor value) => value.ToScalar().ToInt64();
    public static Half ToHalf(this Tensor value) => value.ToScalar().ToHalf();
    public static float ToSingle(this Tensor value) => value.ToScalar().ToSingle();
    public static double ToDouble(this Tensor value) => value.ToScalar().ToDouble();
    public static int ElementSize(this ScalarType type) => Tensor.ElementSizeOf(type);
    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (a, b) => checked(a * b));
    public static Parameter AsParameter(this Tensor tensor) => new(tensor);
}

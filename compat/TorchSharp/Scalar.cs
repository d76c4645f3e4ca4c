using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number with an element type, as an operand of a tensor. Nothing native stands behind it.</summary>
public sealed class Scalar : IDisposable
{
    private readonly double _float;
    private readonly long _int;

    private Scalar(ScalarType type, double f, long i)
    {
        Type = type;
        _float = f;
        _int = i;
    }

    public ScalarType Type { get; }

    internal bool IsFloat => Type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    internal static Scalar FromDouble(double v, ScalarType type) => new(type, v, 0);
    internal static Scalar FromLong(long v, ScalarType type) => new(type, 0, v);

    public static implicit operator Scalar(byte value) => FromLong(value, ScalarType.Byte);
    public static implicit operator Scalar(sbyte value) => FromLong(value, ScalarType.Int8);
    public static implicit operator Scalar(short value) => FromLong(value, ScalarType.Int16);
    public static implicit operator Scalar(int value) => FromLong(value, ScalarType.Int32);
    public static implicit operator Scalar(long value) => FromLong(value, ScalarType.Int64);
    public static implicit operator Scalar(Half value) => FromDouble((double)value, ScalarType.Float16);
    public static implicit operator Scalar(float value) => FromDouble(value, ScalarType.Float32);
    public static implicit operator Scalar(double value) => FromDouble(value, ScalarType.Float64);
    public static implicit operator Scalar(bool value) => FromLong(value ? 1 : 0, ScalarType.Bool);

    internal Arg ToArg() => Type == ScalarType.Bool ? _int != 0 : IsFloat ? _float : _int;
    internal double AsDouble() => IsFloat ? _float : _int;
    internal long AsLong() => IsFloat ? checked((long)_float) : _int;

    /// <summary>Does nothing: a scalar owns no native memory here.</summary>
    public void Dispose() => GC.SuppressFinalize(this);
}

using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number, as an operand of a tensor. Nothing native stands behind it.</summary>
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

    /// <summary>Float64, Int64 or Bool: libtorch's scalars know no other.</summary>
    public ScalarType Type { get; }

    internal bool IsFloat => Type == ScalarType.Float64;

    internal static Scalar FromDouble(double v) => new(ScalarType.Float64, v, 0);
    internal static Scalar FromLong(long v) => new(ScalarType.Int64, 0, v);

    public static implicit operator Scalar(byte value) => FromLong(value);
    public static implicit operator Scalar(sbyte value) => FromLong(value);
    public static implicit operator Scalar(short value) => FromLong(value);
    public static implicit operator Scalar(int value) => FromLong(value);
    public static implicit operator Scalar(long value) => FromLong(value);
    public static implicit operator Scalar(Half value) => FromDouble((double)value);
    public static implicit operator Scalar(float value) => FromDouble(value);
    public static implicit operator Scalar(double value) => FromDouble(value);
    public static implicit operator Scalar(bool value) => new(ScalarType.Bool, 0, value ? 1 : 0);

    // Not one conditional expression: that would make a double of the long.
    internal Arg ToArg() => Type switch
    {
        ScalarType.Bool => (Arg)(_int != 0),
        ScalarType.Int64 => (Arg)_int,
        _ => (Arg)_float,
    };

    internal double AsDouble() => IsFloat ? _float : _int;
    internal long AsLong() => IsFloat ? checked((long)_float) : _int;

    /// <summary>Does nothing: a scalar owns no native memory here.</summary>
    public void Dispose() => GC.SuppressFinalize(this);
}

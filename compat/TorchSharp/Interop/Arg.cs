using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp;

/// <summary>
/// One argument of an operator. <see cref="Keep"/> is the managed object whose native part is being passed: the call keeps
/// it alive, or a finalizer could free a tensor while libtorch reads it.
/// </summary>
internal readonly unsafe struct Arg
{
    internal readonly object? Keep;
    internal readonly ArgKind Kind;
    internal readonly int Count;
    internal readonly long Value;

    private Arg(ArgKind kind, long value, int count = 0, object? keep = null)
    {
        Keep = keep;
        Kind = kind;
        Count = count;
        Value = value;
    }

    internal static Arg Default => default;
    internal static Arg None => new(ArgKind.None, 0);

    public static implicit operator Arg(torch.Tensor? t) => t is null ? None : new(ArgKind.Tensor, t.Handle, keep: t);
    public static implicit operator Arg(long v) => new(ArgKind.Int, v);
    public static implicit operator Arg(int v) => new(ArgKind.Int, v);
    public static implicit operator Arg(bool v) => new(ArgKind.Bool, v ? 1 : 0);
    public static implicit operator Arg(double v) => new(ArgKind.Double, BitConverter.DoubleToInt64Bits(v));
    public static implicit operator Arg(long? v) => v is { } x ? x : None;
    public static implicit operator Arg(double? v) => v is { } x ? x : None;
    public static implicit operator Arg(torch.ScalarType v) => (long)v;
    public static implicit operator Arg(torch.ScalarType? v) => v is { } x ? x : None;
    public static implicit operator Arg(Scalar? v) => v is null ? None : v.ToArg();
    public static implicit operator Arg(torch.Device? v) => v is null ? None : new(ArgKind.Device, v.index, (int)v.type);
    public static implicit operator Arg(torch.Generator? v) => v is null ? None : new(ArgKind.Generator, v.Handle, keep: v);
    public static implicit operator Arg(long[]? v) => v is null ? None : Ints(v);
    public static implicit operator Arg(ReadOnlySpan<long> v) => Ints(v);
    public static implicit operator Arg(torch.Tensor[]? v) => v is null ? None : Tensors(v);

    public static implicit operator Arg(string? v)
    {
        if (v is null) return None;
        int n = Encoding.UTF8.GetByteCount(v);
        byte* p = (byte*)Arena.Take(n / sizeof(long) + 1);
        _ = Encoding.UTF8.GetBytes(v, new Span<byte>(p, n));
        return new(ArgKind.String, (long)p, n);
    }

    private static Arg Ints(ReadOnlySpan<long> v)
    {
        long* p = Arena.Take(v.Length);
        v.CopyTo(new Span<long>(p, v.Length));
        return new(ArgKind.Ints, (long)p, v.Length);
    }

    internal static Arg Tensors(IReadOnlyList<torch.Tensor> v)
    {
        long* p = Arena.Take(v.Count);
        for (int i = 0; i < v.Count; i++)
            p[i] = (v[i] ?? throw new ArgumentNullException(nameof(v), $"Tensor {i} of the list is null.")).Handle;
        return new(ArgKind.Tensors, (long)p, v.Count, v);
    }

    /// <summary>A list in which null stands for "no tensor", as in an index with full slices.</summary>
    internal static Arg OptionalTensors(torch.Tensor?[] v)
    {
        long* p = Arena.Take(v.Length);
        for (int i = 0; i < v.Length; i++) p[i] = v[i]?.Handle ?? 0;
        return new(ArgKind.OptionalTensors, (long)p, v.Length, v);
    }
}

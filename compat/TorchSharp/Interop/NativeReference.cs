namespace TorchSharp;

/// <summary>
/// A reference to a native tensor, freed by the finalizer when its tensor was forgotten. To make a finalizable object costs
/// about as much as a small operator, so the ones that disposed tensors give back are used again by the same thread.
/// </summary>
internal sealed class NativeReference
{
    private const int PoolSize = 256;

    private static long s_total, s_peak;

    [ThreadStatic] private static Pool? s_pool;

    internal nint Handle;

    ~NativeReference() => Free();

    internal static long Total => Interlocked.Read(ref s_total);
    internal static long Peak => Interlocked.Read(ref s_peak);

    internal static NativeReference Take(nint handle)
    {
        long total = Interlocked.Increment(ref s_total);
        if (total > s_peak) s_peak = total;
        NativeReference reference = s_pool is { Count: > 0 } pool ? pool.Pop() : new NativeReference();
        reference.Handle = handle;
        return reference;
    }

    /// <summary>Ends the reference. The caller must be its only holder.</summary>
    internal void Release()
    {
        Free();
        Pool pool = s_pool ??= new Pool();
        if (pool.Count < PoolSize) pool.Push(this);
        else GC.SuppressFinalize(this);
    }

    /// <summary>Ends the reference without freeing the tensor: the caller takes it over.</summary>
    internal nint Surrender()
    {
        nint handle = Handle;
        Handle = 0;
        Interlocked.Decrement(ref s_total);
        Release();
        return handle;
    }

    private void Free()
    {
        nint handle = Handle;
        if (handle == 0) return;
        Handle = 0;
        Interlocked.Decrement(ref s_total);
        Native.br_release(handle);
    }

    private sealed class Pool
    {
        private readonly NativeReference?[] _items = new NativeReference?[PoolSize];

        internal int Count { get; private set; }

        internal void Push(NativeReference reference) => _items[Count++] = reference;

        internal NativeReference Pop()
        {
            NativeReference reference = _items[--Count]!;
            // What the pool still held could not be finalized when its next tensor is forgotten.
            _items[Count] = null;
            return reference;
        }
    }
}

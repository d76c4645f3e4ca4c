using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>
/// Unmanaged scratch memory of one thread for the lists among an operator's arguments: they must not move between the
/// moment an <see cref="Arg"/> is made and the call. A call empties it, and so takes away what an abandoned call left.
/// </summary>
internal static unsafe class Arena
{
    private const int Capacity = 8192;

    [ThreadStatic] private static Block? s_block;

    internal static long* Take(int count)
    {
        Block block = s_block ??= new Block();
        if (block.Used + count > Capacity) return block.Large(count);
        long* p = block.Memory + block.Used;
        block.Used += count;
        return p;
    }

    internal static void Reset()
    {
        if (s_block is { } block) block.Reset();
    }

    private sealed class Block
    {
        internal readonly long* Memory = (long*)NativeMemory.Alloc(Capacity, sizeof(long));
        internal int Used;
        private List<nint>? _large;

        internal long* Large(int count)
        {
            var p = (long*)NativeMemory.Alloc((nuint)count, sizeof(long));
            (_large ??= []).Add((nint)p);
            return p;
        }

        internal void Reset()
        {
            Used = 0;
            if (_large is null) return;
            foreach (nint p in _large) NativeMemory.Free((void*)p);
            _large = null;
        }

        ~Block()
        {
            Reset();
            NativeMemory.Free(Memory);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>Hands out memory for weights: aligned to cache lines, never moved, and in large pages where the system gives them.</summary>
/// <remarks>A token reads every weight once, from front to back; with pages of 4 KiB that is
/// thousands of address translations a token.</remarks>
internal sealed class WeightArena
{
    private const int Line = 64;
    private const int LargePage = 2 << 20;
    private const int AdviseLargePages = 14;

    private byte[] _block = [];
    private int _used;

    /// <summary>Makes room for matrices of which the total size is known.</summary>
    /// <param name="bytes">The total; where it exceeds an array, or is too little, more blocks are taken.</param>
    public WeightArena(long bytes)
    {
        if (bytes < Array.MaxLength - LargePage)
            TakeBlock((int)bytes);
    }

    /// <summary>Takes memory that lives as long as what is returned.</summary>
    /// <param name="count">How many elements.</param>
    /// <returns>Zeroed or not: the caller writes all of it.</returns>
    public Memory<byte> Take<T>(long count)
        where T : unmanaged
    {
        int bytes = checked((int)(((count * Unsafe.SizeOf<T>()) + Line - 1) / Line * Line));
        if (bytes > _block.Length - _used)
            TakeBlock(bytes);
        Memory<byte> taken = _block.AsMemory(_used, bytes);
        _used += bytes;
        return taken;
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int Advise(nint address, nuint length, int advice);

    private void TakeBlock(int bytes)
    {
        // One page more, so that the first large page can start at its boundary.
        _block = GC.AllocateUninitializedArray<byte>(checked(bytes + LargePage + Line), pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_block, 0);
        int toPage = (int)(-address & (LargePage - 1)), toLine = (int)(-address & (Line - 1));
        bool large = bytes >= LargePage;
        _used = large ? toPage : toLine;
        if (!large || !OperatingSystem.IsLinux())
            return;

        // Advice that the system does not take leaves small pages, which are right too.
        _ = Advise(address + toPage, (nuint)((_block.Length - toPage) / LargePage * LargePage), AdviseLargePages);
    }
}

namespace LLMCourse.M10;

/// <summary>Divides the memory for keys and values into blocks of equal size, and lends them to sequences as they grow.</summary>
/// <remarks>
/// A sequence of n tokens has ⌈n / blockSize⌉ blocks, anywhere in memory: less than one block of each sequence is wasted, where a
/// contiguous cache would have to be reserved for the longest output that is allowed. Not safe for use by several threads at a time.
/// Kwon et al. 2023, <see href="https://arxiv.org/abs/2309.06180"/>: §4.2. Differs: no block is shared.
/// </remarks>
public sealed class BlockAllocator
{

    /// <summary>Makes an allocator of which all blocks, 0 to <paramref name="blocks"/> − 1, are free.</summary>
    /// <param name="blocks">How many blocks there are, at least 1.</param>
    /// <param name="blockSize">How many tokens a block holds, at least 1.</param>
    /// <exception cref="ArgumentException">One of them is below 1.</exception>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public BlockAllocator(int blocks, int blockSize)
    {
        // TODO M10.E4: check both numbers, and keep every block as free.
        throw new NotImplementedException("M10.E4: check both numbers, and keep every block as free.");
    }

    /// <summary>Gets how many blocks no sequence has.</summary>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public int FreeBlocks
    {
        get
        {
            // TODO M10.E4: how many blocks are free.
            throw new NotImplementedException("M10.E4: how many blocks are free.");
        }
    }

    /// <summary>Sees to it that a sequence has the blocks for a number of tokens. It keeps those that it has, in their order; the free
    /// block with the lowest number comes next.</summary>
    /// <param name="sequence">Any number; a sequence is known from its first successful call on.</param>
    /// <param name="tokens">How many tokens it has to hold, at least 1. Fewer than before take no block away.</param>
    /// <returns>False if too few blocks are free; then nothing has changed.</returns>
    /// <exception cref="ArgumentException"><paramref name="tokens"/> is below 1.</exception>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public bool TryGrow(long sequence, int tokens)
    {
        // TODO M10.E4: ⌈tokens / blockSize⌉ blocks, or none at all.
        throw new NotImplementedException("M10.E4: ⌈tokens / blockSize⌉ blocks, or none at all.");
    }

    /// <summary>Gives a sequence's blocks in the order of its positions.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <returns>A list of its own that later calls do not change.</returns>
    /// <exception cref="ArgumentException">The sequence has no blocks.</exception>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public IReadOnlyList<int> Table(long sequence)
    {
        // TODO M10.E4: a copy of the sequence's blocks.
        throw new NotImplementedException("M10.E4: a copy of the sequence's blocks.");
    }

    /// <summary>Takes all of a sequence's blocks back.</summary>
    /// <param name="sequence">The sequence, which is unknown from here on.</param>
    /// <exception cref="ArgumentException">The sequence has no blocks: released twice, or never grown.</exception>
    [Exercise("M10.E4", Title = "Continuous batching", Weight = 4)]
    public void Release(long sequence)
    {
        // TODO M10.E4: forget the sequence; its blocks are free.
        throw new NotImplementedException("M10.E4: forget the sequence; its blocks are free.");
    }
}

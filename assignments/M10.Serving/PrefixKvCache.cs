namespace LLMCourse.M10;

/// <summary>Keeps blocks of keys and values of prompts, so that a prompt that begins like an earlier one need not be read again from its start.</summary>
/// <remarks>
/// <para>The blocks form a tree, because prompts share their beginnings: a block is of use only if all before it are there. So only leaves are removed: of
/// those that nobody holds, the one whose last use is the longest ago. A block is used when it is acquired or added, and by an <see cref="Add"/> that goes
/// through it. Once its leaves are gone, a block becomes a leaf itself.</para>
/// <para>All blocks are of one size, so that the number of blocks bounds the bytes. Safe for any number of threads.</para>
/// <para>Zheng et al. 2023, "SGLang", §3 (<see href="https://arxiv.org/abs/2312.07104"/>). Differs: a tree of whole blocks, not of single tokens.</para>
/// </remarks>
/// <typeparam name="TBlock">What is kept of a block.</typeparam>
public sealed class PrefixKvCache<TBlock>
{

    /// <summary>Creates an empty cache.</summary>
    /// <param name="maxBlocks">How many blocks are kept at most, 1 or more.</param>
    /// <param name="removed">Told of every block that is removed, to free it.</param>
    /// <exception cref="ArgumentException">The number is 0 or less.</exception>
    [Exercise("M10.E3")]
    public PrefixKvCache(int maxBlocks, Action<TBlock>? removed = null)
    {
        // TODO M10.E3: check and keep the arguments.
        throw new NotImplementedException("M10.E3: check and keep the arguments.");
    }

    /// <summary>Gets how many blocks there are.</summary>
    [Exercise("M10.E3")]
    public int Count
    {
        get
        {
            // TODO M10.E3: count the blocks.
            throw new NotImplementedException("M10.E3: count the blocks.");
        }
    }

    /// <summary>Finds the longest beginning of a prompt that is there, and holds its blocks until they are released.</summary>
    /// <param name="keys">The keys of the prompt's blocks, from <see cref="PrefixBlocks.Keys"/>.</param>
    /// <returns>The blocks from the first up to the first that is missing.</returns>
    [Exercise("M10.E3")]
    public IReadOnlyList<TBlock> Acquire(IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        // TODO M10.E3: go along the keys while they are there; hold and use each block.
        throw new NotImplementedException("M10.E3: go along the keys while they are there; hold and use each block.");
    }

    /// <summary>Lets go of blocks that <see cref="Acquire"/> gave. A block is held as often as it has been acquired and not released.</summary>
    /// <param name="keys">The same keys.</param>
    /// <param name="count">How many blocks to let go, from the first on.</param>
    /// <exception cref="ArgumentException">The count is not 0 to the number of keys.</exception>
    /// <exception cref="InvalidOperationException">One of the blocks is not held; none has been released.</exception>
    [Exercise("M10.E3")]
    public void Release(IReadOnlyList<string> keys, int count)
    {
        ArgumentNullException.ThrowIfNull(keys);
        // TODO M10.E3: see that all are held, then let each go.
        throw new NotImplementedException("M10.E3: see that all are held, then let each go.");
    }

    /// <summary>Adds the blocks of a prompt that are missing, from the first on, and removes others to make room.</summary>
    /// <param name="keys">The keys of the prompt's blocks.</param>
    /// <param name="make">Makes the block of an index; called once for each block that is stored and for no other, in order.</param>
    /// <returns>How many of the prompt's blocks, from the first on, are there afterwards: fewer than there are keys if there is no block that could make room.
    /// Blocks of the prompt itself never do.</returns>
    [Exercise("M10.E3")]
    public int Add(IReadOnlyList<string> keys, Func<int, TBlock> make)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(make);
        // TODO M10.E3: hold what is there, add what is missing while there is room, use all of it, let go.
        throw new NotImplementedException("M10.E3: hold what is there, add what is missing while there is room, use all of it, let go.");
    }
}

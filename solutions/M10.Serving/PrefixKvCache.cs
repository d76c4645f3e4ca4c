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
    #region Solution
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Node>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<Node> _order = new(); // The least recently used is first, children before their parents.
    private readonly int _maxBlocks;
    private readonly Action<TBlock>? _removed;
    #endregion

    /// <summary>Creates an empty cache.</summary>
    /// <param name="maxBlocks">How many blocks are kept at most, 1 or more.</param>
    /// <param name="removed">Told of every block that is removed, to free it.</param>
    /// <exception cref="ArgumentException">The number is 0 or less.</exception>
    [Exercise("M10.E3")]
    public PrefixKvCache(int maxBlocks, Action<TBlock>? removed = null)
    {
        // TODO M10.E3: check and keep the arguments.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBlocks);
        (_maxBlocks, _removed) = (maxBlocks, removed);
        #endregion
    }

    /// <summary>Gets how many blocks there are.</summary>
    [Exercise("M10.E3")]
    public int Count
    {
        get
        {
            // TODO M10.E3: count the blocks.
            #region Solution
            lock (_gate) return _nodes.Count;
            #endregion
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
        #region Solution
        lock (_gate)
        {
            List<LinkedListNode<Node>> path = Path(keys);
            foreach (LinkedListNode<Node> node in path) node.Value.Holders++;
            Use(path);
            return [.. path.Select(node => node.Value.Block)];
        }
        #endregion
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
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, keys.Count);
        lock (_gate)
        {
            List<LinkedListNode<Node>> path = Path([.. keys.Take(count)]);
            if (path.Count < count || path.Any(node => node.Value.Holders == 0)) throw new InvalidOperationException("A block is released that nobody holds.");
            foreach (LinkedListNode<Node> node in path) node.Value.Holders--;
        }
        #endregion
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
        #region Solution
        lock (_gate)
        {
            List<LinkedListNode<Node>> path = Path(keys);
            foreach (LinkedListNode<Node> node in path) node.Value.Holders++;
            try
            {
                while (path.Count < keys.Count && HasRoom())
                {
                    Node? parent = path.Count > 0 ? path[^1].Value : null;
                    Node added = new(keys[path.Count], make(path.Count), parent) { Holders = 1 };
                    LinkedListNode<Node> node = _order.AddLast(added);
                    _nodes.Add(added.Key, node);
                    if (parent is not null) parent.Children++;
                    path.Add(node);
                }
            }
            finally
            {
                foreach (LinkedListNode<Node> node in path) node.Value.Holders--;
                Use(path);
            }

            return path.Count;
        }
        #endregion
    }

    #region Solution
    private List<LinkedListNode<Node>> Path(IReadOnlyList<string> keys)
    {
        List<LinkedListNode<Node>> path = [];
        while (path.Count < keys.Count && _nodes.TryGetValue(keys[path.Count], out LinkedListNode<Node>? node)) path.Add(node);
        return path;
    }

    /// <summary>Moves a path to the end of the order, the leaf before its parents: so the first that nobody holds is mostly a leaf.</summary>
    private void Use(List<LinkedListNode<Node>> path)
    {
        foreach (LinkedListNode<Node> node in Enumerable.Reverse(path))
        {
            _order.Remove(node);
            _order.AddLast(node);
        }
    }

    private bool HasRoom()
    {
        if (_nodes.Count < _maxBlocks) return true;
        for (LinkedListNode<Node>? node = _order.First; node is not null; node = node.Next)
        {
            if (node.Value.Holders > 0 || node.Value.Children > 0) continue;
            _order.Remove(node);
            _ = _nodes.Remove(node.Value.Key);
            if (node.Value.Parent is { } parent) parent.Children--;
            _removed?.Invoke(node.Value.Block);
            return true;
        }

        return false;
    }

    private sealed class Node(string key, TBlock block, Node? parent)
    {
        public string Key { get; } = key;

        public TBlock Block { get; } = block;

        public Node? Parent { get; } = parent;

        public int Children { get; set; }

        public int Holders { get; set; }
    }
    #endregion
}

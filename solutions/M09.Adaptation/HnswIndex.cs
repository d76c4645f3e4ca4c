using LLMCourse.Reference.Decoding;

namespace LLMCourse.M09;

/// <summary>Finds near vectors without looking at most of them: a graph of layers, of which each upper one is a sample of the lower.</summary>
/// <remarks>
/// Malkov and Yashunin 2016, <i>Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small World
/// graphs</i>, algorithms 1 to 5 (<see href="https://arxiv.org/abs/1603.09320"/>). Neighbours are chosen by
/// <see cref="NeighbourSelection.Select"/>, for a new vector and for one that has more than it may keep. Vectors are copied, and compared
/// only by the distance that is given. Not safe for use by several threads at a time.
/// <para><b>Removal</b> is not in the paper. A removed vector still shows the way, and is never a result: it does not count among the ef
/// best. When more are removed than are left, the graph is built anew from those that are left, in the order in which they were added.</para>
/// <para>A call that refuses its arguments leaves the index as it was. What is left when the distance throws is open.</para>
/// </remarks>
public sealed partial class HnswIndex
{
    #region Solution
    private readonly VectorDistance _distance;
    private readonly Func<int, int, float> _between;
    private readonly HnswOptions _options;
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal); // of the vectors that are not removed
    private ulong _added;
    private int _entry = -1;
    private int[] _seen = [];
    private int _search;
    #endregion

    /// <summary>Makes an index without vectors.</summary>
    /// <param name="dimension">The length of the vectors, at least 1.</param>
    /// <param name="distance">What is near.</param>
    /// <param name="options">How the graph is built; null: the defaults.</param>
    /// <exception cref="ArgumentException">The dimension or EfConstruction is below 1, or M below 2.</exception>
    [Exercise("M09.E7")]
    public HnswIndex(int dimension, VectorDistance distance, HnswOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentNullException.ThrowIfNull(distance);
        Dimension = dimension;
        // TODO M09.E7: refuse options that make no sense, and keep what the graph needs.
        #region Solution
        _options = options ?? new HnswOptions();
        if (_options.M < 2) throw new ArgumentException($"M is {_options.M}; it must be at least 2.", nameof(options));
        if (_options.EfConstruction < 1) throw new ArgumentException($"EfConstruction is {_options.EfConstruction}; it must be at least 1.", nameof(options));
        _distance = distance;
        _between = (a, b) => _distance(_nodes[a].Vector, _nodes[b].Vector);
        #endregion
    }

    /// <summary>Gets the length of the vectors.</summary>
    public int Dimension { get; }

    /// <summary>Gets the number of vectors, without those removed.</summary>
    [Exercise("M09.E7")]
    public int Count
    {
        get
        {
            // TODO M09.E7: the vectors that a search can find.
            #region Solution
            return _numbers.Count;
            #endregion
        }
    }

    /// <summary>Turns a random number into the highest layer of a new vector: ⌊−ln u / ln M⌋ (§4.1 of the paper).</summary>
    /// <param name="u">The number, above 0 and at most 1.</param>
    /// <param name="m">M, at least 2.</param>
    /// <returns>The layer; 0 for all but one in M.</returns>
    /// <exception cref="ArgumentException">An argument is out of range.</exception>
    [Exercise("M09.E7")]
    public static int LevelFor(double u, int m)
    {
        // TODO M09.E7: the formula.
        #region Solution
        if (u is not (> 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(u), u, "u must be above 0 and at most 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(m, 2);
        return (int)(-Math.Log(u) / Math.Log(m));
        #endregion
    }

    /// <summary>Adds a vector, in the place of the one with this id if there is one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="vector">Its numbers.</param>
    /// <remarks>The highest layer of what is added i-th, from 0 and counting updates, is <see cref="LevelFor"/> of 1 − x, where x is the
    /// first number from 0 to 1 of a <see cref="Xoshiro256"/> with the seed Seed + i. It keeps it when the graph is built anew.</remarks>
    /// <exception cref="ArgumentException">The vector has another length, or a number that is not finite.</exception>
    [Exercise("M09.E7")]
    public void Add(string id, ReadOnlySpan<float> vector)
    {
        ArgumentNullException.ThrowIfNull(id);
        // TODO M09.E7: go down greedily to the vector's layer; from there on link it in every layer, and prune those with too many links.
        #region Solution
        CheckVector(vector, nameof(vector));
        _ = Remove(id);
        int level = LevelFor(1 - new Xoshiro256(_options.Seed + _added).NextDouble(), _options.M);
        Insert(id, vector.ToArray(), level);
        _added++;
        #endregion
    }

    /// <summary>Removes a vector.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Whether it was there.</returns>
    [Exercise("M09.E7")]
    public bool Remove(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        // TODO M09.E7: from now on it is no result any more, and still shows the way.
        #region Solution
        if (!_numbers.Remove(id, out int number)) return false;
        _nodes[number].IsRemoved = true;
        if (_nodes.Count - Count > Count) Rebuild();
        return true;
        #endregion
    }

    /// <summary>Finds near vectors.</summary>
    /// <param name="query">The query.</param>
    /// <param name="k">How many at most, at least 1.</param>
    /// <param name="ef">How many of the best are kept on the way in layer 0, at least 1: more find better ones and take longer. Where it is
    /// below <paramref name="k"/>, it is k.</param>
    /// <returns>The nearest first; of equally near ones the ordinally smaller id first. The distance is that from the query.</returns>
    /// <exception cref="ArgumentException">The query has another length, or a number that is not finite; k or ef is below 1.</exception>
    [Exercise("M09.E7")]
    public IReadOnlyList<VectorHit> Search(ReadOnlySpan<float> query, int k, int ef = 64)
    {
        // TODO M09.E7: go down greedily to layer 0, and search there with ef.
        #region Solution
        CheckVector(query, nameof(query));
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ef, 1);
        if (_entry < 0) return [];
        Neighbour start = Descend(query, 0);
        return
        [
            .. SearchLayer(query, [start], Math.Max(ef, k), 0, withRemoved: false)
                .Select(found => new VectorHit(_nodes[found.Node].Id, found.Distance))
                .OrderBy(hit => hit.Distance).ThenBy(hit => hit.Id, StringComparer.Ordinal).Take(k),
        ];
        #endregion
    }

    /// <summary>Gives the highest layer of a vector.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="ArgumentException">There is none with this id.</exception>
    [Exercise("M09.E7")]
    public int Level(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        // TODO M09.E7: the layer that was drawn for it.
        #region Solution
        return Find(id).Links.Length - 1;
        #endregion
    }

    /// <summary>Gives the vectors that a vector is linked to.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="layer">The layer, from 0 to <see cref="Level"/>.</param>
    /// <returns>Their ids, in any order, without those removed.</returns>
    /// <exception cref="ArgumentException">There is none with this id, or it is not in this layer.</exception>
    [Exercise("M09.E7")]
    public IReadOnlyList<string> Neighbours(string id, int layer)
    {
        ArgumentNullException.ThrowIfNull(id);
        // TODO M09.E7: its links in that layer.
        #region Solution
        Node node = Find(id);
        if (layer < 0 || layer >= node.Links.Length)
            throw new ArgumentOutOfRangeException(nameof(layer), layer, $"The layer must be from 0 to {node.Links.Length - 1}, the highest of {id}.");
        return [.. node.Links[layer].Select(link => _nodes[link.Node]).Where(other => !other.IsRemoved).Select(other => other.Id)];
        #endregion
    }

    #region Solution
    private void CheckVector(ReadOnlySpan<float> vector, string name)
    {
        if (vector.Length != Dimension) throw new ArgumentException($"The vector has {vector.Length} numbers; it must have {Dimension}.", name);
        foreach (float x in vector)
        {
            if (!float.IsFinite(x)) throw new ArgumentException($"The vector holds {x}; all numbers must be finite.", name);
        }
    }

    private Node Find(string id) =>
        _numbers.TryGetValue(id, out int number) ? _nodes[number] : throw new ArgumentException($"There is no vector {id}; it must have been added.", nameof(id));

    /// <summary>Algorithm 1.</summary>
    private void Insert(string id, float[] vector, int level)
    {
        int number = _nodes.Count;
        Node node = new(id, vector, level);
        if (_entry >= 0)
        {
            int top = _nodes[_entry].Links.Length - 1;
            List<Neighbour> near = [Descend(vector, level)];
            for (int layer = Math.Min(level, top); layer >= 0; layer--)
            {
                near = SearchLayer(vector, near, _options.EfConstruction, layer, withRemoved: true);
                node.Links[layer].AddRange(NeighbourSelection.Select(near, _options.M, _between));
            }
        }

        _nodes.Add(node);
        _numbers.Add(id, number);
        for (int layer = 0; layer < node.Links.Length; layer++)
        {
            foreach (Neighbour other in node.Links[layer]) LinkBack(other.Node, other with { Node = number }, layer);
        }

        if (_entry < 0 || level > _nodes[_entry].Links.Length - 1) _entry = number;
    }

    /// <summary>Links a vector to a new one, and chooses anew if it has too many links.</summary>
    private void LinkBack(int from, Neighbour to, int layer)
    {
        List<Neighbour> links = _nodes[from].Links[layer];
        links.Add(to);
        int limit = layer == 0 ? 2 * _options.M : _options.M;
        if (links.Count <= limit) return;
        IReadOnlyList<Neighbour> chosen = NeighbourSelection.Select(links, limit, _between);
        links.Clear();
        links.AddRange(chosen);
    }

    /// <summary>Goes greedily from the entry down to the layer above the one given, and says where it ends.</summary>
    private Neighbour Descend(ReadOnlySpan<float> query, int layer)
    {
        Neighbour best = new(_entry, _distance(query, _nodes[_entry].Vector));
        for (int above = _nodes[_entry].Links.Length - 1; above > layer; above--)
        {
            bool isBetter = true;
            while (isBetter)
            {
                isBetter = false;
                foreach (Neighbour link in _nodes[best.Node].Links[above])
                {
                    float distance = _distance(query, _nodes[link.Node].Vector);
                    if (distance < best.Distance) (best, isBetter) = (new Neighbour(link.Node, distance), true);
                }
            }
        }

        return best;
    }

    /// <summary>Algorithm 2: the ef nearest that can be reached from the start, in any order.</summary>
    private List<Neighbour> SearchLayer(ReadOnlySpan<float> query, List<Neighbour> start, int ef, int layer, bool withRemoved)
    {
        if (_seen.Length < _nodes.Count) Array.Resize(ref _seen, 2 * _nodes.Count);
        _search++;
        PriorityQueue<int, float> open = new(), best = new(); // best: the farthest first, by the negative distance
        foreach (Neighbour neighbour in start) Meet(neighbour);
        while (open.TryDequeue(out int node, out float distance) && (best.Count < ef || distance <= Farthest()))
        {
            foreach (Neighbour link in _nodes[node].Links[layer])
            {
                if (_seen[link.Node] != _search) Meet(new Neighbour(link.Node, _distance(query, _nodes[link.Node].Vector)));
            }
        }

        return [.. best.UnorderedItems.Select(item => new Neighbour(item.Element, -item.Priority))];

        float Farthest()
        {
            _ = best.TryPeek(out _, out float negative);
            return -negative;
        }

        void Meet(Neighbour met)
        {
            _seen[met.Node] = _search;
            if (best.Count >= ef && met.Distance >= Farthest()) return;
            open.Enqueue(met.Node, met.Distance);
            if (_nodes[met.Node].IsRemoved && !withRemoved) return;
            best.Enqueue(met.Node, -met.Distance);
            if (best.Count > ef) _ = best.Dequeue();
        }
    }

    private void Rebuild()
    {
        Node[] living = [.. _nodes.Where(node => !node.IsRemoved)];
        _nodes.Clear();
        _numbers.Clear();
        (_entry, _search) = (-1, 0);
        _seen = [];
        foreach (Node node in living) Insert(node.Id, node.Vector, node.Links.Length - 1);
    }

    private sealed class Node(string id, float[] vector, int level)
    {
        public string Id { get; } = id;

        public float[] Vector { get; } = vector;

        public bool IsRemoved { get; set; }

        /// <summary>Gets the links by layer, with how long they are.</summary>
        public List<Neighbour>[] Links { get; } = [.. Enumerable.Range(0, level + 1).Select(_ => new List<Neighbour>())];
    }
    #endregion
}

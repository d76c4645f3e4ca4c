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
        throw new NotImplementedException("M09.E7: refuse options that make no sense, and keep what the graph needs.");
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
            throw new NotImplementedException("M09.E7: the vectors that a search can find.");
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
        throw new NotImplementedException("M09.E7: the formula.");
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
        throw new NotImplementedException("M09.E7: go down greedily to the vector's layer; from there on link it in every layer, and prune those with too many links.");
    }

    /// <summary>Removes a vector.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Whether it was there.</returns>
    [Exercise("M09.E7")]
    public bool Remove(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        // TODO M09.E7: from now on it is no result any more, and still shows the way.
        throw new NotImplementedException("M09.E7: from now on it is no result any more, and still shows the way.");
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
        throw new NotImplementedException("M09.E7: go down greedily to layer 0, and search there with ef.");
    }

    /// <summary>Gives the highest layer of a vector.</summary>
    /// <param name="id">Its id.</param>
    /// <exception cref="ArgumentException">There is none with this id.</exception>
    [Exercise("M09.E7")]
    public int Level(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        // TODO M09.E7: the layer that was drawn for it.
        throw new NotImplementedException("M09.E7: the layer that was drawn for it.");
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
        throw new NotImplementedException("M09.E7: its links in that layer.");
    }
}

namespace LLMCourse.M09;

/// <summary>Finds the nearest vectors by looking at every one: what an index is measured against.</summary>
public static class ExactSearch
{
    /// <summary>Finds the nearest vectors. Each distance is computed once.</summary>
    /// <param name="vectors">The vectors, all of the query's length.</param>
    /// <param name="query">The query.</param>
    /// <param name="k">How many at most, at least 1.</param>
    /// <param name="distance">What is near; it is called with the query first.</param>
    /// <returns>The nearest first; of equally near ones the smaller index first. Their <see cref="Neighbour.Node"/> is the index.</returns>
    /// <exception cref="ArgumentException">A vector has another length than the query, or <paramref name="k"/> is below 1.</exception>
    [Exercise("M09.E7", Title = "Vector index, hybrid search and RAG", Weight = 4)]
    public static IReadOnlyList<Neighbour> Nearest(IReadOnlyList<float[]> vectors, ReadOnlySpan<float> query, int k, VectorDistance distance)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(distance);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        // TODO M09.E7: compute all distances, and keep the k least.
        #region Solution
        for (int i = 0; i < vectors.Count; i++)
        {
            if (vectors[i].Length != query.Length)
                throw new ArgumentException($"Vector {i} has {vectors[i].Length} numbers; it must have {query.Length}, as the query.", nameof(vectors));
        }

        Neighbour[] all = new Neighbour[vectors.Count];
        for (int i = 0; i < all.Length; i++) all[i] = new Neighbour(i, distance(query, vectors[i]));
        return [.. all.OrderBy(neighbour => neighbour.Distance).ThenBy(neighbour => neighbour.Node).Take(k)];
        #endregion
    }
}

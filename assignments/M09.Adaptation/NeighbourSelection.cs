namespace LLMCourse.M09;

/// <summary>Chooses which candidates a vector is linked to.</summary>
public static class NeighbourSelection
{
    /// <summary>Chooses neighbours that lie in different directions, rather than the nearest alone.</summary>
    /// <remarks>
    /// The candidates are gone through from the nearest on, of equally near ones the smaller node first. One is kept if it is nearer to the
    /// vector than to every one kept before. If fewer than m are kept in the end, the nearest of the others fill up. Malkov and Yashunin 2016,
    /// algorithm 4 (<see href="https://arxiv.org/abs/1603.09320"/>), with keepPrunedConnections and without extendCandidates.
    /// </remarks>
    /// <param name="candidates">The candidates, each node once, with their distances to the vector, in any order; it stays as it is.</param>
    /// <param name="m">How many are chosen at most, at least 1.</param>
    /// <param name="distance">Gives the distance of two candidates' nodes.</param>
    /// <returns>Those kept, then those that fill up, each from the nearest on.</returns>
    /// <exception cref="ArgumentException"><paramref name="m"/> is below 1.</exception>
    [Exercise("M09.E7")]
    public static IReadOnlyList<Neighbour> Select(IReadOnlyList<Neighbour> candidates, int m, Func<int, int, float> distance)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(distance);
        ArgumentOutOfRangeException.ThrowIfLessThan(m, 1);
        // TODO M09.E7: keep a candidate that is nearer to the vector than to all kept before; fill up with the nearest of the others.
        throw new NotImplementedException("M09.E7: keep a candidate that is nearer to the vector than to all kept before; fill up with the nearest of the others.");
    }
}

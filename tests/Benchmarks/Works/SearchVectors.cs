using LLMCourse.M09;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Finds the ten nearest of 100,000 vectors with the solution of M09.E7, on one thread.</summary>
public sealed class SearchVectors : IWork
{
    private readonly HnswIndex _index = new(VectorCorpus.Width, Distances.SquaredEuclidean);
    private readonly float[][] _queries = VectorCorpus.Queries();

    /// <summary>Makes the index, and sees that it finds 95 % of what there is to find.</summary>
    public SearchVectors()
    {
        float[][] vectors = VectorCorpus.Vectors();
        for (int i = 0; i < vectors.Length; i++) _index.Add($"{i}", vectors[i]);
        int right = _queries.Take(20).Sum(query => ExactSearch.Nearest(vectors, query, 10, Distances.SquaredEuclidean)
            .Select(near => $"{near.Node}").Intersect(_index.Search(query, 10).Select(hit => hit.Id)).Count());
        if (right < 190) throw new InvalidOperationException($"Only {right} of the 200 nearest vectors are found.");
    }

    /// <inheritdoc/>
    public static string Name => "search-vectors";

    /// <inheritdoc/>
    public static string Unit => "queries";

    /// <inheritdoc/>
    public long Run()
    {
        int found = 0;
        foreach (float[] query in _queries) found += _index.Search(query, 10).Count;
        return found == 10 * _queries.Length ? _queries.Length : throw new InvalidOperationException("A search found too little.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing but memory is held.
    }
}

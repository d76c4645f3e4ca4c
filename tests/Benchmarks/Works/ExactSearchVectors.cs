using LLMCourse.M09;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Finds the ten nearest of 100,000 vectors by looking at all of them.</summary>
public sealed class ExactSearchVectors : IWork
{
    private readonly float[][] _vectors = VectorCorpus.Vectors(), _queries = VectorCorpus.Queries()[..10];

    /// <inheritdoc/>
    public static string Name => "search-vectors-exact";

    /// <inheritdoc/>
    public static string Unit => "queries";

    /// <inheritdoc/>
    public long Run()
    {
        foreach (float[] query in _queries)
        {
            // The distances of all, and a heap of ten: sorting everything would take longer than the distances.
            PriorityQueue<int, float> best = new();
            for (int i = 0; i < _vectors.Length; i++)
            {
                float distance = -Distances.SquaredEuclidean(query, _vectors[i]);
                if (best.Count < 10) best.Enqueue(i, distance);
                else _ = best.EnqueueDequeue(i, distance);
            }
        }

        return _queries.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing but memory is held.
    }
}

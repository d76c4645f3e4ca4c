using System.Numerics.Tensors;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Finds the ten nearest of 100,000 vectors by looking at all of them, with .NET's own vector operations.</summary>
public sealed class ExactSearchVectors : IWork
{
    private readonly float[][] _vectors = VectorCorpus.Vectors(), _queries = VectorCorpus.Queries()[..10];
    private readonly float[] _squares;

    /// <summary>Computes the vectors' squares, so that a product is left for each vector and query.</summary>
    public ExactSearchVectors() => _squares = [.. _vectors.Select(vector => TensorPrimitives.Dot<float>(vector, vector))];

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
                // |q − v|² without |q|², which is the same for all; its sign is turned for the heap.
                float nearness = (2 * TensorPrimitives.Dot<float>(query, _vectors[i])) - _squares[i];
                if (best.Count < 10) best.Enqueue(i, nearness);
                else _ = best.EnqueueDequeue(i, nearness);
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

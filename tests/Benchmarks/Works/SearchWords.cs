using LLMCourse.M09;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Searches passages by their words with the solution of M09.E6, on one thread.</summary>
public sealed class SearchWords : IWork
{
    private readonly Bm25Index _index = new();
    private readonly string[] _queries = [.. SearchCorpus.Queries()];

    /// <summary>Makes the index.</summary>
    public SearchWords()
    {
        int number = 0;
        foreach (string text in SearchCorpus.Texts()) _index.Add($"{number++}", text);
    }

    /// <inheritdoc/>
    public static string Name => "search-words";

    /// <inheritdoc/>
    public static string Unit => "queries";

    /// <inheritdoc/>
    public long Run()
    {
        int found = 0;
        foreach (string query in _queries) found += _index.Search(query, SearchCorpus.Wanted).Count;
        return found > 0 ? _queries.Length : throw new InvalidOperationException("Nothing was found.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing but memory is held.
    }
}

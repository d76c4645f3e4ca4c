namespace LLMCourse.M09;

/// <summary>Finds documents by their words, with the weights of BM25.</summary>
/// <remarks>
/// The score of a document of L words, of N documents with the average length A, is the sum over the words of the query
/// <para><c>ln(1 + (N − n + ½)/(n + ½)) · f·(k₁ + 1) / (f + k₁·(1 − b + b·L/A))</c></para>
/// where n documents have the word and this one has it f times. Robertson and Zaragoza 2009, <i>The Probabilistic Relevance Framework:
/// BM25 and Beyond</i>, §3.4 (<see href="https://doi.org/10.1561/1500000019"/>). Differs: 1 is added within the logarithm, as Lucene does,
/// so that no word takes score away. A word that the query repeats counts each time. N, n and A are those of the documents that are there
/// now. Words are those of <see cref="SearchText.Tokens"/>. Not safe for use by several threads at a time.
/// </remarks>
public sealed class Bm25Index
{

    /// <summary>Makes an index without documents.</summary>
    /// <param name="k1">How much more a word counts that a document repeats, 0 or more; 0: no more.</param>
    /// <param name="b">How much less it counts in a longer document, from 0 to 1; 0: no less.</param>
    /// <exception cref="ArgumentException"><paramref name="k1"/> is negative or not finite, or <paramref name="b"/> is not from 0 to 1.</exception>
    [Exercise("M09.E6")]
    public Bm25Index(double k1 = 1.2, double b = 0.75)
    {
        // TODO M09.E6: refuse what makes no sense, and keep the two numbers.
        throw new NotImplementedException("M09.E6: refuse what makes no sense, and keep the two numbers.");
    }

    /// <summary>Gets the number of documents.</summary>
    [Exercise("M09.E6")]
    public int Count
    {
        get
        {
            // TODO M09.E6: the documents that are there now.
            throw new NotImplementedException("M09.E6: the documents that are there now.");
        }
    }

    /// <summary>Adds a document, in the place of the one with this id if there is one.</summary>
    /// <param name="id">The document.</param>
    /// <param name="text">Its text; one without words counts as a document, too.</param>
    [Exercise("M09.E6")]
    public void Add(string id, string text)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(text);
        // TODO M09.E6: count the words, and note the document in the list of each.
        throw new NotImplementedException("M09.E6: count the words, and note the document in the list of each.");
    }

    /// <summary>Removes a document.</summary>
    /// <param name="id">The document.</param>
    /// <returns>Whether it was there.</returns>
    [Exercise("M09.E6")]
    public bool Remove(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        // TODO M09.E6: from now on it counts neither for N nor for n nor for the average length.
        throw new NotImplementedException("M09.E6: from now on it counts neither for N nor for n nor for the average length.");
    }

    /// <summary>Finds the best documents for a query.</summary>
    /// <param name="query">Any text.</param>
    /// <param name="k">How many at most, at least 1.</param>
    /// <returns>The documents with at least one word of the query, best first; of equal scores the ordinally smaller id first. None for a
    /// query without words, or with unknown ones only.</returns>
    /// <exception cref="ArgumentException"><paramref name="k"/> is below 1.</exception>
    [Exercise("M09.E6")]
    public IReadOnlyList<SearchHit> Search(string query, int k)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        // TODO M09.E6: go through the lists of the query's words, add up, and keep the k best.
        throw new NotImplementedException("M09.E6: go through the lists of the query's words, add up, and keep the k best.");
    }
}

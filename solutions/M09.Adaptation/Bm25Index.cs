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
    #region Solution
    private readonly double _k1, _b;
    private readonly Dictionary<string, int> _slotOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Term> _terms = new(StringComparer.Ordinal);
    private readonly List<Document?> _documents = []; // by slot; null: removed
    private long _totalLength, _version;
    private double[] _scores = [];
    private int[] _touched = [];
    #endregion

    /// <summary>Makes an index without documents.</summary>
    /// <param name="k1">How much more a word counts that a document repeats, 0 or more; 0: no more.</param>
    /// <param name="b">How much less it counts in a longer document, from 0 to 1; 0: no less.</param>
    /// <exception cref="ArgumentException"><paramref name="k1"/> is negative or not finite, or <paramref name="b"/> is not from 0 to 1.</exception>
    [Exercise("M09.E6")]
    public Bm25Index(double k1 = 1.2, double b = 0.75)
    {
        // TODO M09.E6: refuse what makes no sense, and keep the two numbers.
        #region Solution
        if (!double.IsFinite(k1) || k1 < 0) throw new ArgumentOutOfRangeException(nameof(k1), k1, "k1 must be 0 or more, and finite.");
        if (b is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(b), b, "b must be from 0 to 1.");
        (_k1, _b) = (k1, b);
        #endregion
    }

    /// <summary>Gets the number of documents.</summary>
    [Exercise("M09.E6")]
    public int Count
    {
        get
        {
            // TODO M09.E6: the documents that are there now.
            #region Solution
            return _slotOf.Count;
            #endregion
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
        #region Solution
        _ = Remove(id);
        IReadOnlyList<string> words = SearchText.Tokens(text);
        Document document = new(id, words.Count, [.. words.CountBy(word => word, StringComparer.Ordinal).Select(pair => new Posting(TermOf(pair.Key), pair.Value))]);
        _slotOf.Add(id, _documents.Count);
        Enter(document);
        _totalLength += words.Count;
        _version++;
        #endregion
    }

    /// <summary>Removes a document.</summary>
    /// <param name="id">The document.</param>
    /// <returns>Whether it was there.</returns>
    [Exercise("M09.E6")]
    public bool Remove(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        // TODO M09.E6: from now on it counts neither for N nor for n nor for the average length.
        #region Solution
        if (!_slotOf.Remove(id, out int slot)) return false;
        Document document = _documents[slot]!;
        _documents[slot] = null;
        _totalLength -= document.Length;
        _version++;
        foreach (Posting posting in document.Postings)
        {
            if (--posting.Term.Documents == 0) _ = _terms.Remove(posting.Term.Word);
        }

        if (_documents.Count > 2 * (_slotOf.Count + 8)) Compact();
        return true;
        #endregion
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
        #region Solution
        if (_scores.Length < _documents.Count) (_scores, _touched) = (new double[2 * _documents.Count], new int[2 * _documents.Count]);
        int found = 0;
        foreach (string word in SearchText.Tokens(query))
        {
            if (!_terms.TryGetValue(word, out Term? term)) continue;
            if (term.Version != _version) Weigh(term);
            found = Accumulate(term, found);
        }

        return Best(found, k);
        #endregion
    }

    #region Solution
    private Term TermOf(string word)
    {
        if (!_terms.TryGetValue(word, out Term? term)) _terms.Add(word, term = new Term(word));
        return term;
    }

    private void Enter(Document document)
    {
        foreach (Posting posting in document.Postings) posting.Term.Append(_documents.Count, posting.Count);
        _documents.Add(document);
    }

    /// <summary>Gives the documents new slots, without gaps.</summary>
    private void Compact()
    {
        Document[] living = [.. _documents.OfType<Document>()];
        foreach (Term term in _terms.Values) term.Clear();
        _documents.Clear();
        foreach (Document document in living)
        {
            _slotOf[document.Id] = _documents.Count;
            Enter(document);
        }
    }

    /// <summary>Computes what the word adds to each of its documents, and drops those that are gone. It holds until the index changes.</summary>
    private void Weigh(Term term)
    {
        double idf = Math.Log(1 + ((Count - term.Documents + 0.5) / (term.Documents + 0.5)));
        double average = (double)_totalLength / Count;
        if (term.Weights.Length < term.Slots.Length) term.Weights = new double[term.Slots.Length];
        int kept = 0;
        for (int i = 0; i < term.Used; i++)
        {
            if (_documents[term.Slots[i]] is not { } document) continue;
            double f = term.Counts[i];
            (term.Slots[kept], term.Counts[kept]) = (term.Slots[i], term.Counts[i]);
            term.Weights[kept++] = idf * f * (_k1 + 1) / (f + (_k1 * (1 - _b + (_b * document.Length / average))));
        }

        (term.Used, term.Version) = (kept, _version);
    }

    private int Accumulate(Term term, int found)
    {
        ReadOnlySpan<int> slots = term.Slots.AsSpan(0, term.Used);
        ReadOnlySpan<double> weights = term.Weights.AsSpan(0, term.Used);
        double[] scores = _scores;
        int[] touched = _touched;
        for (int i = 0; i < slots.Length; i++)
        {
            ref double score = ref scores[slots[i]];
            if (score == 0) touched[found++] = slots[i];
            score += weights[i];
        }

        return found;
    }

    /// <summary>Takes the best of the touched documents, and sets the scores back to 0.</summary>
    private SearchHit[] Best(int found, int k)
    {
        PriorityQueue<SearchHit, SearchHit> best = new(WorstFirst.Instance);
        double worst = 0;
        foreach (int slot in _touched.AsSpan(0, found))
        {
            double score = _scores[slot];
            _scores[slot] = 0;
            if (score < worst) continue;
            SearchHit hit = new(_documents[slot]!.Id, score);
            if (best.Count < k) best.Enqueue(hit, hit);
            else _ = best.EnqueueDequeue(hit, hit);
            if (best.Count == k) worst = best.Peek().Score;
        }

        SearchHit[] hits = new SearchHit[best.Count];
        for (int i = hits.Length - 1; i >= 0; i--) hits[i] = best.Dequeue();
        return hits;
    }

    private readonly record struct Posting(Term Term, int Count);

    private sealed record Document(string Id, int Length, Posting[] Postings);

    /// <summary>A word with its documents: their slots, how often each has it, and what it adds to each.</summary>
    private sealed class Term(string word)
    {
        public string Word { get; } = word;

        public int[] Slots { get; private set; } = new int[2];

        public int[] Counts { get; private set; } = new int[2];

        public double[] Weights { get; set; } = [];

        /// <summary>Gets or sets how many entries there are, with those of removed documents.</summary>
        public int Used { get; set; }

        /// <summary>Gets or sets how many documents have the word now.</summary>
        public int Documents { get; set; }

        /// <summary>Gets or sets for which version of the index the weights hold.</summary>
        public long Version { get; set; } = -1;

        public void Append(int slot, int count)
        {
            if (Used == Slots.Length)
            {
                int[] slots = Slots, counts = Counts;
                Array.Resize(ref slots, 2 * Used);
                Array.Resize(ref counts, 2 * Used);
                (Slots, Counts) = (slots, counts);
            }

            (Slots[Used], Counts[Used]) = (slot, count);
            Used++;
            Documents++;
        }

        public void Clear() => (Used, Documents) = (0, 0);
    }

    private sealed class WorstFirst : IComparer<SearchHit>
    {
        public static readonly WorstFirst Instance = new();

        public int Compare(SearchHit? x, SearchHit? y) =>
            x!.Score != y!.Score ? x.Score.CompareTo(y.Score) : string.CompareOrdinal(y.Id, x.Id);
    }
    #endregion
}

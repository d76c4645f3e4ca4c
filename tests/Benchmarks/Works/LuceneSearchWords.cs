using LLMCourse.M09;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace LLMCourse.Benchmarks.Works;

/// <summary>The same with Lucene.Net at its best: in memory, one segment, words that are cut
/// already, and no stored fields to be read.</summary>
public sealed class LuceneSearchWords : IWork
{
    private const string Field = "text";

    private readonly RAMDirectory _directory = new();
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;
    private readonly string[] _queries = [.. SearchCorpus.Queries()];

    /// <summary>Makes the index.</summary>
    public LuceneSearchWords()
    {
        // Its default similarity is another, and has to be replaced on both sides.
        BM25Similarity similarity = new(1.2f, 0.75f);
        using (IndexWriter writer = new(_directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, null) { Similarity = similarity }))
        {
            foreach (string text in SearchCorpus.Texts()) writer.AddDocument([new TextField(Field, new Words(SearchText.Tokens(text)))]);
            writer.ForceMerge(1);
        }

        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader) { Similarity = similarity };
    }

    /// <inheritdoc/>
    public static string Name => "search-words-lucene";

    /// <inheritdoc/>
    public static string Unit => "queries";

    /// <inheritdoc/>
    public long Run()
    {
        int found = 0;
        foreach (string query in _queries)
        {
            BooleanQuery words = new(disableCoord: true);
            foreach (string word in query.Split(' ')) words.Add(new TermQuery(new Term(Field, word)), Occur.SHOULD);
            found += _searcher.Search(words, SearchCorpus.Wanted).ScoreDocs.Length;
        }

        return found > 0 ? _queries.Length : throw new InvalidOperationException("Nothing was found.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _directory.Dispose();
    }

    /// <summary>Gives Lucene the words of a passage.</summary>
    private sealed class Words : TokenStream
    {
        private readonly ICharTermAttribute _term;
        private readonly IReadOnlyList<string> _words;
        private int _next;

        public Words(IReadOnlyList<string> words)
        {
            _words = words;
            _term = AddAttribute<ICharTermAttribute>();
        }

        public override bool IncrementToken()
        {
            if (_next == _words.Count) return false;
            ClearAttributes();
            _ = _term.Append(_words[_next++]);
            return true;
        }
    }
}

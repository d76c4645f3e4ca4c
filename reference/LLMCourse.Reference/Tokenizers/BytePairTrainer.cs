using System.Text;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Learns the merges of a byte-level byte-pair encoding from text.</summary>
/// <remarks>
/// Sennrich, Haddow and Birch 2016, §3.2, algorithm 1, on the bytes of pieces: until the vocabulary is full, the most frequent pair of
/// neighbours becomes a token. Of equally frequent pairs the lexicographically greatest is taken: the greater left token by its bytes, and
/// for equal left tokens the greater right one. (Other programs take the pair seen first.) A pair that overlaps itself, as aa does in aaa,
/// counts once for each place. Ids are the bytes' values, the merges from 256 on, then the special tokens. If no pair is left before the
/// vocabulary is full, it stays smaller. The result depends on the text and the options alone.
/// </remarks>
public static class BytePairTrainer
{
    private const int Bytes = 256;
    private const int FilePart = 1 << 20;

    /// <summary>Trains on a text.</summary>
    /// <param name="text">The text; a lone surrogate is read as U+FFFD.</param>
    /// <param name="vocabularySize">How many tokens to have, with the 256 bytes and the special tokens.</param>
    /// <param name="options">Split rule and special tokens, or null for the defaults.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <exception cref="ArgumentException">The vocabulary has no room for the bytes and the special tokens, or a
    /// special token is empty or there twice.</exception>
    public static BytePairVocabulary Train(string text, int vocabularySize, BytePairTrainerOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Train(Encoding.UTF8.GetBytes(text), vocabularySize, options, cancellationToken);
    }

    /// <summary>Trains on a text in UTF-8.</summary>
    /// <param name="utf8">The text. Bytes that are not UTF-8 are kept.</param>
    /// <param name="vocabularySize">How many tokens to have, with the 256 bytes and the special tokens.</param>
    /// <param name="options">Split rule and special tokens, or null for the defaults.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <inheritdoc cref="Train(string, int, BytePairTrainerOptions, CancellationToken)" path="/exception"/>
    public static BytePairVocabulary Train(
        ReadOnlySpan<byte> utf8, int vocabularySize, BytePairTrainerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new BytePairTrainerOptions();
        SpecialTokenFinder special = Special(options, vocabularySize);
        var sink = new Sink(new PieceCounts());
        _ = TextCutter.Cut(options.Rule, special, utf8, complete: true, ref sink);
        return Train(sink.Counts, vocabularySize, options, cancellationToken);
    }

    /// <summary>Trains on a file in UTF-8, of which only the different pieces are held in memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="vocabularySize">How many tokens to have, with the 256 bytes and the special tokens.</param>
    /// <param name="options">Split rule and special tokens, or null for the defaults.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    /// <inheritdoc cref="Train(string, int, BytePairTrainerOptions, CancellationToken)" path="/exception"/>
    public static BytePairVocabulary TrainFile(
        string path, int vocabularySize, BytePairTrainerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new BytePairTrainerOptions();
        SpecialTokenFinder special = Special(options, vocabularySize);
        var sink = new Sink(new PieceCounts());
        using FileStream file = File.OpenRead(path);
        byte[] buffer = new byte[FilePart];
        int count = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int read = file.Read(buffer, count, buffer.Length - count);
            count += read;
            int cut = TextCutter.Cut(options.Rule, special, buffer.AsSpan(0, count), complete: read == 0, ref sink);
            if (read == 0) break;
            buffer.AsSpan(cut, count - cut).CopyTo(buffer);
            count -= cut;
            if (2 * count > buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
        }

        return Train(sink.Counts, vocabularySize, options, cancellationToken);
    }

    private static BytePairVocabulary Train(PieceCounts pieces, int vocabularySize, BytePairTrainerOptions options,
        CancellationToken cancellationToken)
    {
        int merges = vocabularySize - Bytes - options.SpecialTokens.Count;
        var tokens = new List<byte[]>(vocabularySize);
        for (int b = 0; b < Bytes; b++) tokens.Add([(byte)b]);
        var ids = new Dictionary<byte[], int>(ByteSpans.Comparer);
        var made = new List<BytePairMerge>(merges);
        var counts = new PairCounts(pieces, [.. Enumerable.Range(0, Bytes)]);
        var heap = new PairHeap(counts, tokens);
        for (int pair = 0; pair < counts.Count; pair++) heap.Push(pair);

        var raised = new HashSet<int>();
        while (made.Count < merges && heap.TryPop(out int best))
        {
            cancellationToken.ThrowIfCancellationRequested();
            (int left, int right) = counts.Tokens(best);
            byte[] bytes = [.. tokens[left], .. tokens[right]];

            // The same bytes can be made of another pair later on; they stay the token that they are.
            int result = ids.TryAdd(bytes, tokens.Count) ? tokens.Count : ids[bytes];
            tokens.Add(bytes);
            made.Add(new BytePairMerge(left, right, result));
            raised.Clear();
            foreach (int pair in counts.Merge(best, result))
            {
                if (raised.Add(pair)) heap.Push(pair);
            }
        }

        Dictionary<string, int> special = options.SpecialTokens.Index()
            .ToDictionary(token => token.Item, token => tokens.Count + token.Index, StringComparer.Ordinal);
        return BytePairVocabulary.FromTrainer([.. tokens, .. options.SpecialTokens.Select(Encoding.UTF8.GetBytes)], made, special);
    }

    private static SpecialTokenFinder Special(BytePairTrainerOptions options, int vocabularySize)
    {
        int least = Bytes + options.SpecialTokens.Count;
        if (vocabularySize < least || vocabularySize > BytePairVocabulary.IdLimit)
        {
            throw new ArgumentException(
                $"vocabularySize must be from {least}, the bytes and the special tokens, to {BytePairVocabulary.IdLimit}, but it is {vocabularySize}.",
                nameof(vocabularySize));
        }

        if (options.SpecialTokens.Any(string.IsNullOrEmpty)
            || options.SpecialTokens.Distinct(StringComparer.Ordinal).Count() != options.SpecialTokens.Count)
        {
            string found = string.Join(", ", options.SpecialTokens.Select(token => $"'{token}'"));
            throw new ArgumentException($"Special tokens must be different and not empty, but they are: {found}.", nameof(options));
        }

        return new SpecialTokenFinder(options.SpecialTokens.Index()
            .ToDictionary(token => token.Item, token => token.Index, StringComparer.Ordinal));
    }

    private readonly struct Sink(PieceCounts counts) : IPieceSink
    {
        public PieceCounts Counts { get; } = counts;

        public void Piece(ReadOnlySpan<byte> text, int start, int end) => Counts.Add(text[start..end]);

        public void Special(int id)
        {
            // A special token ends the text before it and begins the text behind it; nothing of it is counted.
        }
    }
}

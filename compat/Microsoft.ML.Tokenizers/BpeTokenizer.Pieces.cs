using System.Buffers;
using System.Text;

namespace Microsoft.ML.Tokenizers;

public sealed partial class BpeTokenizer
{
    PieceToken[] IPieceEncoder.Encode(ReadOnlySpan<char> piece)
    {
        if (_special.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(piece, out int id)) return [new(id, 0, piece.Length)];
        if (_cache.TryGet(piece, out PieceToken[]? known)) return known!;
        PieceToken[] tokens = ByteLevel ? EncodeBytes(piece) : Merger.Merge(Symbols(piece), new PairRules(_merges));
        _cache.Add(piece, tokens);
        return tokens;
    }

    string IPieceEncoder.ValueOf(int id, ReadOnlySpan<char> covered) =>
        _special.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(covered, out int special) && special == id ? covered.ToString() : _tokens[id];

    public override string Decode(IEnumerable<int> ids) => Decode(ids, considerSpecialTokens: true);

    public string Decode(IEnumerable<int> ids, bool considerSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ByteLevel) return Encoding.UTF8.GetString([.. ids.SelectMany(id => BytesOf(id, considerSpecialTokens) ?? [])]);

        var text = new StringBuilder();
        foreach (int id in ids)
        {
            if (id == _unknownId && !considerSpecialTokens) continue;
            if (_tokens.TryGetValue(id, out string? token)) text.Append(token);
        }

        if (!string.IsNullOrEmpty(EndOfWordSuffix))
        {
            string all = text.ToString();
            if (all.EndsWith(EndOfWordSuffix, StringComparison.Ordinal)) text.Length -= EndOfWordSuffix.Length;
            text.Replace(EndOfWordSuffix, " ");
        }

        if (!string.IsNullOrEmpty(ContinuingSubwordPrefix)) text.Replace(ContinuingSubwordPrefix, "");
        return text.ToString();
    }

    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten) =>
        Decode(ids, destination, considerSpecialTokens: true, out idsConsumed, out charsWritten);

    public OperationStatus Decode(
        IEnumerable<int> ids, Span<char> destination, bool considerSpecialTokens, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ByteLevel)
            return ByteText.Decode(ids, id => BytesOf(id, considerSpecialTokens), destination, out idsConsumed, out charsWritten, out _);

        (idsConsumed, charsWritten) = (0, 0);
        string space = "";
        foreach (int id in ids)
        {
            if (_tokens.TryGetValue(id, out string? token) && (id != _unknownId || considerSpecialTokens))
            {
                string text = space + Strip(token, out bool endsWord);
                if (!text.TryCopyTo(destination[charsWritten..])) return OperationStatus.DestinationTooSmall;
                charsWritten += text.Length;
                space = endsWord ? " " : "";
            }

            idsConsumed++;
        }

        return OperationStatus.Done;
    }

    private PieceToken[] EncodeBytes(ReadOnlySpan<char> piece)
    {
        byte[] bytes = ByteText.Encode(piece, out int[] starts);
        PieceToken[] tokens = Merger.Merge(Symbols(ByteText.ToPrintable(bytes)), new PairRules(_merges));

        // The end is one past the unit where the last byte's character begins, which is how the real package counts.
        for (int i = 0; i < tokens.Length; i++)
            tokens[i] = new PieceToken(tokens[i].Id, starts[tokens[i].Start], starts[tokens[i].End - 1] + 1);
        return tokens;
    }

    /// <summary>The characters of a word as tokens. One that the vocabulary lacks becomes the unknown token, or nothing.</summary>
    private List<PieceToken> Symbols(ReadOnlySpan<char> word)
    {
        var symbols = new List<PieceToken>(word.Length);
        var vocabulary = _vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        bool afterUnknown = false;
        for (int at = 0, end; at < word.Length; at = end)
        {
            end = at + (at + 1 < word.Length && char.IsSurrogatePair(word[at], word[at + 1]) ? 2 : 1);
            ReadOnlySpan<char> symbol = word[at..end];
            if (at > 0 && ContinuingSubwordPrefix is not null) symbol = string.Concat(ContinuingSubwordPrefix, symbol);
            if (end == word.Length && EndOfWordSuffix is not null) symbol = string.Concat(symbol, EndOfWordSuffix);

            if (vocabulary.TryGetValue(symbol, out int id)) symbols.Add(new(id, at, end));
            else if (_unknownId is not { } unknown) continue;
            else if (afterUnknown && FuseUnknownTokens) symbols[^1] = symbols[^1] with { End = end };
            else symbols.Add(new(unknown, at, end));
            afterUnknown = symbols[^1].Id == _unknownId && !vocabulary.ContainsKey(symbol);
        }

        return symbols;
    }

    private byte[]? BytesOf(int id, bool considerSpecialTokens)
    {
        if (_specialById.TryGetValue(id, out string? special)) return considerSpecialTokens ? ByteText.FromPrintable(special) : [];
        return _tokens.TryGetValue(id, out string? token) ? ByteText.FromPrintable(Strip(token, out _)) : null;
    }

    private string Strip(string token, out bool endsWord)
    {
        endsWord = !string.IsNullOrEmpty(EndOfWordSuffix) && token.EndsWith(EndOfWordSuffix, StringComparison.Ordinal);
        if (endsWord) token = token[..^EndOfWordSuffix!.Length];
        return !string.IsNullOrEmpty(ContinuingSubwordPrefix) && token.StartsWith(ContinuingSubwordPrefix, StringComparison.Ordinal)
            ? token[ContinuingSubwordPrefix.Length..]
            : token;
    }

    private readonly struct PairRules(Dictionary<(int Left, int Right), (int Rank, int Id)> merges) : IMergeRules
    {
        public bool TryMerge(in PieceToken left, in PieceToken right, out int rank, out int id)
        {
            bool found = merges.TryGetValue((left.Id, right.Id), out (int Rank, int Id) merge);
            (rank, id) = merge;
            return found;
        }
    }
}

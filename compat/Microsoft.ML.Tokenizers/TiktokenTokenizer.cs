using System.Buffers;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.Tokenizers;

public sealed class TiktokenTokenizer : Tokenizer, IPieceEncoder
{
    private const string CapacityLine = "Capacity: ";

    private readonly Dictionary<byte[], int> _ranks = new(new ByteArrayComparer());
    private readonly Dictionary<int, byte[]> _bytes = [];
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _special = new(StringComparer.Ordinal);
    private readonly PieceCache _cache;

    private TiktokenTokenizer(
        IEnumerable<string> lines,
        PreTokenizer? preTokenizer,
        Normalizer? normalizer,
        IReadOnlyDictionary<string, int>? specialTokens,
        int cacheSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cacheSize);
        (PreTokenizer, Normalizer, SpecialTokens, _cache) = (preTokenizer, normalizer, specialTokens, new PieceCache(cacheSize));
        int number = 0;
        foreach (string line in lines)
        {
            if (line.Length > 0 && !line.StartsWith(CapacityLine, StringComparison.Ordinal)) Add(line, number);
            number++;
        }

        foreach ((string token, int id) in specialTokens ?? new Dictionary<string, int>())
        {
            _special.Add(token, id);
            _bytes[id] = Encoding.UTF8.GetBytes(token);
        }
    }

    public override PreTokenizer? PreTokenizer { get; }

    public override Normalizer? Normalizer { get; }

    public IReadOnlyDictionary<string, int>? SpecialTokens { get; }

    EncodedToken? IPieceEncoder.Beginning => null;

    EncodedToken? IPieceEncoder.End => null;

    bool IPieceEncoder.MayCutCharacters => false;

    public static TiktokenTokenizer Create(
        string vocabFilePath,
        PreTokenizer? preTokenizer,
        Normalizer? normalizer,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        int cacheSize = 8192)
    {
        ArgumentException.ThrowIfNullOrEmpty(vocabFilePath);
        return new TiktokenTokenizer(File.ReadLines(vocabFilePath), preTokenizer, normalizer, specialTokens, cacheSize);
    }

    public static TiktokenTokenizer Create(
        Stream vocabStream,
        PreTokenizer? preTokenizer,
        Normalizer? normalizer,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        int cacheSize = 8192)
    {
        ArgumentNullException.ThrowIfNull(vocabStream);
        using var reader = new StreamReader(vocabStream, leaveOpen: true);
        return new TiktokenTokenizer(reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries), preTokenizer, normalizer, specialTokens, cacheSize);
    }

    public static async Task<TiktokenTokenizer> CreateAsync(
        string vocabFilePath,
        PreTokenizer? preTokenizer,
        Normalizer? normalizer,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        int cacheSize = 8192,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(vocabFilePath);
        string[] lines = await File.ReadAllLinesAsync(vocabFilePath, cancellationToken).ConfigureAwait(false);
        return new TiktokenTokenizer(lines, preTokenizer, normalizer, specialTokens, cacheSize);
    }

    public static async Task<TiktokenTokenizer> CreateAsync(
        Stream vocabStream,
        PreTokenizer? preTokenizer,
        Normalizer? normalizer,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        int cacheSize = 8192,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vocabStream);
        using var reader = new StreamReader(vocabStream, leaveOpen: true);
        string text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        return new TiktokenTokenizer(text.Split('\n', StringSplitOptions.TrimEntries), preTokenizer, normalizer, specialTokens, cacheSize);
    }

    public override string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return Encoding.UTF8.GetString([.. ids.SelectMany(id => _bytes.GetValueOrDefault(id) ?? [])]);
    }

    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        OperationStatus status =
            ByteText.Decode(ids, id => _bytes.GetValueOrDefault(id), destination, out idsConsumed, out charsWritten, out bool incomplete);
        return status == OperationStatus.Done && incomplete ? OperationStatus.NeedMoreData : status;
    }

    PieceToken[] IPieceEncoder.Encode(ReadOnlySpan<char> piece)
    {
        if (_special.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(piece, out int id)) return [new(id, 0, piece.Length)];
        if (_cache.TryGet(piece, out PieceToken[]? known)) return known!;

        // A piece that is a token as a whole is that token, whether or not merges lead there.
        if (_words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(piece, out id)) return [new(id, 0, piece.Length)];

        byte[] bytes = ByteText.Encode(piece, out int[] starts);
        var symbols = new List<PieceToken>(bytes.Length);
        for (int i = 0; i < bytes.Length; i++) symbols.Add(new(-1, i, i + 1));
        PieceToken[] tokens = Merger.Merge(symbols, new ByteRules(bytes, _ranks));
        for (int i = 0; i < tokens.Length; i++)
        {
            (int token, int start, int end) = tokens[i];
            if (token < 0) token = IdOf(bytes[start]);
            tokens[i] = new PieceToken(token, starts[start], EndOfCharacter(starts, end, piece.Length));
        }

        _cache.Add(piece, tokens);
        return tokens;
    }

    string IPieceEncoder.ValueOf(int id, ReadOnlySpan<char> covered) => covered.ToString();

    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings) =>
        Pipeline.Tokens(this, text, textSpan, settings);

    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        List<int> ids = [];
        _ = Pipeline.Forward(this, text, textSpan, settings, ids, out string? normalized, out int consumed);
        return new() { Tokens = ids, NormalizedText = normalized, CharsConsumed = consumed };
    }

    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings) =>
        Pipeline.Forward(this, text, textSpan, settings, null, out _, out _);

    protected override int GetIndexByTokenCount(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        if (fromEnd) return Pipeline.Backward(this, text, textSpan, settings, out normalizedText, out tokenCount);
        tokenCount = Pipeline.Forward(this, text, textSpan, settings, null, out normalizedText, out int consumed);
        return consumed;
    }

    // A token that ends inside a character covers the whole of it.
    private static int EndOfCharacter(int[] starts, int end, int length)
    {
        while (end < starts.Length && starts[end] == starts[end - 1]) end++;
        return end == starts.Length ? length : starts[end];
    }

    private int IdOf(byte value) => _ranks.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue([value], out int id)
        ? id
        : throw new KeyNotFoundException($"The vocabulary has no token for the byte 0x{value:X2}. A byte-level vocabulary needs all 256.");

    private void Add(string line, int number)
    {
        string[] parts = line.Split(' ');
        byte[] bytes = new byte[parts[0].Length];
        int rank = number;
        if (parts.Length > 2
            || !Convert.TryFromBase64String(parts[0], bytes, out int length)
            || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out rank)))
            throw new InvalidOperationException($"Invalid vocabulary at line {number + 1}: expected a base64 token and a number, found \"{line}\".");

        Array.Resize(ref bytes, length);
        _ranks[bytes] = rank;
        _bytes[rank] = bytes;
        string word = Encoding.UTF8.GetString(bytes);
        if (!word.Contains('\uFFFD', StringComparison.Ordinal)) _words[word] = rank;
    }

    private readonly ref struct ByteRules(ReadOnlySpan<byte> bytes, Dictionary<byte[], int> ranks) : IMergeRules
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _ranks = ranks.GetAlternateLookup<ReadOnlySpan<byte>>();

        public bool TryMerge(in PieceToken left, in PieceToken right, out int rank, out int id)
        {
            bool found = _ranks.TryGetValue(_bytes[left.Start..right.End], out rank);
            id = rank;
            return found;
        }
    }
}

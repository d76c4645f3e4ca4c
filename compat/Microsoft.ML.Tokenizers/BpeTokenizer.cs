using System.Buffers;
using System.Text;

namespace Microsoft.ML.Tokenizers;

public sealed partial class BpeTokenizer : Tokenizer, IPieceEncoder
{
    private const int CacheSize = 10_000;

    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _tokens = [];
    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _merges = [];
    private readonly Dictionary<int, string> _specialById = [];
    private readonly Dictionary<string, int> _special = new(StringComparer.Ordinal);
    private readonly PieceCache _cache = new(CacheSize);
    private readonly int? _unknownId;

    private BpeTokenizer(BpeOptions options)
    {
        foreach ((string token, int id) in options.Vocabulary)
        {
            _vocabulary.Add(token, id);
            _tokens.Add(id, token);
        }

        if (_vocabulary.Count == 0) throw new InvalidOperationException("The vocabulary cannot be empty.");
        (PreTokenizer, Normalizer) = (options.PreTokenizer ?? PreTokenizer.CreateWordOrNonWord(), options.Normalizer);
        (ByteLevel, FuseUnknownTokens, UnknownToken) = (options.ByteLevel, options.FuseUnknownTokens, options.UnknownToken);
        (ContinuingSubwordPrefix, EndOfWordSuffix) = (options.ContinuingSubwordPrefix, options.EndOfWordSuffix);
        (BeginningOfSentenceToken, SpecialTokens) = (options.BeginningOfSentenceToken, options.SpecialTokens);
        _unknownId = UnknownToken is null ? null : IdOf(UnknownToken, "The unknown token");
        if (options.BeginningOfSentenceToken is { } beginning) Beginning = new(IdOf(beginning, "The beginning of sentence token"), beginning, 0..0);
        if (options.EndOfSentenceToken is { } end) End = new(IdOf(end, "The end of sentence token"), end, 0..0);
        foreach ((string token, int id) in options.SpecialTokens ?? new Dictionary<string, int>())
        {
            _special.Add(token, id);
            _specialById.Add(id, token);
        }

        AddMerges(options.Merges ?? []);
    }

    public override PreTokenizer? PreTokenizer { get; }

    public override Normalizer? Normalizer { get; }

    public bool ByteLevel { get; }

    public string? BeginningOfSentenceToken { get; }

    public string? ContinuingSubwordPrefix { get; }

    public string? EndOfWordSuffix { get; }

    public bool FuseUnknownTokens { get; }

    public IReadOnlyDictionary<string, int>? SpecialTokens { get; }

    public string? UnknownToken { get; }

    public IReadOnlyDictionary<string, int> Vocabulary => _vocabulary;

    private EncodedToken? Beginning { get; }

    private EncodedToken? End { get; }

    EncodedToken? IPieceEncoder.Beginning => Beginning;

    EncodedToken? IPieceEncoder.End => End;

    bool IPieceEncoder.MayCutCharacters => true;

    public static BpeTokenizer Create(BpeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new BpeTokenizer(options);
    }

    public static BpeTokenizer Create(string vocabFile, string? mergesFile) => Create(vocabFile, mergesFile, preTokenizer: null);

    public static BpeTokenizer Create(
        string vocabFile,
        string? mergesFile,
        PreTokenizer? preTokenizer = null,
        Normalizer? normalizer = null,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        string? unknownToken = null,
        string? continuingSubwordPrefix = null,
        string? endOfWordSuffix = null,
        bool fuseUnknownTokens = false)
    {
        ArgumentNullException.ThrowIfNull(vocabFile);
        using FileStream vocabulary = File.OpenRead(vocabFile);
        using FileStream? merges = mergesFile is null ? null : File.OpenRead(mergesFile);
        return Create(
            vocabulary, merges, preTokenizer, normalizer, specialTokens, unknownToken, continuingSubwordPrefix, endOfWordSuffix, fuseUnknownTokens);
    }

    public static BpeTokenizer Create(Stream vocabStream, Stream? mergesStream) => Create(vocabStream, mergesStream, preTokenizer: null);

    public static BpeTokenizer Create(
        Stream vocabStream,
        Stream? mergesStream,
        PreTokenizer? preTokenizer = null,
        Normalizer? normalizer = null,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        string? unknownToken = null,
        string? continuingSubwordPrefix = null,
        string? endOfWordSuffix = null,
        bool fuseUnknownTokens = false) =>
        new(new BpeOptions(BpeFiles.ReadVocabulary(vocabStream))
        {
            Merges = BpeFiles.ReadMerges(mergesStream),
            PreTokenizer = preTokenizer,
            Normalizer = normalizer,
            SpecialTokens = specialTokens,
            UnknownToken = unknownToken,
            ContinuingSubwordPrefix = continuingSubwordPrefix,
            EndOfWordSuffix = endOfWordSuffix,
            FuseUnknownTokens = fuseUnknownTokens,
        });

    public static Task<BpeTokenizer> CreateAsync(
        Stream vocabStream,
        Stream? mergesStream,
        PreTokenizer? preTokenizer = null,
        Normalizer? normalizer = null,
        IReadOnlyDictionary<string, int>? specialTokens = null,
        string? unknownToken = null,
        string? continuingSubwordPrefix = null,
        string? endOfWordSuffix = null,
        bool fuseUnknownTokens = false) =>
        Task.Run(() => Create(
            vocabStream, mergesStream, preTokenizer, normalizer, specialTokens, unknownToken, continuingSubwordPrefix, endOfWordSuffix, fuseUnknownTokens));

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

    private int IdOf(string token, string what) => _vocabulary.TryGetValue(token, out int id)
        ? id
        : throw new InvalidOperationException($"{what} '{token}' is not in the vocabulary. Add it, or leave it out of the merges and options.");

    private void AddMerges(IEnumerable<string> merges)
    {
        int prefix = ContinuingSubwordPrefix?.Length ?? 0;
        int rank = 0;
        foreach (string merge in merges)
        {
            if (merge is null || !BpeFiles.IsPair(merge))
                throw new InvalidOperationException($"Merge {rank} is not two tokens with one space between them: \"{merge}\".");
            string[] pair = merge.Split(' ');
            if (pair[1].Length <= prefix)
                throw new InvalidOperationException($"Merge {rank}: '{pair[1]}' is too short to begin with the prefix '{ContinuingSubwordPrefix}'.");
            int left = IdOf(pair[0], $"Merge {rank}:");
            int right = IdOf(pair[1], $"Merge {rank}:");
            _merges.Add((left, right), (rank, IdOf(pair[0] + pair[1][prefix..], $"Merge {rank}:")));
            rank++;
        }
    }
}

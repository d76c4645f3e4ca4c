using System.Collections.ObjectModel;
using System.Text;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>The tokens of a byte-pair encoding: the 256 bytes, what merges make of them, and special tokens. It never changes.</summary>
public sealed class BytePairVocabulary
{
    /// <summary>Ids stay below this, 2²², so that a damaged file cannot ask for much memory.</summary>
    internal const int IdLimit = 1 << 22;

    private static readonly Lazy<BytePairVocabulary> Published = new(() =>
        Gpt2Files.ReadMerges(DataSets.Shipped.ReadText("gpt2-merges"), "gpt2-merges", ["<|endoftext|>"]));

    private readonly byte[]?[] _tokens;
    private readonly Dictionary<byte[], int> _ids;

    private BytePairVocabulary(byte[]?[] tokens, IReadOnlyList<BytePairMerge> merges, bool byRank,
        IReadOnlyDictionary<string, int> special, string where)
    {
        _tokens = tokens;
        Merges = merges;
        ByRank = byRank;
        SpecialTokens = special;
        _ids = Index(tokens, special);
        for (int b = 0; b < 256; b++)
        {
            if (!TryGetId([(byte)b], out _))
            {
                throw new VocabularyException(
                    where, 0, $"There is no token for the single byte 0x{b:X2}. Every byte needs one, or some texts could not be encoded.");
            }
        }
    }

    /// <summary>Gets GPT-2's published vocabulary of 50,257 tokens, from the data that the course ships.</summary>
    public static BytePairVocabulary Gpt2 => Published.Value;

    /// <summary>Gets the number of ids: the greatest one, plus 1. Files of ranks may leave ids between unused.</summary>
    public int Count => _tokens.Length;

    /// <summary>Gets the merges in the order in which they apply; none for a vocabulary of ranks (<see cref="LoadTiktoken"/>).</summary>
    public IReadOnlyList<BytePairMerge> Merges { get; }

    /// <summary>Gets the special tokens and their ids.</summary>
    public IReadOnlyDictionary<string, int> SpecialTokens { get; }

    /// <summary>Gets whether any two neighbours merge that together are a token, the least id first, as tiktoken has it.</summary>
    internal bool ByRank { get; }

    /// <summary>Gets the bytes of a token, those of a special token in UTF-8.</summary>
    /// <param name="id">From 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public ReadOnlySpan<byte> Bytes(int id) => (uint)id < (uint)_tokens.Length && _tokens[id] is { } bytes
        ? bytes
        : throw new ArgumentOutOfRangeException(nameof(id), id, $"There is no token {id}; the ids go from 0 to {Count - 1}.");

    /// <summary>Finds the token that is exactly these bytes; special tokens are not looked for.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="id">Its id; the least one if several tokens have the same bytes.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGetId(ReadOnlySpan<byte> bytes, out int id) => _ids.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(bytes, out id);

    /// <summary>Says whether an id is that of a token.</summary>
    /// <param name="id">Any number.</param>
    public bool IsUsed(int id) => (uint)id < (uint)_tokens.Length && _tokens[id] is not null;

    /// <summary>Makes a vocabulary from tokens and merges given as bytes.</summary>
    /// <param name="tokens">The bytes of each id, without the special tokens; all 256 single bytes must be there.</param>
    /// <param name="merges">The merges in order; both parts and the result must be tokens, and the
    /// parts bytes or results of earlier merges.</param>
    /// <param name="special">The special tokens and their ids, or null for none.</param>
    /// <exception cref="VocabularyException">They do not fit together.</exception>
    public static BytePairVocabulary FromMerges(
        IReadOnlyDictionary<int, byte[]> tokens, IEnumerable<(byte[] Left, byte[] Right)> merges,
        IReadOnlyDictionary<string, int>? special = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(merges);
        const string where = "the given vocabulary";
        var (all, specials) = Place(tokens, special, where);
        return FromMerges(all, Index(all, specials), merges.Select((merge, index) => (index + 1, merge.Left, merge.Right)),
            specials, where);
    }

    /// <summary>Reads GPT-2's pair of files; <c>encoder.json</c> and <c>vocab.bpe</c> are the same under other names.</summary>
    /// <param name="vocabularyPath">The file <c>vocab.json</c>: an object of tokens, written in GPT-2's byte characters, and ids.</param>
    /// <param name="mergesPath">The file <c>merges.txt</c>: a line for each merge.</param>
    /// <remarks>Tokens of <c>vocab.json</c> that are neither a byte nor what a merge makes become special tokens.</remarks>
    /// <exception cref="VocabularyException">A file is damaged, or they do not fit together.</exception>
    public static BytePairVocabulary LoadGpt2(string vocabularyPath, string mergesPath) =>
        Gpt2Files.Read(File.ReadAllBytes(vocabularyPath), vocabularyPath, File.ReadAllText(mergesPath), mergesPath);

    /// <summary>Reads a file of ranks in tiktoken's form: on each line a token in Base64, a space, and its id.</summary>
    /// <param name="path">The file, for example <c>cl100k_base.tiktoken</c>.</param>
    /// <param name="special">The special tokens and their ids, which the file does not hold; null for none.</param>
    /// <exception cref="VocabularyException">The file is damaged, or a special token has the id of another token.</exception>
    public static BytePairVocabulary LoadTiktoken(string path, IReadOnlyDictionary<string, int>? special = null)
    {
        var (tokens, specials) = Place(TiktokenFile.Read(File.ReadAllText(path), path), special, path);
        return new BytePairVocabulary(tokens, [], byRank: true, specials, path);
    }

    /// <summary>Writes <c>vocab.json</c> and <c>merges.txt</c>, which <see cref="LoadGpt2"/> and other programs read.</summary>
    /// <param name="vocabularyPath">The file for the tokens.</param>
    /// <param name="mergesPath">The file for the merges.</param>
    /// <exception cref="InvalidOperationException">This is a vocabulary of ranks, which has no list of merges.</exception>
    public void SaveGpt2(string vocabularyPath, string mergesPath)
    {
        if (ByRank) throw new InvalidOperationException($"A vocabulary of ranks has no merges to write; use {nameof(SaveTiktoken)}.");
        Gpt2Files.Write(this, vocabularyPath, mergesPath);
    }

    /// <summary>Writes the tokens in tiktoken's form; special tokens are left out.</summary>
    /// <param name="path">The file.</param>
    public void SaveTiktoken(string path) => TiktokenFile.Write(this, path);

    internal static BytePairVocabulary FromMerges(
        byte[]?[] tokens,
        Dictionary<byte[], int> ids,
        IEnumerable<(int Line, byte[] Left, byte[] Right)> merges,
        IReadOnlyDictionary<string, int> special,
        string where)
    {
        var made = new HashSet<int>();
        var list = new List<BytePairMerge>();
        foreach ((int line, byte[] left, byte[] right) in merges)
        {
            int id(byte[] bytes, bool part)
            {
                string shown() => VocabularyException.Quote(ByteAlphabet.Write(bytes));
                if (!ids.TryGetValue(bytes, out int found))
                    throw new VocabularyException(where, line, $"{shown()} is not in the vocabulary. Take both files from the same place.");
                if (part && bytes.Length > 1 && !made.Contains(found))
                    throw new VocabularyException(where, line, $"No earlier line makes {shown()}. Lines are missing or out of order.");
                return found;
            }

            var merge = new BytePairMerge(id(left, true), id(right, true), id([.. left, .. right], false));
            _ = made.Add(merge.Result);
            list.Add(merge);
        }

        return new BytePairVocabulary(tokens, new ReadOnlyCollection<BytePairMerge>(list), byRank: false, special, where);
    }

    /// <summary>Made by the trainer, which knows that everything fits.</summary>
    internal static BytePairVocabulary FromTrainer(byte[]?[] tokens, List<BytePairMerge> merges, Dictionary<string, int> special) =>
        new(tokens, merges.AsReadOnly(), byRank: false, special, "the trainer");

    internal static (byte[]?[] Tokens, Dictionary<string, int> Special) Place(
        IReadOnlyDictionary<int, byte[]> tokens, IReadOnlyDictionary<string, int>? special, string where)
    {
        Dictionary<string, int> specials = special is null ? [] : new Dictionary<string, int>(special, StringComparer.Ordinal);
        int bad = tokens.Keys.Concat(specials.Values).FirstOrDefault(id => id is < 0 or >= IdLimit, 0);
        if (bad != 0) throw new VocabularyException(where, 0, $"{bad} cannot be an id; they go from 0 to {IdLimit - 1}.");
        var all = new byte[tokens.Keys.Concat(specials.Values).DefaultIfEmpty(-1).Max() + 1][];
        foreach ((int id, byte[] bytes) in tokens)
        {
            if (bytes.Length == 0) throw new VocabularyException(where, 0, $"Token {id} has no bytes.");
            all[id] = bytes;
        }

        foreach ((string text, int id) in specials)
        {
            if (text.Length == 0) throw new VocabularyException(where, 0, $"The special token with the id {id} has no text.");
            if (all[id] is not null)
            {
                throw new VocabularyException(
                    where, 0, $"The special token {VocabularyException.Quote(text)} has the id {id}, which another token has. Give it one of its own.");
            }

            all[id] = Encoding.UTF8.GetBytes(text);
        }

        return (all, specials);
    }

    internal static Dictionary<byte[], int> Index(byte[]?[] tokens, IReadOnlyDictionary<string, int> special)
    {
        var ids = new Dictionary<byte[], int>(tokens.Length, ByteSpans.Comparer);
        HashSet<int> specials = [.. special.Values];
        for (int id = 0; id < tokens.Length; id++)
        {
            if (tokens[id] is { } bytes && !specials.Contains(id)) _ = ids.TryAdd(bytes, id);
        }

        return ids;
    }
}

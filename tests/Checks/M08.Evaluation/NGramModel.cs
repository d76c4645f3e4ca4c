using LLMCourse.Reference.Decoding;

namespace LLMCourse.Checks.M08;

/// <summary>Counts of what followed the last two tokens, the last one, and anything, mixed: the
/// model that every other one has to beat.</summary>
/// <remarks>Jelinek and Mercer 1980: a mixture of the three and of a uniform share, with fixed weights.</remarks>
internal sealed class NGramModel : IManyLogits
{
    private const double OfThree = 0.6, OfTwo = 0.28, OfOne = 0.11, OfNone = 0.01;

    private readonly Dictionary<(int, int), Dictionary<int, int>> _three = [];
    private readonly Dictionary<int, Dictionary<int, int>> _two = [];
    private readonly int[] _one;
    private int _total;

    public NGramModel(int vocabulary, int contextLength)
    {
        (VocabularySize, ContextLength) = (vocabulary, contextLength);
        _one = new int[vocabulary];
    }

    public int VocabularySize { get; }

    public int ContextLength { get; }

    /// <summary>Gets the size of the counts, each of which is a token or two, the next one, and a number: 4 bytes each.</summary>
    public long Bytes =>
        (4L * _one.Length) + (12L * _two.Values.Sum(next => (long)next.Count)) + (16L * _three.Values.Sum(next => (long)next.Count));

    /// <summary>Counts the tokens of a text.</summary>
    public void Read(ReadOnlySpan<int> ids)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            _one[ids[i]]++;
            _total++;
            if (i > 0) Add(_two, ids[i - 1], ids[i]);
            if (i > 1) Add(_three, (ids[i - 2], ids[i - 1]), ids[i]);
        }
    }

    public void Next(ReadOnlySpan<int> ids, Span<float> logits) => Next(ids, 1, logits);

    public void Next(ReadOnlySpan<int> ids, int count, Span<float> logits)
    {
        for (int row = 0; row < count; row++)
        {
            int last = ids.Length - count + row;
            Span<float> values = logits.Slice(row * VocabularySize, VocabularySize);
            double none = OfNone / VocabularySize;
            for (int id = 0; id < values.Length; id++) values[id] = (float)(none + (OfOne * _one[id] / _total));
            Mix(values, _two.GetValueOrDefault(ids[last]), OfTwo);
            Mix(values, last > 0 ? _three.GetValueOrDefault((ids[last - 1], ids[last])) : null, OfThree);
            for (int id = 0; id < values.Length; id++) values[id] = MathF.Log(values[id]);
        }
    }

    private static void Mix(Span<float> values, Dictionary<int, int>? counts, double share)
    {
        if (counts is null) return;
        double total = counts.Values.Sum();
        foreach ((int id, int count) in counts) values[id] += (float)(share * count / total);
    }

    private static void Add<TKey>(Dictionary<TKey, Dictionary<int, int>> counts, TKey key, int next)
        where TKey : notnull
    {
        if (!counts.TryGetValue(key, out Dictionary<int, int>? of)) counts[key] = of = [];
        of[next] = of.GetValueOrDefault(next) + 1;
    }
}

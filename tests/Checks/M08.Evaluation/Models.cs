using LLMCourse.Reference.Decoding;
using ILogits = LLMCourse.Reference.Decoding.ILogits;

namespace LLMCourse.Checks.M08;

/// <summary>A model that is a function of the tokens it is shown, and notes what it is asked.</summary>
/// <param name="vocabulary">V.</param>
/// <param name="contextLength">The greatest number of tokens.</param>
/// <param name="predict">Writes the logits after some tokens.</param>
internal sealed class FunctionModel(int vocabulary, int contextLength, FunctionModel.Predict predict) : IManyLogits
{
    public delegate void Predict(ReadOnlySpan<int> ids, Span<float> logits);

    private int[] _previous = [];

    public int VocabularySize => vocabulary;

    public int ContextLength => contextLength;

    /// <summary>Gets what it was asked: how many tokens it was shown, from which on it predicted, and how many it read, which are those
    /// that the previous call did not have.</summary>
    public List<(int[] Ids, int Count, int Read)> Calls { get; } = [];

    public void Next(ReadOnlySpan<int> ids, Span<float> logits) => Next(ids, 1, logits);

    public void Next(ReadOnlySpan<int> ids, int count, Span<float> logits)
    {
        if (ids.IsEmpty || ids.Length > contextLength)
            throw new ArgumentException($"The model was shown {ids.Length} tokens; it takes 1 to {contextLength}.", nameof(ids));
        if (count < 1 || count > ids.Length)
            throw new ArgumentException($"The model was asked for {count} predictions on {ids.Length} tokens.", nameof(count));
        if (logits.Length != count * vocabulary)
            throw new ArgumentException(
                $"The model was given room for {logits.Length} logits, but {count} predictions have {count * vocabulary}.", nameof(logits));
        foreach (int id in ids)
        {
            if (id < 0 || id >= vocabulary)
                throw new ArgumentException($"The model was shown token {id}, which it does not have.", nameof(ids));
        }

        // As GptLogits does: what is asked for has to be read in any case.
        int known = Math.Min(ids.CommonPrefixLength(_previous), ids.Length - count);
        _previous = ids.ToArray();
        Calls.Add((_previous, count, ids.Length - known));
        for (int i = 0; i < count; i++) predict(ids[..(ids.Length - count + i + 1)], logits.Slice(i * vocabulary, vocabulary));
    }

    /// <summary>Makes a chain: the next token depends on the last one, by random logits of a spread.</summary>
    public static FunctionModel Chain(CheckRandom random, int vocabulary, double spread, int contextLength = 32)
    {
        float[][] rows = [.. Enumerable.Range(0, vocabulary).Select(_ => Draw(random, vocabulary, spread))];
        return new FunctionModel(vocabulary, contextLength, (ids, logits) => rows[ids[^1]].CopyTo(logits));
    }

    /// <summary>Makes a model whose logits depend on every token that it is shown, so that one more or less changes them.</summary>
    public static FunctionModel OfAll(ulong seed, int vocabulary, double spread, int contextLength = 32) =>
        new(vocabulary, contextLength, (ids, logits) =>
        {
            ulong hash = seed;
            foreach (int id in ids) hash = (hash ^ (ulong)(id + 1)) * 1099511628211;
            var random = new CheckRandom(hash);
            for (int i = 0; i < logits.Length; i++) logits[i] = (float)(((2 * random.NextDouble()) - 1) * spread);
        });

    /// <summary>Makes a model that has counted the pairs in what it is shown: the more it sees,
    /// the better it knows a text's habits.</summary>
    public static FunctionModel Counter(int vocabulary, int contextLength = 64) =>
        new(vocabulary, contextLength, (ids, logits) =>
        {
            double[] counts = new double[vocabulary];
            for (int i = 1; i < ids.Length; i++)
            {
                if (ids[i - 1] == ids[^1]) counts[ids[i]]++;
            }

            for (int i = 0; i < vocabulary; i++) logits[i] = (float)Math.Log(counts[i] + 0.1);
        });

    /// <summary>Draws a row of logits.</summary>
    public static float[] Draw(CheckRandom random, int vocabulary, double spread) =>
        [.. Enumerable.Range(0, vocabulary).Select(_ => (float)(random.NextNormal() * spread))];

    /// <summary>Draws tokens.</summary>
    public static int[] Tokens(CheckRandom random, int vocabulary, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (int)random.NextInteger(0, vocabulary))];
}

/// <summary>A model that takes whatever it is shown, so that who calls it has to look first.</summary>
internal sealed class CarelessModel(int vocabulary, int contextLength = 16) : IManyLogits
{
    public int VocabularySize => vocabulary;

    public int ContextLength => contextLength;

    public void Next(ReadOnlySpan<int> ids, Span<float> logits) => logits.Clear();

    /// <summary>Gets the most tokens that it was shown at once.</summary>
    public int Most { get; private set; }

    public void Next(ReadOnlySpan<int> ids, int count, Span<float> logits)
    {
        Most = Math.Max(Most, ids.Length);
        logits.Clear();
    }
}

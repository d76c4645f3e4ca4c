using LLMCourse.Reference.Decoding;

namespace LLMCourse.Reference.Tests.Decoding;

/// <summary>A model written by hand: the logits depend on the last token alone.</summary>
internal sealed class Table(float[][] rows, int contextLength = 1000) : ILogits
{
    public int VocabularySize => rows[0].Length;

    public int ContextLength => contextLength;

    /// <summary>Gets the lengths of the texts that were asked about.</summary>
    public List<int> Asked { get; } = [];

    public static Table Random(int seed, int vocabulary, double spread = 2)
    {
        var random = new Random(seed);
        return new Table([.. Enumerable.Range(0, vocabulary).Select(_ =>
            Enumerable.Range(0, vocabulary).Select(_ => (float)(spread * ((2 * random.NextDouble()) - 1))).ToArray())]);
    }

    public double LogProbability(int last, int next)
    {
        double[] row = Array.ConvertAll(rows[last], value => (double)value);
        return row[next] - Math.Log(row.Sum(Math.Exp));
    }

    public void Next(ReadOnlySpan<int> ids, Span<float> logits)
    {
        Assert.InRange(ids.Length, 1, contextLength);
        Asked.Add(ids.Length);
        rows[ids[^1]].CopyTo(logits);
    }
}

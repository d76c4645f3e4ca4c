using ILogits = LLMCourse.Reference.Decoding.ILogits;

namespace LLMCourse.Checks.M05;

/// <summary>A model whose next token depends on the last one only: a row of logits for each token.</summary>
internal sealed class MarkovTable(float[][] rows, int contextLength = 16) : ILogits
{
    public int VocabularySize => rows.Length;

    public int ContextLength => contextLength;

    /// <summary>Gets how often it was asked.</summary>
    public int Calls { get; private set; }

    public void Next(ReadOnlySpan<int> ids, Span<float> logits)
    {
        Models.Check(this, ids, logits);
        Calls++;
        rows[ids[^1]].CopyTo(logits);
    }

    /// <summary>Makes a table of random logits of a spread.</summary>
    public static MarkovTable Random(CheckRandom random, int vocabulary, double spread, int contextLength = 16) =>
        new([.. Enumerable.Range(0, vocabulary).Select(_ => Models.Logits(random, vocabulary, spread))], contextLength);
}

/// <summary>A model whose next token depends on everything that it is shown, so that showing it one
/// token more or less changes the text.</summary>
internal sealed class ContextModel(int vocabulary, int contextLength, ulong seed, double spread = 2) : ILogits
{
    public int VocabularySize => vocabulary;

    public int ContextLength => contextLength;

    public void Next(ReadOnlySpan<int> ids, Span<float> logits)
    {
        Models.Check(this, ids, logits);
        ulong hash = seed;
        foreach (int id in ids) hash = (hash ^ (ulong)(id + 1)) * 1099511628211;
        var random = new CheckRandom(hash);
        for (int i = 0; i < vocabulary; i++) logits[i] = (float)(((2 * random.NextDouble()) - 1) * spread);
    }
}

/// <summary>A model that takes whatever it is shown, so that who calls it has to look first.</summary>
internal sealed class CarelessModel(int vocabulary) : ILogits
{
    public int VocabularySize => vocabulary;

    public int ContextLength => 16;

    public void Next(ReadOnlySpan<int> ids, Span<float> logits) => logits.Clear();
}

/// <summary>What the models and the checks share.</summary>
internal static class Models
{
    /// <summary>Draws logits from N(0, spread²).</summary>
    public static float[] Logits(CheckRandom random, int vocabulary, double spread)
    {
        float[] logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) logits[i] = (float)(random.NextNormal() * spread);
        return logits;
    }

    /// <summary>Computes probabilities in float64; zeros where every logit is −∞.</summary>
    public static double[] Probabilities(ReadOnlySpan<float> logits)
    {
        double greatest = double.NegativeInfinity, total = 0;
        foreach (float logit in logits) greatest = Math.Max(greatest, logit);
        double[] result = new double[logits.Length];
        if (double.IsNegativeInfinity(greatest)) return result;
        for (int i = 0; i < result.Length; i++) total += result[i] = Math.Exp(logits[i] - greatest);
        for (int i = 0; i < result.Length; i++) result[i] /= total;
        return result;
    }

    /// <summary>Draws tokens.</summary>
    public static int[] Tokens(CheckRandom random, int vocabulary, int count)
    {
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) ids[i] = (int)random.NextInteger(0, vocabulary);
        return ids;
    }

    /// <summary>Refuses what the contract of a model refuses.</summary>
    public static void Check(ILogits model, ReadOnlySpan<int> ids, Span<float> logits)
    {
        if (ids.IsEmpty || ids.Length > model.ContextLength)
            throw new ArgumentException($"The model was shown {ids.Length} tokens; it takes 1 to {model.ContextLength}.", nameof(ids));
        foreach (int id in ids)
        {
            if (id < 0 || id >= model.VocabularySize)
                throw new ArgumentException($"The model was shown token {id}, which it does not have.", nameof(ids));
        }

        if (logits.Length != model.VocabularySize)
            throw new ArgumentException($"The model was given room for {logits.Length} logits, but it has {model.VocabularySize} tokens.",
                nameof(logits));
    }
}

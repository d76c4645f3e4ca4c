using LLMCourse.Reference;

namespace LLMCourse.Checks.M09;

/// <summary>What the checks of the classifier share.</summary>
internal static class Texts
{
    public static GptConfig Small { get; } =
        new() { VocabularySize = 24, ContextLength = 12, Width = 16, Heads = 2, Layers = 2, Dropout = 0 };

    /// <summary>Reads rows such as "..xx.".</summary>
    public static Tensor Mask(params string[] rows)
    {
        bool[,] mask = new bool[rows.Length, rows[0].Length];
        for (int b = 0; b < rows.Length; b++)
            for (int t = 0; t < rows[b].Length; t++) mask[b, t] = rows[b][t] == 'x';
        return tensor(mask);
    }

    /// <summary>Draws texts of the small model's vocabulary, of the lengths given.</summary>
    public static IReadOnlyList<int>[] Draw(CheckRandom random, params int[] lengths) =>
        [.. lengths.Select(
            length => (IReadOnlyList<int>)[.. Enumerable.Range(0, length).Select(_ => (int)random.NextInteger(0, Small.VocabularySize))])];

    public static string Text(Tensor t) =>
        string.Join(' ',
            Enumerable.Range(0, (int)t.shape[0]).Select(b => string.Join(',', t[b].to(ScalarType.Int64).data<long>().ToArray())));

    /// <summary>Writes all of a model's numbers as one text, so that a bit that changed shows.</summary>
    public static string Bits(nn.Module model, Func<string, bool> which)
    {
        using DisposeScope scope = NewDisposeScope();
        ulong hash = 14695981039346656037;
        foreach ((string name, Tensor value) in model.state_dict().Where(pair => which(pair.Key))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal))
            foreach (byte b in value.detach().flatten().contiguous().bytes) hash = (hash ^ b) * 1099511628211;
        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }
}

namespace LLMCourse.Classes.Similarity;

/// <summary>Hashes of all runs of a fixed number of tokens.</summary>
internal static class Grams
{
    private const ulong Base = 0x9E3779B97F4A7C15;

    /// <summary>Hashes the runs that lie within one member and hold nothing of the template,
    /// in their order (Karp and Rabin 1987).</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="length">How many tokens a run has.</param>
    public static IEnumerable<(int Start, ulong Hash)> Of(CodeTokens tokens, int length)
    {
        ulong leading = 1;
        for (int i = 1; i < length; i++) leading *= Base;
        ulong hash = 0;
        int run = 0;
        for (int i = 0; i < tokens.Symbols.Length; i++)
        {
            if (tokens.Given[i] || i == tokens.Blocks[tokens.BlockOf[i]].Start) (hash, run) = (0, 0);
            if (tokens.Given[i]) continue;
            if (run >= length) hash -= tokens.Symbols[i - length] * leading;
            hash = (hash * Base) + tokens.Symbols[i];
            run++;
            if (run >= length) yield return (i - length + 1, hash);
        }
    }
}

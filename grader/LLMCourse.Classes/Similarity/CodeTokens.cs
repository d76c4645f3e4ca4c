namespace LLMCourse.Classes.Similarity;

/// <summary>The code of one submission as a sequence of tokens, the same for two submissions that differ
/// in names, layout and comments alone.</summary>
/// <param name="Blocks">The bodies of the members, in the order of the files.</param>
/// <param name="Symbols">A hash of each token's structure.</param>
/// <param name="Lines">The line of each token within its file, from 1.</param>
/// <param name="BlockOf">The index of each token's block.</param>
/// <param name="IsCut">Whether there was more than is compared.</param>
internal sealed record CodeTokens(IReadOnlyList<CodeBlock> Blocks, ulong[] Symbols, int[] Lines, int[] BlockOf, bool IsCut)
{
    /// <summary>The most tokens of a submission that are compared: several times the longest solution,
    /// so that only a hostile one has more.</summary>
    public const int Most = 20_000;

    /// <summary>Gets which tokens stand in the template that everybody was given; they are not compared.</summary>
    public bool[] Given { get; } = new bool[Symbols.Length];

    /// <summary>Gets how many tokens are the submission's own.</summary>
    public int Own => Given.Count(given => !given);
}

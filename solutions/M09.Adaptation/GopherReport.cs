namespace LLMCourse.M09;

/// <summary>What Gopher's quality rules say of a text. A share of nothing is 0.</summary>
/// <param name="Words">How many words it has.</param>
/// <param name="WordLength">Characters a word.</param>
/// <param name="Hashes">#, for each word.</param>
/// <param name="Ellipses">Ellipses, for each word.</param>
/// <param name="Bullets">The share of lines that begin with a bullet.</param>
/// <param name="LineEllipses">The share of lines that end with an ellipsis.</param>
/// <param name="Letters">The share of words with at least one letter.</param>
/// <param name="StopWords">How many of the eight stop words it has.</param>
/// <param name="Broken">The rules that it breaks, in the order of <see cref="GopherRule"/>.</param>
public sealed record GopherReport(
    int Words, double WordLength, double Hashes, double Ellipses, double Bullets, double LineEllipses, double Letters, int StopWords, IReadOnlyList<GopherRule> Broken)
{
    /// <summary>Gets whether the text is worth keeping: no rule is broken.</summary>
    public bool IsKept => Broken.Count == 0;
}

namespace LLMCourse.M11;

/// <summary>Summarises a text by its most central sentences.</summary>
public static class ExtractiveSummariser
{
    /// <summary>Chooses sentences by rank until the summary is full.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxWords">The greatest number of words, counted as runs without white space, at least 0.</param>
    /// <param name="abbreviations">As for <see cref="Sentences.Split"/>.</param>
    /// <returns>The chosen sentences in the order of the text, with a space between them.</returns>
    /// <exception cref="ArgumentException"><paramref name="maxWords"/> is negative.</exception>
    /// <remarks>
    /// Sentences are tried by <see cref="TextRank.Rank"/> of their <see cref="ContentWords"/>, rounded to 7 decimals, the greatest first, and of equal ones the
    /// earlier first. One is passed over where it has more words than are left, where it has no content words, or where it repeats one that is chosen: the different content words of both
    /// together are shared to 70 % or more.
    /// </remarks>
    [Exercise("M11.E2", Title = "Summariser", Weight = 2)]
    public static string Summarise(string text, int maxWords, IReadOnlyCollection<string> abbreviations)
    {
        // TODO M11.E2: split, rank, go through them by rank, keep what fits and is new, and put it into the text's order.
        #region Solution
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegative(maxWords);
        IReadOnlyList<string> sentences = Sentences.Split(text, abbreviations);
        IReadOnlyList<string>[] words = [.. sentences.Select(ContentWords.Of)];
        IReadOnlyList<double> ranks = TextRank.Rank(words);
        List<int> chosen = [];
        foreach (int i in Enumerable.Range(0, sentences.Count).OrderByDescending(i => Math.Round(ranks[i], 7)))
        {
            int length = sentences[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            if (length > maxWords || words[i].Count == 0 || chosen.Any(other => Overlap(words[i], words[other]) >= 0.7))
                continue;
            chosen.Add(i);
            maxWords -= length;
        }

        return string.Join(' ', chosen.Order().Select(i => sentences[i]));
        #endregion
    }

    #region Solution
    private static double Overlap(IReadOnlyList<string> a, IReadOnlyList<string> b) =>
        (double)a.Intersect(b, StringComparer.Ordinal).Count() / a.Union(b, StringComparer.Ordinal).Count();
    #endregion
}

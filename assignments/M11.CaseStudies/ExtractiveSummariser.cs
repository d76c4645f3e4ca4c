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
        throw new NotImplementedException("M11.E2: split, rank, go through them by rank, keep what fits and is new, and put it into the text's order.");
    }
}

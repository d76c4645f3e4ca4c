namespace LLMCourse.M11;

/// <summary>Finds what a summary says and its source does not.</summary>
public static class Support
{
    /// <summary>Finds the sentences of a summary that no sentence of the source supports.</summary>
    /// <param name="summary">The summary's sentences.</param>
    /// <param name="source">The source's sentences.</param>
    /// <param name="threshold">The share, above 0 and at most 1, of a sentence's different content words that one sentence of the source must have.</param>
    /// <returns>Indices into the summary, ascending. A sentence without content words says nothing and is supported.</returns>
    /// <exception cref="ArgumentException"><paramref name="threshold"/> is out of range.</exception>
    [Exercise("M11.E2", Title = "Summariser", Weight = 2)]
    public static IReadOnlyList<int> Unsupported(IReadOnlyList<string> summary, IReadOnlyList<string> source, double threshold)
    {
        // TODO M11.E2: for each sentence of the summary the greatest share of its words that any one sentence of the source has.
        #region Solution
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(source);
        if (!(threshold is > 0 and <= 1))
            throw new ArgumentException($"threshold is {threshold}; it must be above 0 and at most 1.", nameof(threshold));
        HashSet<string>[] known = [.. source.Select(sentence => new HashSet<string>(ContentWords.Of(sentence), StringComparer.Ordinal))];
        List<int> unsupported = [];
        for (int i = 0; i < summary.Count; i++)
        {
            string[] words = [.. ContentWords.Of(summary[i]).Distinct(StringComparer.Ordinal)];
            if (words.Length > 0 && !known.Any(sentence => (double)words.Count(sentence.Contains) / words.Length >= threshold))
                unsupported.Add(i);
        }

        return unsupported;
        #endregion
    }
}

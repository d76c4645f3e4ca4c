namespace LLMCourse.M12;

/// <summary>Tells whether one predictor is better than another, or luckier.</summary>
public static class PairedComparison
{
    /// <summary>Compares two predictors on the same texts by an exact paired permutation test.</summary>
    /// <param name="first">Whether the first predictor was right, for each text.</param>
    /// <param name="second">Whether the second one was, for the same texts in the same order.</param>
    /// <returns>The difference of the accuracies, and the share of the 2ᵐ ways to exchange the two answers of a text for which |difference| is at least as large as it
    /// was. Only the m texts on which exactly one of them is right change anything; of those, how many favour the first is binomial with p = ½, so that the
    /// share can be computed without drawing a permutation. Good to nine digits for m up to 1,300; 1 where m is 0.</returns>
    /// <remarks>McNemar's exact test; Dror et al. 2018, <see href="https://aclanthology.org/P18-1128/"/>, §3.</remarks>
    /// <exception cref="ArgumentException">The lists differ in length or are empty.</exception>
    [Exercise("M12.E3", Title = "Baseline and model", Weight = 4)]
    public static Comparison Of(IReadOnlyList<bool> first, IReadOnlyList<bool> second)
    {
        // TODO M12.E3: count the texts on which only one of them is right, then add up both tails of the binomial distribution, in logarithms.
        throw new NotImplementedException("M12.E3: count the texts on which only one of them is right, then add up both tails of the binomial distribution, in logarithms.");
    }
}

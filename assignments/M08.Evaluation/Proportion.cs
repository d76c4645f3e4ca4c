namespace LLMCourse.M08;

/// <summary>What a share of successes, such as an accuracy, says of the probability behind it.</summary>
public static class Proportion
{
    /// <summary>Computes the Wilson score interval of a probability.</summary>
    /// <param name="successes">How many trials succeeded, from 0 to <paramref name="n"/>.</param>
    /// <param name="n">How many trials there were; 0 or more.</param>
    /// <param name="confidence">How often such an interval holds the true probability, above 0 and below 1.</param>
    /// <returns>
    /// The interval, within 0 to 1. Its lower end is exactly 0 where nothing succeeded, its upper end exactly 1 where everything did; for
    /// no trials it is 0 to 1, since nothing is known.
    /// </returns>
    /// <exception cref="ArgumentException">A count is negative, there are more successes than trials, or the confidence is out of
    /// range.</exception>
    /// <remarks>Wilson 1927 (<see href="https://doi.org/10.1080/01621459.1927.10502953"/>); why not p ± z·√(p(1−p)/n): Brown, Cai and
    /// DasGupta 2001 (<see href="https://doi.org/10.1214/ss/1009213286"/>).</remarks>
    [Exercise("M08.E4", Title = "Statistics of evaluation", Weight = 2)]
    public static ConfidenceInterval Wilson(int successes, int n, double confidence = 0.95)
    {
        // TODO M08.E4: move the share towards one half by the prior weight z² of the interval, and take the ends of Wilson's formula.
        throw new NotImplementedException("M08.E4: move the share towards one half by the prior weight z² of the interval, and take the ends of Wilson's formula.");
    }
}

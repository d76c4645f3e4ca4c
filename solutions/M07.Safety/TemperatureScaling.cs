namespace LLMCourse.M07;

/// <summary>Makes the confidence of a classifier honest.</summary>
public static class TemperatureScaling
{
    /// <summary>Finds the temperature that makes held-out labels most probable.</summary>
    /// <remarks>
    /// It minimises Σ −ln σ(±z/T) over T from 0.01 to 100, plus for a positive and minus for a negative z. In 1/T that is convex, so that
    /// its derivative, Σ (σ(z/T) − y)·z, has one change of sign, if any: halve an interval
    /// around it. Where logits separate the labels, smaller is always better, and the result is 0.01; where they point the wrong way it is
    /// 100. Where all logits are 0, any is as good. Guo et al. 2017, §4.2 (<see href="https://arxiv.org/abs/1706.04599"/>).
    /// </remarks>
    /// <param name="logits">The logits of texts that were not trained on.</param>
    /// <param name="labels">Whether each is positive.</param>
    /// <returns>The temperature, to 1e-6 of its value.</returns>
    /// <exception cref="ArgumentException">There is none, or their numbers differ.</exception>
    [Exercise("M07.E2")]
    public static double Fit(IReadOnlyList<double> logits, IReadOnlyList<bool> labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        // TODO M07.E2: find by halving where the derivative in 1/T changes its sign.
        #region Solution
        if (logits.Count == 0 || logits.Count != labels.Count)
            throw new ArgumentException($"There are {logits.Count} logits and {labels.Count} labels; give as many of both, and at least one.", nameof(labels));
        double low = 0.01, high = 100;
        for (int i = 0; i < 100; i++)
        {
            double middle = Math.Sqrt(low * high), slope = 0;
            for (int j = 0; j < logits.Count; j++) slope += ((1 / (1 + Math.Exp(-logits[j] * middle))) - (labels[j] ? 1 : 0)) * logits[j];
            if (slope < 0) low = middle;
            else high = middle;
        }

        return 1 / high;
        #endregion
    }
}

namespace LLMCourse.M07;

/// <summary>Chooses from which score on a text is flagged.</summary>
public static class Thresholds
{
    /// <summary>Finds the lowest threshold whose false positives are few enough.</summary>
    /// <remarks>A text is flagged where its score is at least the threshold. Scores that are equal are flagged together or not at
    /// all.</remarks>
    /// <param name="scores">Scores of held-out texts.</param>
    /// <param name="labels">Whether each is positive.</param>
    /// <param name="rate">The largest share of the negatives that may be flagged, 0 to 1.</param>
    /// <returns>The least of the scores that keeps to it; +∞, which flags nothing, where none does.</returns>
    /// <exception cref="ArgumentException">Their numbers differ, there is no negative, or the rate is not from 0 to 1.</exception>
    [Exercise("M07.E2")]
    public static double ForFalsePositiveRate(IReadOnlyList<double> scores, IReadOnlyList<bool> labels, double rate)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        // TODO M07.E2: try the scores from the greatest down, and count the negatives that are flagged.
        throw new NotImplementedException("M07.E2: try the scores from the greatest down, and count the negatives that are flagged.");
    }
}

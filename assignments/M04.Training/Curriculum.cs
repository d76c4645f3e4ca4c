namespace LLMCourse.M04;

/// <summary>Easy things first.</summary>
public static class Curriculum
{
    /// <summary>Orders samples by a score, the lowest first; equal scores keep their order.</summary>
    /// <typeparam name="T">The samples.</typeparam>
    /// <param name="samples">The samples; not changed.</param>
    /// <param name="score">How hard a sample is, for example its length or the loss of a small model; called once for each.</param>
    /// <returns>The index of each sample in the new order: a permutation of 0 to n − 1.</returns>
    /// <exception cref="ArgumentException">An argument is null, or a score is not a number.</exception>
    /// <remarks>Bengio et al. 2009, §3.</remarks>
    [Exercise("M04.E7")]
    public static int[] Order<T>(IReadOnlyList<T> samples, Func<T, double> score)
    {
        // TODO M04.E7: score every sample, then sort the indices by score with a stable sort.
        throw new NotImplementedException("M04.E7: score every sample, then sort the indices by score with a stable sort.");
    }
}

namespace LLMCourse.M08;

/// <summary>What p-values are worth when there are several.</summary>
public static class MultipleTesting
{
    /// <summary>Adjusts p-values by Holm's method.</summary>
    /// <param name="pValues">P-values of tests that belong together, each from 0 to 1, in any order.</param>
    /// <returns>
    /// The adjusted p-values in the order of the tests, a new array. Reject what is at most α: the probability of a single false rejection
    /// among all is then at most α. Empty for no tests.
    /// </returns>
    /// <exception cref="ArgumentException">A p-value is NaN or not from 0 to 1.</exception>
    /// <remarks>
    /// Holm 1979 (<see href="https://www.jstor.org/stable/4615733"/>). The smallest of m p-values is multiplied by m, the next one by m −
    /// 1, and so on to 1; none is less than the one before, and none is above 1.
    /// </remarks>
    [Exercise("M08.E4")]
    public static double[] Holm(IReadOnlyList<double> pValues)
    {
        // TODO M08.E4: walk through the p-values in ascending order and multiply each by how many are left.
        throw new NotImplementedException("M08.E4: walk through the p-values in ascending order and multiply each by how many are left.");
    }
}

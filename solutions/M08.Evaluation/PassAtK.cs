namespace LLMCourse.M08;

/// <summary>pass@k: the probability that one of k samples of a program is right.</summary>
public static class PassAtK
{
    /// <summary>Estimates pass@k of one task without bias.</summary>
    /// <param name="n">How many samples were drawn.</param>
    /// <param name="c">How many of them are right, from 0 to <paramref name="n"/>.</param>
    /// <param name="k">How many samples a user would draw, from 1 to <paramref name="n"/>.</param>
    /// <returns>1 − C(n − c, k) / C(n, k): the share of choices of k of the n samples that hold a right one. It must hold for n in the
    /// thousands, to 10 digits.</returns>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    /// <remarks>Chen et al. 2021, §2.1, eq. 1 (<see href="https://arxiv.org/abs/2107.03374"/>).</remarks>
    [Exercise("M08.E3")]
    public static double Estimate(int n, int c, int k)
    {
        // TODO M08.E3: multiply the quotients of the two binomial coefficients one by one; neither fits a double.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegative(c);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(c, n);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, n);
        double none = 1;
        for (int i = 0; i < k; i++) none *= Math.Max(0, (double)(n - c - i) / (n - i));
        return 1 - none;
        #endregion
    }
}

namespace LLMCourse.M11;

/// <summary>pass@k. Given; module 8 has it as an exercise.</summary>
/// <remarks>Chen et al. 2021, §2.1, eq. 1 (<see href="https://arxiv.org/abs/2107.03374"/>).</remarks>
public static class PassAtK
{
    /// <summary>Estimates the chance that at least one of k programs is right.</summary>
    /// <param name="n">How many programs were drawn.</param>
    /// <param name="c">How many of them are right.</param>
    /// <param name="k">How many would be drawn, 1 to <paramref name="n"/>.</param>
    /// <returns>The estimate, 0 to 1.</returns>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public static double Estimate(int n, int c, int k)
    {
        if (n < 1 || c < 0 || c > n || k < 1 || k > n)
            throw new ArgumentException($"n, c and k are {n}, {c} and {k}; c must be from 0 to n, and k from 1 to n.");
        if (n - c < k) return 1;
        double wrong = 1;
        for (int i = n; i > n - c; i--) wrong *= 1 - ((double)k / i);
        return 1 - wrong;
    }
}

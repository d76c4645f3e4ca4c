namespace LLMCourse.M12;

/// <summary>Fits a scaling law to the runs of a study.</summary>
/// <remarks>
/// Hoffmann et al. 2022, <see href="https://arxiv.org/abs/2203.15556"/>: §3.3, equation 3. Differs: the paper starts L-BFGS from 4,500 points; here
/// Levenberg and Marquardt's method starts from a few, which suffices for five constants.
/// </remarks>
public static class ScalingFit
{
    /// <summary>Computes how badly a law fits: the sum of the Huber losses of log L(N, D) − log L over the runs.</summary>
    /// <param name="law">The law; what it foretells for the runs must be above 0.</param>
    /// <param name="runs">The runs: counts of at least 1 and losses that are finite and above 0.</param>
    /// <param name="delta">δ, finite and above 0. The Huber loss of r is r²/2 up to |r| = δ, and δ·(|r| − δ/2) above.</param>
    /// <returns>A sum, not a mean; 0 for no runs.</returns>
    /// <exception cref="ArgumentException">δ or a run is out of range.</exception>
    [Exercise("M12.E4", Title = "Scaling laws", Weight = 4)]
    public static double Objective(ScalingLaw law, IReadOnlyList<TrainingRun> runs, double delta)
    {
        // TODO M12.E4: for every run the difference of the two logarithms, its Huber loss, and the sum.
        #region Solution
        ArgumentNullException.ThrowIfNull(law);
        CheckRuns(runs, delta);
        return runs.Sum(run => Huber(Math.Log(law.Loss(run.Parameters, run.Tokens)) - Math.Log(run.Loss), delta));
        #endregion
    }

    /// <summary>Finds the law whose <see cref="Objective"/> is the least.</summary>
    /// <param name="runs">At least 6 runs, with at least 3 different numbers of parameters and 3 different numbers of tokens among them;
    /// otherwise many laws fit equally well. All losses are finite and above 0.</param>
    /// <param name="options">How; null stands for the defaults.</param>
    /// <returns>The law; E, A and B are above 0. The same runs give the same law, bit for bit.</returns>
    /// <exception cref="ArgumentException">There are too few runs or sizes, a run is out of range, or δ is; the message says which.</exception>
    [Exercise("M12.E4", Title = "Scaling laws", Weight = 4)]
    public static ScalingLaw Fit(IReadOnlyList<TrainingRun> runs, ScalingFitOptions? options = null)
    {
        // TODO M12.E4: minimise the objective over (log A, log B, log E, α, β) from several starts, and return the best law that was found.
        #region Solution
        double delta = (options ?? new ScalingFitOptions()).Delta;
        CheckRuns(runs, delta);
        int sizes = runs.Select(run => run.Parameters).Distinct().Count(), lengths = runs.Select(run => run.Tokens).Distinct().Count();
        if (runs.Count < 6) throw new ArgumentException($"There are {runs.Count} runs; five constants need at least 6.", nameof(runs));
        if (sizes < 3) throw new ArgumentException($"The runs have {sizes} different numbers of parameters; A and alpha need at least 3.", nameof(runs));
        if (lengths < 3) throw new ArgumentException($"The runs have {lengths} different numbers of tokens; B and beta need at least 3.", nameof(runs));

        double n = runs.Average(run => Math.Log(run.Parameters)), d = runs.Average(run => Math.Log(run.Tokens));
        double least = runs.Min(run => run.Loss), mean = runs.Average(run => run.Loss);
        double[] best = [];
        double bestValue = double.PositiveInfinity;
        foreach (double alpha in Exponents)
        {
            foreach (double beta in Exponents)
            {
                // A law that is right on average: half of what is above E comes from N and half from D.
                double e = least / 2, half = Math.Log((mean - e) / 2);
                double[] x = [half + (alpha * n), half + (beta * d), Math.Log(e), alpha, beta];

                // First with a wide δ, whose valley is smooth, then narrower.
                foreach (double width in Widths) x = Minimise(x, runs, Math.Max(width, delta));
                x = Minimise(x, runs, delta);
                double value = Value(x, runs, delta);
                if (value < bestValue) (best, bestValue) = (x, value);
            }
        }

        return new ScalingLaw(Math.Exp(best[2]), Math.Exp(best[0]), Math.Exp(best[1]), best[3], best[4]);
        #endregion
    }

    #region Solution
    private const int Steps = 200;
    private static readonly double[] Exponents = [0.2, 0.5, 1], Widths = [1, 0.03];

    private static void CheckRuns(IReadOnlyList<TrainingRun> runs, double delta)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (!(delta > 0 && double.IsFinite(delta))) throw new ArgumentException($"delta is {delta}; it must be finite and above 0.", nameof(delta));
        for (int i = 0; i < runs.Count; i++)
        {
            if (runs[i].Parameters < 1 || runs[i].Tokens < 1 || !(runs[i].Loss > 0 && double.IsFinite(runs[i].Loss)))
                throw new ArgumentException($"Run {i} is {runs[i]}; its counts must be at least 1 and its loss finite and above 0.", nameof(runs));
        }
    }

    private static double Huber(double r, double delta) => Math.Abs(r) <= delta ? r * r / 2 : delta * (Math.Abs(r) - (delta / 2));

    /// <summary>The error of a run, log L̂ − log L, where log L̂ is the log of the sum of three exponentials (equation 3), and its gradient by x.</summary>
    private static double Residual(double[] x, TrainingRun run, double[] gradient)
    {
        double n = Math.Log(run.Parameters), d = Math.Log(run.Tokens);
        double ofN = x[0] - (x[3] * n), ofD = x[1] - (x[4] * d), most = Math.Max(x[2], Math.Max(ofN, ofD));
        double sum = Math.Exp(ofN - most) + Math.Exp(ofD - most) + Math.Exp(x[2] - most), log = most + Math.Log(sum);
        (gradient[0], gradient[1], gradient[2]) = (Math.Exp(ofN - log), Math.Exp(ofD - log), Math.Exp(x[2] - log)); // the shares of the terms
        (gradient[3], gradient[4]) = (-n * gradient[0], -d * gradient[1]);
        return log - Math.Log(run.Loss);
    }

    private static double Value(double[] x, IReadOnlyList<TrainingRun> runs, double delta)
    {
        double[] gradient = new double[x.Length];
        return runs.Sum(run => Huber(Residual(x, run, gradient), delta));
    }

    /// <summary>
    /// Levenberg and Marquardt's method. The Huber loss is treated as squares with a weight: δ/|r| for errors greater than δ. Such a parabola touches it
    /// at r and lies above it everywhere else, so that what lowers the one lowers the other.
    /// </summary>
    private static double[] Minimise(double[] x, IReadOnlyList<TrainingRun> runs, double delta)
    {
        double damping = 1e-3, value = Value(x, runs, delta);
        double[] row = new double[x.Length];
        for (int step = 0; step < Steps && damping < 1e9; step++)
        {
            // (JᵀWJ + λ·diag(JᵀWJ))·move = −JᵀWr
            double[,] system = new double[x.Length, x.Length + 1];
            foreach (TrainingRun run in runs)
            {
                double r = Residual(x, run, row), weight = Math.Min(1, delta / Math.Abs(r));
                for (int i = 0; i < x.Length; i++)
                {
                    for (int j = 0; j < x.Length; j++) system[i, j] += weight * row[i] * row[j];
                    system[i, x.Length] -= weight * row[i] * r;
                }
            }

            for (int i = 0; i < x.Length; i++) system[i, i] *= 1 + damping;
            double[] move = Solve(system), next = [.. x.Select((old, i) => old + move[i])];
            double lower = Value(next, runs, delta);
            (x, value, damping) = lower < value ? (next, lower, damping / 10) : (x, value, damping * 10);
        }

        return x;
    }

    /// <summary>Solves a system of equations, whose last column is the right-hand side, by elimination; the matrix is symmetric and positive definite.</summary>
    private static double[] Solve(double[,] system)
    {
        int size = system.GetLength(0);
        for (int k = 0; k < size; k++)
        {
            for (int i = 0; i < size; i++)
            {
                if (i == k) continue;
                double factor = system[i, k] / system[k, k];
                for (int j = k; j <= size; j++) system[i, j] -= factor * system[k, j];
            }
        }

        return [.. Enumerable.Range(0, size).Select(i => system[i, size] / system[i, i])];
    }
    #endregion
}

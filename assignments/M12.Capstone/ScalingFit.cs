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
        throw new NotImplementedException("M12.E4: for every run the difference of the two logarithms, its Huber loss, and the sum.");
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
        throw new NotImplementedException("M12.E4: minimise the objective over (log A, log B, log E, α, β) from several starts, and return the best law that was found.");
    }
}

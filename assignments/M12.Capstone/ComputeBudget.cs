using System.Numerics;

namespace LLMCourse.M12;

/// <summary>What training costs, and how to spend what there is.</summary>
/// <remarks>Hoffmann et al. 2022, <see href="https://arxiv.org/abs/2203.15556"/>: §3.3, equation 4; 6·N·D after Kaplan et al. 2020,
/// <see href="https://arxiv.org/abs/2001.08361"/>, §2.1: two operations a parameter and token forwards, four backwards.</remarks>
public static class ComputeBudget
{
    /// <summary>Computes what a training run costs, 6·N·D.</summary>
    /// <param name="parameters">N, at least 1.</param>
    /// <param name="tokens">D, at least 1.</param>
    /// <returns>FLOP, exact for all counts: 10¹³ parameters and 10¹⁴ tokens cost 6·10²⁷, more than a <see cref="long"/> holds and more digits than a <see cref="double"/> has.</returns>
    /// <exception cref="ArgumentException">A count is below 1.</exception>
    [Exercise("M12.E4", Title = "Scaling laws", Weight = 4)]
    public static BigInteger Flops(long parameters, long tokens)
    {
        // TODO M12.E4: 6·N·D in whole numbers that cannot overflow.
        throw new NotImplementedException("M12.E4: 6·N·D in whole numbers that cannot overflow.");
    }

    /// <summary>Finds the size of model and the length of training for which the law foretells the least loss at a given cost.</summary>
    /// <param name="law">The law; A, B, α and β are finite and above 0. E does not matter.</param>
    /// <param name="flops">C, the budget in FLOP: finite and above 0.</param>
    /// <returns>N and D with 6·N·D = C up to rounding (10⁻¹² of C), from the closed form N = G·(C/6)^(β/(α+β)), D = (C/6)^(α/(α+β))/G with G = (αA/(βB))^(1/(α+β)).</returns>
    /// <exception cref="ArgumentException">The budget or a constant is not finite, or 0 or less.</exception>
    [Exercise("M12.E4", Title = "Scaling laws", Weight = 4)]
    public static Allocation Optimal(ScalingLaw law, double flops)
    {
        // TODO M12.E4: put D = C/(6N) into the law, set its derivative by N to zero and solve for N.
        throw new NotImplementedException("M12.E4: put D = C/(6N) into the law, set its derivative by N to zero and solve for N.");
    }

    /// <summary>Chooses the runs of a study: as many as the budget allows, which are the cheapest ones.</summary>
    /// <param name="runs">What may be run; none may be null.</param>
    /// <param name="budget">FLOP for all chosen runs together; at least 0.</param>
    /// <returns>The indices of the chosen runs, ascending. Of runs of the same cost, those that stand first are chosen first; a budget is used up to the last FLOP.</returns>
    /// <exception cref="ArgumentException">A count of a run is below 1, or the budget is negative.</exception>
    [Exercise("M12.E4", Title = "Scaling laws", Weight = 4)]
    public static IReadOnlyList<int> Affordable(IReadOnlyList<RunSize> runs, BigInteger budget)
    {
        // TODO M12.E4: go through the runs from the cheapest to the dearest, as long as the sum stays within the budget; return their indices in order.
        throw new NotImplementedException("M12.E4: go through the runs from the cheapest to the dearest, as long as the sum stays within the budget; return their indices in order.");
    }
}

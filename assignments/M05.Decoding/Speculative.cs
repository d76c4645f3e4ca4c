using LLMCourse.Reference.Decoding;

namespace LLMCourse.M05;

/// <summary>Lets a small model propose tokens and a large one accept or reject them, so that the result is the large one's.</summary>
/// <remarks>
/// <para>Leviathan, Kalman and Matias 2023, §2.3, algorithm 1 (<see href="https://arxiv.org/abs/2211.17192"/>); Chen et al. 2023,
/// algorithm 2 (<see href="https://arxiv.org/abs/2302.01318"/>). Differs: the target is asked for one position at a time, because
/// <see cref="ILogits"/> is; a transformer would answer for all positions of a round in one pass, which is where the speed comes from.</para>
/// <para>A round: the draft proposes min(k, tokens still to make − 1) tokens, one after the other. The target goes through them in their
/// order and stops at the first that it rejects, for which it puts a token of its own. When it rejects none it adds a token of its own
/// behind them. Each model is shown the last tokens that fit its context.</para>
/// </remarks>
public static class Speculative
{
    /// <summary>Makes the text that the target would make alone by taking its most likely token each time.</summary>
    /// <param name="target">The large model.</param>
    /// <param name="draft">The small model, with the same vocabulary.</param>
    /// <param name="prompt">The tokens to go on from, at least one, each from 0 to V − 1.</param>
    /// <param name="maxTokens">How many tokens to make, at least 0.</param>
    /// <param name="k">How many tokens the draft proposes at most in a round, at least 1.</param>
    /// <returns>Exactly <paramref name="maxTokens"/> tokens, and the counts.</returns>
    /// <exception cref="ArgumentException">An argument is out of the range that is given for it, or the vocabularies differ in size.</exception>
    /// <remarks>A proposal is accepted when it is the target's most likely token; among equals the lowest id is the most likely, for both models.</remarks>
    [Exercise("M05.E6", Title = "Speculative decoding", Weight = 4)]
    public static SpeculativeResult Greedy(ILogits target, ILogits draft, IReadOnlyList<int> prompt, int maxTokens, int k)
    {
        // TODO M05.E6: propose greedily, accept what the target would have chosen, put its own choice for the first that it would not.
        throw new NotImplementedException("M05.E6: propose greedily, accept what the target would have chosen, put its own choice for the first that it would not.");
    }

    /// <summary>Draws a text from the target's distribution.</summary>
    /// <param name="target">The large model, with distribution p.</param>
    /// <param name="draft">The small model, with distribution q, and with the same vocabulary.</param>
    /// <param name="prompt">The tokens to go on from, at least one, each from 0 to V − 1.</param>
    /// <param name="maxTokens">How many tokens to make, at least 0.</param>
    /// <param name="k">How many tokens the draft proposes at most in a round, at least 1.</param>
    /// <param name="rng">The random numbers; moved on.</param>
    /// <returns>Exactly <paramref name="maxTokens"/> tokens, distributed as if the target had drawn each alone, and the counts.</returns>
    /// <exception cref="ArgumentException">An argument is out of the range that is given for it, or the vocabularies differ in size.</exception>
    /// <remarks>
    /// A proposal x is accepted with probability min(1, p(x)/q(x)). In place of a rejected one, a token is drawn from
    /// <see cref="Residual"/>(p, q).
    /// </remarks>
    [Exercise("M05.E6")]
    public static SpeculativeResult Sample(ILogits target, ILogits draft, IReadOnlyList<int> prompt, int maxTokens, int k, ref Xoshiro rng)
    {
        // TODO M05.E6: draw proposals from q, accept each with probability min(1, p/q), draw from the residual for the first rejected one.
        throw new NotImplementedException("M05.E6: draw proposals from q, accept each with probability min(1, p/q), draw from the residual for the first rejected one.");
    }

    /// <summary>Computes what a rejected token is replaced from: max(0, p − q), divided by its sum.</summary>
    /// <param name="p">The target's V probabilities.</param>
    /// <param name="q">The draft's V probabilities.</param>
    /// <returns>V probabilities that sum to 1; p itself where p and q are the same, so that nothing is left.</returns>
    /// <exception cref="ArgumentException">There are none, or the lengths differ.</exception>
    [Exercise("M05.E6")]
    public static double[] Residual(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        // TODO M05.E6: take the positive part of p − q, and normalise it.
        throw new NotImplementedException("M05.E6: take the positive part of p − q, and normalise it.");
    }
}

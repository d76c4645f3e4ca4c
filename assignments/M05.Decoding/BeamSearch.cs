using LLMCourse.Reference.Decoding;

namespace LLMCourse.M05;

/// <summary>Looks for likely continuations, not for likely next tokens.</summary>
public static class BeamSearch
{
    /// <summary>Searches with a beam of fixed width.</summary>
    /// <param name="model">The model; it is shown the last <see cref="ILogits.ContextLength"/> tokens at most.</param>
    /// <param name="prompt">The tokens to go on from, at least one, each from 0 to V − 1. Only read.</param>
    /// <param name="width">How many hypotheses survive a step, at least 1.</param>
    /// <param name="maxTokens">How long a hypothesis grows, in new tokens, at least 1.</param>
    /// <param name="lengthPenalty">α of the score ln P / lengthᵅ, finite and at least 0; at 0 long hypotheses suffer, at 1 the mean counts.</param>
    /// <param name="endToken">A token that finishes a hypothesis; null: there is none, and all have <paramref name="maxTokens"/> tokens.</param>
    /// <returns>
    /// At most <paramref name="width"/> different hypotheses, finished ones and those that have reached the greatest length, by
    /// descending score; among equal scores the one found at the better rank first, and a finished one before those that go on.
    /// </returns>
    /// <exception cref="ArgumentException">An argument is out of the range that is given for it.</exception>
    /// <remarks>
    /// <para>A step extends each live hypothesis by each token of a probability above 0, and keeps the <paramref name="width"/> best of all
    /// extensions by ln P (among equals, the one of the better parent, then of the lower token). Of these, the ones that end with the
    /// end token are finished: they are put aside, and no other extension takes their places in this step. The next step keeps <paramref name="width"/>
    /// again, of the extensions of what is still live. The search ends when nothing is live.</para>
    /// <para>ln p is computed from the logits, and added up, in double.</para>
    /// <para>Graves 2012, §3, algorithm 1, in the form of Wu et al. 2016, §7 (<see href="https://arxiv.org/abs/1609.08144"/>). Differs: the
    /// penalty is lengthᵅ instead of ((5 + length)/6)ᵅ, there is no coverage term, and nothing is pruned early.</para>
    /// </remarks>
    [Exercise("M05.E4", Title = "Beam search", Weight = 2)]
    public static IReadOnlyList<Hypothesis> Search(
        ILogits model, IReadOnlyList<int> prompt, int width, int maxTokens, double lengthPenalty = 0, int? endToken = null)
    {
        // TODO M05.E4: extend every live hypothesis by every token, keep the best, put finished ones aside, sort by score at the end.
        throw new NotImplementedException("M05.E4: extend every live hypothesis by every token, keep the best, put finished ones aside, sort by score at the end.");
    }
}

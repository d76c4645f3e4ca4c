using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M11;

/// <summary>Searches for likely translations of many sentences at once.</summary>
public static class BeamTranslator
{
    /// <summary>Computes the length penalty ((5 + length)/6)^α.</summary>
    /// <param name="length">The number of words, the end among them, at least 1.</param>
    /// <param name="alpha">α, finite and at least 0.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    /// <remarks>Wu et al. 2016, §7, eq. 14 (<see href="https://arxiv.org/abs/1609.08144"/>), without the coverage penalty.</remarks>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public static double LengthPenalty(int length, double alpha)
    {
        // TODO M11.E3: the formula.
        throw new NotImplementedException("M11.E3: the formula.");
    }

    /// <summary>Finds the best translation of each sentence.</summary>
    /// <param name="next">Gives log-probabilities of the next word, floating point <c>[N, K]</c>, for prefixes, int64 <c>[N, t]</c>, each beginning with
    /// <see cref="WordVocabulary.Begin"/>, of the sentences whose indices it gets: N of them, ascending; those of one sentence are in the order of their rank. A word of
    /// −∞ is never taken; each row has at least one other.</param>
    /// <param name="sentences">How many sentences there are, at least 0.</param>
    /// <param name="options">How wide and long.</param>
    /// <returns>For each sentence the finished hypothesis with the greatest score; of equal ones the one found first. Where none is finished, the unfinished one
    /// with the greatest score.</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    /// <remarks>
    /// In each step the hypotheses of a sentence that go on give way to their Width most likely continuations, of all of them together; equal ones rank by their parent's rank, then by id.
    /// Continuations that end with <see cref="WordVocabulary.End"/> are finished, the others go on. A sentence is done when none goes on, when they have MaxLength words, or when no
    /// continuation can have a greater score than the best finished one: a log-probability only falls, and the penalty is greatest at MaxLength. Sentences
    /// that are done are not asked about any more.
    /// </remarks>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public static IReadOnlyList<BeamHypothesis> Search(Func<Tensor, IReadOnlyList<int>, Tensor> next, int sentences, BeamOptions options)
    {
        // TODO M11.E3: ask once a step for all that go on, keep the best continuations of each sentence, and stop as early as the bound allows.
        throw new NotImplementedException("M11.E3: ask once a step for all that go on, keep the best continuations of each sentence, and stop as early as the bound allows.");
    }
}

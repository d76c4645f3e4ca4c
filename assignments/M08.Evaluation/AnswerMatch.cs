using System.Text.RegularExpressions;

namespace LLMCourse.M08;

/// <summary>Compares short answers as SQuAD does.</summary>
/// <remarks>
/// Rajpurkar et al. 2016, §6.1 (<see href="https://arxiv.org/abs/1606.05250"/>), with SQuAD 2.0's rule for empty answers. Before anything
/// is compared, an answer is put into lower case (invariant culture); then ASCII punctuation
/// (<c>!"#$%&amp;'()*+,-./:;&lt;=&gt;?@[\]^_`{|}~</c>) is taken out without a trace; then the words a, an and the; and what is left is the
/// list of words between white space.
/// </remarks>
public static class AnswerMatch
{
    /// <summary>Says whether an answer is one of the references.</summary>
    /// <param name="answer">The system's answer.</param>
    /// <param name="references">The right answers, at least one.</param>
    /// <returns>Whether the answer's words are those of a reference, in the same order.</returns>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    [Exercise("M08.E3")]
    public static bool Exact(string answer, IReadOnlyList<string> references)
    {
        // TODO M08.E3: compare the normalised words.
        throw new NotImplementedException("M08.E3: compare the normalised words.");
    }

    /// <summary>Computes the F1 of the words that an answer shares with a reference.</summary>
    /// <param name="answer">The system's answer.</param>
    /// <param name="references">The right answers, at least one.</param>
    /// <returns>
    /// The greatest over all references, from 0 to 1: the harmonic mean of the share of the answer's words that the reference has and the
    /// other way round, a word counting as often as both have it. Where either has no words, 1 if neither has any, and otherwise 0.
    /// </returns>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    [Exercise("M08.E3")]
    public static double F1(string answer, IReadOnlyList<string> references)
    {
        // TODO M08.E3: count the words that both have, as often as both have them.
        throw new NotImplementedException("M08.E3: count the words that both have, as often as both have them.");
    }
}

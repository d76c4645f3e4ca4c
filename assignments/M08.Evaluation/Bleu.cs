namespace LLMCourse.M08;

/// <summary>BLEU: how many of a translation's n-grams a reference has as well.</summary>
/// <remarks>
/// Papineni et al. 2002 (<see href="https://aclanthology.org/P02-1040"/>), with the conventions of sacreBLEU (Post 2018,
/// <see href="https://arxiv.org/abs/1804.08771"/>) and its <c>tokenize="none"</c>. Smoothing: Chen and Cherry 2014, methods 1 and 3.
/// </remarks>
public static class Bleu
{
    /// <summary>Computes the BLEU score of a corpus.</summary>
    /// <param name="candidates">What the system wrote, one text for each item; at least one.</param>
    /// <param name="references">For each candidate its references, at least one. (sacreBLEU wants this table the other way round.)</param>
    /// <param name="smoothing">What to do about lengths of which no n-gram matches.</param>
    /// <returns>From 0 to 100. 0 where not even a single token matches, and where no candidate has four tokens.</returns>
    /// <exception cref="ArgumentException">There is no candidate, the lists differ in length, or an item has no reference.</exception>
    /// <remarks>
    /// Tokens are what white space separates, as they are written. For n = 1 to 4, precision n is the number of matches over the number of
    /// the candidates' n-grams, both summed over all items before they are divided. An n-gram that a candidate has k times matches at most
    /// as often as the one reference has it that has it most often. The score is 100·BP·(the geometric mean of the four precisions); BP is
    /// 1, or exp(1 − r/c) where c &lt; r: c counts the candidates' tokens, and r adds up, item by item, the length of the reference that is
    /// closest to the candidate's, the shorter of two that are equally close.
    /// </remarks>
    [Exercise("M08.E3", Title = "Text metrics", Weight = 2)]
    public static double Corpus(
        IReadOnlyList<string> candidates,
        IReadOnlyList<IReadOnlyList<string>> references,
        BleuSmoothing smoothing = BleuSmoothing.Exponential)
    {
        // TODO M08.E3: sum clipped matches, totals and lengths over all items; then precisions, their geometric mean and the brevity penalty.
        throw new NotImplementedException("M08.E3: sum clipped matches, totals and lengths over all items; then precisions, their geometric mean and the brevity penalty.");
    }
}

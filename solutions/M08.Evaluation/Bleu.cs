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
        #region Solution
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(references);
        if (candidates.Count == 0 || candidates.Count != references.Count) throw new ArgumentException($"There are {candidates.Count} candidates and references for {references.Count}; give at least one, and as many of both.");
        if (references.Any(item => item.Count == 0)) throw new ArgumentException("An item has no reference.", nameof(references));
        int[] matches = new int[4], totals = new int[4];
        int length = 0, closest = 0;
        for (int item = 0; item < candidates.Count; item++)
        {
            string[] candidate = Tokens(candidates[item]);
            string[][] given = [.. references[item].Select(Tokens)];
            length += candidate.Length;
            closest += given.Select(reference => reference.Length).OrderBy(l => Math.Abs(l - candidate.Length)).ThenBy(l => l).First();
            for (int n = 1; n <= 4; n++)
            {
                Dictionary<string, int>[] allowed = [.. given.Select(reference => NGrams.Count(reference, n))];
                foreach ((string gram, int count) in NGrams.Count(candidate, n))
                {
                    totals[n - 1] += count;
                    matches[n - 1] += Math.Min(count, allowed.Max(counts => counts.GetValueOrDefault(gram)));
                }
            }
        }

        if (matches[0] == 0 || totals[3] == 0) return 0;
        double logs = 0, share = 1;
        for (int n = 0; n < 4; n++)
        {
            double count = matches[n];
            if (count == 0) count = smoothing switch { BleuSmoothing.Floor => 0.1, BleuSmoothing.Exponential => share /= 2, _ => 0 };
            logs += Math.Log(count / totals[n]);
        }

        double penalty = length < closest ? Math.Exp(1 - ((double)closest / length)) : 1;
        return 100 * penalty * Math.Exp(logs / 4);
        #endregion
    }

    #region Solution
    private static string[] Tokens(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    #endregion
}

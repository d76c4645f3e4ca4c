using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M07;

/// <summary>Preference pairs as one batch: all preferred replies, then all others, each behind its prompt and padded on the right.</summary>
/// <param name="Ids">Tokens, int64 <c>[2B, T]</c>: row b is the prompt and the preferred reply of pair b, row B + b the prompt and its
/// other reply.</param>
/// <param name="ReplyMask">Boolean <c>[2B, T]</c>: true at the tokens of the replies, false at prompts and padding.</param>
public sealed record PreferenceBatch(Tensor Ids, Tensor ReplyMask)
{
    /// <summary>Makes a batch.</summary>
    /// <param name="pairs">The pairs, at least one.</param>
    /// <param name="padding">The token that fills rows up to the longest. What it is changes nothing: it is masked, and a causal model's
    /// earlier positions do not see it.</param>
    /// <returns>The batch; T is the length of the longest row. Its tensors are in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">There is no pair, or a pair has an empty prompt or reply: the first token of a reply needs
    /// something before it, and an empty reply has no probability to compare.</exception>
    [Exercise("M07.E6", Title = "Direct preference optimisation", Weight = 4)]
    public static PreferenceBatch Collate(IReadOnlyList<PreferencePair> pairs, int padding)
    {
        // TODO M07.E6: a row for each preferred reply and then one for each other reply; the mask is true where a reply's tokens stand.
        #region Solution
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Count == 0)
            throw new ArgumentException("There is no pair; give at least one.", nameof(pairs));
        if (pairs.Any(pair => pair.Prompt.Count == 0 || pair.Chosen.Count == 0 || pair.Rejected.Count == 0))
            throw new ArgumentException("A pair has an empty prompt or reply; each needs at least one token.", nameof(pairs));
        (IReadOnlyList<int> Prompt, IReadOnlyList<int> Reply)[] rows =
            [.. pairs.Select(pair => (pair.Prompt, pair.Chosen)), .. pairs.Select(pair => (pair.Prompt, pair.Rejected))];
        int length = rows.Max(row => row.Prompt.Count + row.Reply.Count);
        var ids = new long[rows.Length, length];
        var mask = new bool[rows.Length, length];
        for (int i = 0; i < rows.Length; i++)
        {
            (IReadOnlyList<int> prompt, IReadOnlyList<int> reply) = rows[i];
            for (int t = 0; t < length; t++)
            {
                int at = t - prompt.Count;
                ids[i, t] = at < 0 ? prompt[t] : at < reply.Count ? reply[at] : padding;
                mask[i, t] = at >= 0 && at < reply.Count;
            }
        }

        return new PreferenceBatch(tensor(ids), tensor(mask));
        #endregion
    }
}

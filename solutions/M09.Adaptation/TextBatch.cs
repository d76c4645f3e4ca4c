using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Texts of several lengths as one batch, padded on the right.</summary>
/// <param name="Ids">Tokens, int64 <c>[B, T]</c>.</param>
/// <param name="Mask">Boolean <c>[B, T]</c>: true at tokens, false at padding.</param>
public sealed record TextBatch(Tensor Ids, Tensor Mask)
{
    /// <summary>Makes a batch.</summary>
    /// <param name="texts">The texts' tokens, at least one text.</param>
    /// <param name="contextLength">How many tokens a row has at most, at least 1. Of a longer text the last ones are kept: where a label is
    /// told by the end, as in a chat, that is what counts, and it is what a model sees that runs out of context.</param>
    /// <param name="padding">The token that fills rows up to the longest. It may also occur in texts: the mask alone says what is padding.</param>
    /// <returns>The batch; T is the length of the longest row. Its tensors are in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">There is no text, a text has no token, or <paramref name="contextLength"/> is below 1.</exception>
    [Exercise("M09.E4", Title = "A classifier on a language model", Weight = 2)]
    public static TextBatch Collate(IReadOnlyList<IReadOnlyList<int>> texts, int contextLength, int padding = 0)
    {
        // TODO M09.E4: the last tokens of each text, padded on the right; the mask says where they stand.
        #region Solution
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0)
            throw new ArgumentException("There is no text; give at least one.", nameof(texts));
        if (texts.Any(text => text.Count == 0))
            throw new ArgumentException("A text has no token; leave it out or give it one, such as the token that begins a text.", nameof(texts));
        if (contextLength < 1)
            throw new ArgumentException($"contextLength is {contextLength}; it must be at least 1.", nameof(contextLength));
        int length = Math.Min(contextLength, texts.Max(text => text.Count));
        long[,] ids = new long[texts.Count, length];
        bool[,] mask = new bool[texts.Count, length];
        for (int b = 0; b < texts.Count; b++)
        {
            int kept = Math.Min(length, texts[b].Count), first = texts[b].Count - kept;
            for (int t = 0; t < length; t++)
                (ids[b, t], mask[b, t]) = t < kept ? (texts[b][first + t], true) : (padding, false);
        }

        return new TextBatch(tensor(ids), tensor(mask));
        #endregion
    }
}

using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Finds the one position of each text that has read all of it.</summary>
/// <remarks>In a causal model a position knows what is at or before it, so that only the last token's vector stands for the whole text
/// (Radford et al. 2018, <see href="https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf"/>, §3.2).</remarks>
public static class LastToken
{
    /// <summary>Finds the position of each row's last token.</summary>
    /// <param name="mask">Boolean <c>[B, T]</c>: true at tokens, false at padding, which may stand on either side or between.</param>
    /// <returns>Positions, int64 <c>[B]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The mask is not boolean <c>[B, T]</c> with B and T at least 1, or a row has no token.</exception>
    [Exercise("M09.E4", Title = "A classifier on a language model", Weight = 2)]
    public static Tensor Positions(Tensor mask)
    {
        // TODO M09.E4: the greatest t at which the row is true.
        #region Solution
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.dtype != ScalarType.Bool || mask.dim() != 2 || mask.numel() == 0)
            throw new ArgumentException($"mask is {mask.dtype} [{string.Join(", ", mask.shape)}]; it must be boolean [B, T], with at least one row and one column.", nameof(mask));
        using var scope = NewDisposeScope();
        if (!mask.any(1).all().item<bool>())
            throw new ArgumentException("A row of the mask is false everywhere; a text needs at least one token.", nameof(mask));
        Tensor positions = arange(mask.shape[1], dtype: ScalarType.Int64, device: mask.device);          // [T]
        return positions.masked_fill(mask.logical_not(), -1).amax([1]).MoveToOuterDisposeScope();        // [B]
        #endregion
    }

    /// <summary>Takes the vector of each row's last token.</summary>
    /// <param name="hidden">Vectors, floating point <c>[B, T, C]</c>.</param>
    /// <param name="mask">As for <see cref="Positions"/>, <c>[B, T]</c>.</param>
    /// <returns>Vectors <c>[B, C]</c>, through which gradients flow to those positions alone; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Positions"/>, or the shapes do not fit each other.</exception>
    [Exercise("M09.E4", Title = "A classifier on a language model", Weight = 2)]
    public static Tensor Of(Tensor hidden, Tensor mask)
    {
        // TODO M09.E4: gather each row's vector at its position.
        #region Solution
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(mask);
        if (hidden.dim() != 3 || mask.dim() != 2 || !mask.shape.SequenceEqual(hidden.shape[..2]))
            throw new ArgumentException($"hidden is [{string.Join(", ", hidden.shape)}] and mask [{string.Join(", ", mask.shape)}]; they must be [B, T, C] and [B, T].");
        using var scope = NewDisposeScope();
        Tensor last = Positions(mask).view(-1, 1, 1).expand(-1, 1, hidden.shape[2]);                     // [B, 1, C]
        return hidden.gather(1, last).squeeze(1).MoveToOuterDisposeScope();                              // [B, C]
        #endregion
    }
}

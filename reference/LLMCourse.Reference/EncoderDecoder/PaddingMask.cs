using static TorchSharp.torch;

namespace LLMCourse.Reference.EncoderDecoder;

/// <summary>Makes masks that hide padding, and checks those that were made elsewhere.</summary>
public static class PaddingMask
{
    /// <summary>Marks the tokens that are not padding.</summary>
    /// <param name="ids">Tokens, int64 <c>[B, T]</c>.</param>
    /// <param name="paddingId">The token that fills short rows.</param>
    /// <returns>Bool <c>[B, T]</c>, true where there is a real token; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="ids"/> is not int64 <c>[B, T]</c>.</exception>
    public static Tensor Of(Tensor ids, long paddingId)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.dtype != ScalarType.Int64 || ids.ndim != 2)
            throw new ArgumentException(
                $"ids is {ids.dtype} {Shapes.Text(ids)}; it must be Int64 [B, T], batch by positions.", nameof(ids));
        return ids.ne(paddingId);
    }

    /// <summary>Makes the context in which every query attends to the real keys of its row; null hides nothing.</summary>
    internal static SequenceContext Context(Tensor? mask, Tensor keys)
    {
        if (mask is null)
            return SequenceContext.Of(null, keys.dtype);
        if (mask.dtype != ScalarType.Bool || !mask.shape.AsSpan().SequenceEqual(keys.shape.AsSpan()[..2]))
        {
            throw new ArgumentException(
                $"The mask is {mask.dtype} {Shapes.Text(mask)}; it must be Bool [{keys.shape[0]}, {keys.shape[1]}], true where there is a token, for keys {Shapes.Text(keys)}.",
                nameof(mask));
        }

        return SequenceContext.Of(mask.unsqueeze(1).unsqueeze(1), keys.dtype);           // [B, 1, 1, Tk]
    }
}

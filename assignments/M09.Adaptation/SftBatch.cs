using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Rows of tokens to learn from. The tensors are the caller's.</summary>
/// <param name="Ids">Tokens, int64 <c>[N, T]</c>.</param>
/// <param name="Labels">What the model learns to write next, int64 <c>[N, T]</c>: the token after each, or −100 where nothing is learned.</param>
/// <param name="Documents">Which sequence each token is from, int64 <c>[N, T]</c>, from 0; −1 at padding.</param>
/// <param name="Positions">The token's position for the model, int64 <c>[N, T]</c>; 0 at padding.</param>
/// <param name="Dropped">How many tokens of the sequences are in no row.</param>
public sealed record SftBatch(Tensor Ids, Tensor Labels, Tensor Documents, Tensor Positions, int Dropped)
{
    /// <summary>Makes the mask that keeps documents in a row apart.</summary>
    /// <returns>Boolean <c>[N, 1, T, T]</c>: true where the query (row) may attend to the key (column), which is its own token or an earlier one of the
    /// same row and the same document. Padding (−1) counts as a document. A new tensor that the caller disposes.</returns>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public Tensor AttentionMask()
    {
        // TODO M09.E1: compare each document with each, and keep the lower triangle.
        throw new NotImplementedException("M09.E1: compare each document with each, and keep the lower triangle.");
    }
}

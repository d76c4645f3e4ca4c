using static TorchSharp.torch;

namespace LLMCourse.Reference;

/// <summary>The cosines and signed sines by which positions are rotated, <c>[T, D]</c> each.</summary>
/// <param name="Cosine">cos(m·θᵢ), the same for both columns of a pair.</param>
/// <param name="SignedSine">sin(m·θᵢ), negated in the first column of each pair.</param>
/// <param name="Layout">Which columns are a pair.</param>
internal sealed record RotaryTables(Tensor Cosine, Tensor SignedSine, RopeLayout Layout = RopeLayout.Half)
{
    /// <summary>Rotates vectors by their positions' angles.</summary>
    /// <param name="x">Floating point <c>[…, T, D]</c>.</param>
    /// <returns>The rotated vectors, in the caller's scope.</returns>
    public Tensor Rotate(Tensor x)
    {
        // [a, b]·cos + [b, a]·[−sin, sin] = [a·cos − b·sin, b·cos + a·sin]; rolling by half the width swaps the halves,
        // rolling pairs by one swaps neighbours.
        long width = x.shape[^1];
        Tensor swapped = Layout == RopeLayout.Half ? x.roll(width / 2, -1) : x.unflatten(x.ndim - 1, width / 2, 2).roll(1, -1).flatten(-2);
        return x.mul(Cosine).addcmul_(swapped, SignedSine, 1);
    }
}

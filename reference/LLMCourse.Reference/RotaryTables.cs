using static TorchSharp.torch;

namespace LLMCourse.Reference;

/// <summary>The cosines and signed sines by which positions are rotated, <c>[T, D]</c> each.</summary>
/// <param name="Cosine">cos(m·θᵢ), the same for both halves of the columns.</param>
/// <param name="SignedSine">sin(m·θᵢ), negated in the first half of the columns.</param>
internal sealed record RotaryTables(Tensor Cosine, Tensor SignedSine)
{
    /// <summary>Rotates vectors by their positions' angles.</summary>
    /// <param name="x">Floating point <c>[…, T, D]</c>.</param>
    /// <returns>The rotated vectors, in the caller's scope.</returns>
    public Tensor Rotate(Tensor x)
    {
        // [a, b]·cos + [b, a]·[−sin, sin] = [a·cos − b·sin, b·cos + a·sin]; rolling by half the width swaps the halves.
        Tensor swapped = x.roll(x.shape[^1] / 2, -1);
        return x.mul(Cosine).addcmul_(swapped, SignedSine, 1);
    }
}

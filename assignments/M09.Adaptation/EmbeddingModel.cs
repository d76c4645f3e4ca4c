using System.Text;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.M09;

/// <summary>Makes a vector of fixed length of any text, so that texts with the same words, or words written alike, point the same way.</summary>
/// <remarks>
/// <b>Features.</b> Each word w of <see cref="SearchText.Tokens"/> gives <c>^w$</c>, and all runs of three UTF-16 code units within it: <c>^cat$</c>,
/// <c>^ca</c>, <c>cat</c>, <c>at$</c>. A feature that comes f times in a text weighs f·(ln((1 + N)/(1 + n)) + 1), where n of the N fitted
/// texts have it.
/// <para><b>Projection.</b> A feature's direction is D signs, and the vector of a text is the sum of the directions times the weights,
/// divided by its length. The signs come from a <see cref="Xoshiro256"/> seeded by <see cref="FeatureHash.Of"/> of the feature XOR
/// the model's seed: bit i of its first number, from the lowest, is sign i, for 64 of them, then its second number, and so on; 1 is +1 and 0
/// is −1. So no table of directions is kept, and a new word needs no training. Achlioptas 2003, <i>Database-friendly random projections:
/// Johnson-Lindenstrauss with binary coins</i>, Theorem 1.1 (<see href="https://doi.org/10.1016/S0022-0000(03)00025-4"/>): lengths and
/// angles stay what they were, within about 1/√D. Differs: none in the signs; features instead of coordinates are hashed, as by Weinberger
/// et al. 2009 (<see href="https://arxiv.org/abs/0902.2206"/>).</para>
/// </remarks>
public sealed class EmbeddingModel
{

    /// <summary>Makes a model that has seen no text: N is 0, and every feature weighs 1 each time.</summary>
    /// <param name="dimension">D, the length of the vectors, at least 1.</param>
    /// <param name="seed">Equal seeds give equal vectors.</param>
    /// <exception cref="ArgumentException"><paramref name="dimension"/> is below 1.</exception>
    [Exercise("M09.E6")]
    public EmbeddingModel(int dimension = 256, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        Dimension = dimension;
        // TODO M09.E6: keep the seed.
        throw new NotImplementedException("M09.E6: keep the seed.");
    }

    /// <summary>Gets the length of the vectors.</summary>
    public int Dimension { get; }

    /// <summary>Counts in how many texts each feature is. What was fitted before is forgotten.</summary>
    /// <param name="texts">The texts; each counts, also an empty one.</param>
    [Exercise("M09.E6")]
    public void Fit(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        // TODO M09.E6: count a feature once for each text that has it.
        throw new NotImplementedException("M09.E6: count a feature once for each text that has it.");
    }

    /// <summary>Makes the vector of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <returns><see cref="Dimension"/> numbers of length 1, added up in double; zeros for a text without words, and in the rare case that
    /// all sums are 0.</returns>
    [Exercise("M09.E6")]
    public float[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M09.E6: add up the signs of the features times their weights, and scale the sum to length 1.
        throw new NotImplementedException("M09.E6: add up the signs of the features times their weights, and scale the sum to length 1.");
    }
}

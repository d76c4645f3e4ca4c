using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M04;

/// <summary>Cuts training examples out of a long row of tokens.</summary>
public static class Batches
{
    /// <summary>Draws sequences at random places, and for each position the token that follows it.</summary>
    /// <typeparam name="T">The tokens' integer type, for example ushort for vocabularies of up to 65,536.</typeparam>
    /// <param name="tokens">The n tokens; never copied as a whole, so that it may be a memory-mapped file of any size.</param>
    /// <param name="batch">Sequences B, at least 1.</param>
    /// <param name="length">Positions S of each, at least 1 and below n.</param>
    /// <param name="generator">Draws the places; the same state gives the same batch. The global generator is not touched.</param>
    /// <param name="device">Where the result goes; null, the default, for the CPU.</param>
    /// <returns>
    /// X, int64 <c>[B, S]</c>: row b is tokens s, …, s + S − 1, where each start s from 0 to n − S − 1 is equally likely, and Y, int64
    /// <c>[B, S]</c>: the same one further, s + 1, …, s + S. New tensors that the caller disposes.
    /// </returns>
    /// <exception cref="ArgumentException">There are no n &gt; S tokens, or <paramref name="batch"/> or <paramref name="length"/> is below 1.</exception>
    /// <remarks>Teacher forcing: the model sees the true past, not what it would have said (Williams and Zipser 1989, §3).</remarks>
    [Exercise("M04.E3", Title = "Batches and teacher forcing", Weight = 1)]
    public static (Tensor X, Tensor Y) GetBatch<T>(ReadOnlySpan<T> tokens, int batch, int length, Generator generator, Device? device = null)
        where T : unmanaged, IBinaryInteger<T>
    {
        // TODO M04.E3: draw B starts from 0 to n − S − 1 and copy S tokens from each; y begins one token later.
        throw new NotImplementedException("M04.E3: draw B starts from 0 to n − S − 1 and copy S tokens from each; y begins one token later.");
    }
}

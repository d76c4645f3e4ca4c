using System.Security.Cryptography;
using System.Text;

namespace LLMCourse.M09;

public sealed partial class HnswIndex
{

    /// <summary>Writes the index, from where the stream is. The stream stays open.</summary>
    /// <param name="stream">Where to.</param>
    /// <remarks>The format is yours. It ends in a SHA-256 of all before it, or something else that tells a changed byte.</remarks>
    [Exercise("M09.E7")]
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        // TODO M09.E7: write all that a search and the next Add depend on, and a checksum.
        throw new NotImplementedException("M09.E7: write all that a search and the next Add depend on, and a checksum.");
    }

    /// <summary>Reads an index that <see cref="Save"/> wrote, to the end of the stream: searches give the same results to the bit, and so
    /// they do after the same further calls.</summary>
    /// <param name="stream">Where from.</param>
    /// <param name="distance">What is near; the same as when it was saved.</param>
    /// <exception cref="InvalidDataException">It is not an index, or a damaged one: cut off, changed, or with something behind it.</exception>
    [Exercise("M09.E7")]
    public static HnswIndex Load(Stream stream, VectorDistance distance)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(distance);
        // TODO M09.E7: check the sum before anything is believed, then read what Save wrote.
        throw new NotImplementedException("M09.E7: check the sum before anything is believed, then read what Save wrote.");
    }
}

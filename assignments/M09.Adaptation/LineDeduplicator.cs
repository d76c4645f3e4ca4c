using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LLMCourse.M09;

/// <summary>Removes lines that a corpus has more than once: menus, footers and notices that come with every page of a site.</summary>
public static class LineDeduplicator
{
    /// <summary>Removes repeated lines from documents.</summary>
    /// <param name="documents">The documents. A line ends with <c>\n</c>, which is a part of it in what is returned; the last one may end without.</param>
    /// <param name="keepFirst">Whether the first line of those that are the same stays; otherwise none does.</param>
    /// <returns>As many documents, in the same order; a document of which no line is left is empty.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="documents"/> or one of them is null.</exception>
    /// <remarks>
    /// Lines are the same if they are, character by character, without their ends: <c>\n</c>, <c>\r\n</c> and no end at all make no difference, and spaces
    /// do. Blank lines (nothing but white space) always stay, and so do the ends of the lines that stay. Two passes: what is kept of the first is a hash
    /// of 128 bits and a count for each different line, and not its text. SHA-256, cut: with 10⁹ lines the chance that any two collide is 2⁻⁶⁹; with a
    /// hash of 64 bits it would be 3 %.
    /// </remarks>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public static IReadOnlyList<string> Run(IReadOnlyList<string> documents, bool keepFirst = false)
    {
        // TODO M09.E8: count the hashes of all lines, then write each document again without the repeated ones.
        throw new NotImplementedException("M09.E8: count the hashes of all lines, then write each document again without the repeated ones.");
    }
}

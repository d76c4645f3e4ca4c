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
        #region Solution
        ArgumentNullException.ThrowIfNull(documents);
        var count = new Dictionary<UInt128, int>();
        foreach (string document in documents)
        {
            ArgumentNullException.ThrowIfNull(document, nameof(documents));
            foreach (Range line in Lines(document))
            {
                UInt128 hash = Hash(document.AsSpan(line));
                count[hash] = count.GetValueOrDefault(hash) + 1;
            }
        }

        var kept = new List<string>(documents.Count);
        var seen = new HashSet<UInt128>();
        var text = new System.Text.StringBuilder();
        foreach (string document in documents)
        {
            foreach (Range line in Lines(document))
            {
                ReadOnlySpan<char> characters = document.AsSpan(line);
                UInt128 hash = Hash(characters);
                if (count[hash] == 1 || characters.IsWhiteSpace() || (keepFirst && seen.Add(hash)))
                    text.Append(characters);
            }

            kept.Add(text.ToString());
            text.Clear();
        }

        return kept;
        #endregion
    }

    #region Solution
    /// <summary>Cuts a document into its lines, each with its end.</summary>
    private static IEnumerable<Range> Lines(string document)
    {
        for (int start = 0; start < document.Length;)
        {
            int end = document.IndexOf('\n', start);
            int next = end < 0 ? document.Length : end + 1;
            yield return start..next;
            start = next;
        }
    }

    private static UInt128 Hash(ReadOnlySpan<char> line)
    {
        if (line.EndsWith("\n"))
            line = line.EndsWith("\r\n") ? line[..^2] : line[..^1];
        byte[] bytes = new byte[2 * line.Length];
        for (int i = 0; i < line.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), line[i]);
        return BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(bytes));
    }
    #endregion
}

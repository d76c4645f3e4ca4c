namespace LLMCourse.M09;

/// <summary>Cuts texts into parts that are short enough to be embedded, and that still say something on their own.</summary>
/// <remarks>
/// White space is what <see cref="char.IsWhiteSpace(char)"/> says. A <b>border</b> is a place with white space behind it and none before
/// it. It ends a paragraph if the white space has two line feeds or more, and a sentence if the character before it is one of
/// <c>. ! ? …</c>; every border ends a word.
/// <para>A chunk begins and ends with a character that is not white space. The last one takes all that is left, if it fits. Any other
/// ends, within the limit and behind the end of the chunk before, at the last border of a paragraph that makes it at least half as long
/// as the limit; or else of a sentence, under the same condition; or else of a word, however short the chunk gets. Where there is none,
/// it is cut at the limit, or one code unit earlier where a surrogate pair would be torn.</para>
/// <para>The next chunk begins at the first character behind it that is not white space. With an overlap it begins at the first word of
/// this chunk (but not at its first character) from where at most <see cref="ChunkOptions.Overlap"/> code units are left of it, if there
/// is one; a word begins behind white space. Where a chunk with an overlap would find no border at all, the overlap is left out, so that
/// no word is cut that would have fitted.</para>
/// </remarks>
public static class Chunker
{
    /// <summary>Cuts a text.</summary>
    /// <param name="text">Any text. A megabyte takes a fraction of a second, whatever is in it.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <returns>The chunks in order: all of the text but white space. None for a text without anything else.</returns>
    /// <exception cref="ArgumentException">The limit is below 2, or the overlap is negative or more than half of the limit.</exception>
    [Exercise("M09.E6", Title = "Chunks, embeddings and BM25", Weight = 2)]
    public static IReadOnlyList<Chunk> Split(string text, ChunkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M09.E6: from where a chunk begins look for the best border within the limit; go on there, or some words before.
        throw new NotImplementedException("M09.E6: from where a chunk begins look for the best border within the limit; go on there, or some words before.");
    }
}

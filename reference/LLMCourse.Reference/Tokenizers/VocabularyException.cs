namespace LLMCourse.Reference.Tokenizers;

/// <summary>Says that the files of a vocabulary are damaged or do not fit together.</summary>
public sealed class VocabularyException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="where">The file, or what it was made from.</param>
    /// <param name="line">The line that is at fault, from 1; 0 when it is none in particular.</param>
    /// <param name="problem">What is wrong and what to do, as sentences.</param>
    /// <param name="cause">What was thrown below, if anything.</param>
    public VocabularyException(string where, int line, string problem, Exception? cause = null)
        : base(line > 0 ? $"{where}, line {line}: {problem}" : $"{where}: {problem}", cause)
    {
        Where = where;
        Line = line;
    }

    /// <summary>Gets the file, or what the vocabulary was made from.</summary>
    public string Where { get; }

    /// <summary>Gets the line that is at fault, from 1, or 0.</summary>
    public int Line { get; }

    /// <summary>Writes a piece of a file so that it cannot fill a screen or move a cursor.</summary>
    internal static string Quote(ReadOnlySpan<char> text)
    {
        const int longest = 60;
        string shown = text.Length <= longest ? text.ToString() : string.Concat(text[..longest], "…");
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }
}

namespace LLMCourse.Authoring.Samples;

/// <summary>A text that is replaced in a file of the solution.</summary>
public sealed class TextChange
{
    /// <summary>Gets or sets the file.</summary>
    public string File { get; set; } = "";

    /// <summary>Gets or sets the text to find; it must stand exactly once in the file.</summary>
    public string Find { get; set; } = "";

    /// <summary>Gets or sets what stands in its place.</summary>
    public string Replace { get; set; } = "";

    /// <summary>Makes the change.</summary>
    /// <param name="source">The file's text.</param>
    /// <param name="owner">Whose change it is, for the message of an error.</param>
    /// <exception cref="InvalidDataException"><see cref="Find"/> does not stand in it exactly once.</exception>
    public string Apply(string source, string owner)
    {
        ArgumentNullException.ThrowIfNull(source);
        int at = Find.Length == 0 ? -1 : source.IndexOf(Find, StringComparison.Ordinal);
        if (at < 0)
            throw new InvalidDataException(
                $"{owner}: the text to find does not stand in {File}; bring it up to date with the solution: {Find}");
        return source.IndexOf(Find, at + 1, StringComparison.Ordinal) < 0
            ? string.Concat(source.AsSpan(0, at), Replace, source.AsSpan(at + Find.Length))
            : throw new InvalidDataException($"{owner}: the text to find stands more than once in {File}; make it longer: {Find}");
    }
}

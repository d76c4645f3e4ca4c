namespace LLMCourse.M11;

/// <summary>Cuts texts into sentences.</summary>
public static class Sentences
{
    #region Solution
    private const string Ends = ".!?…", Closing = "\"'”’»)]", Opening = "\"'“‘«([";
    #endregion

    /// <summary>Cuts a text into its sentences.</summary>
    /// <param name="text">The text.</param>
    /// <param name="abbreviations">Words that a single dot follows without ending a sentence, written without that dot, such as "Dr" and "e.g"; case counts.</param>
    /// <returns>The sentences as they stand in the text, without the white space around them; none for a text of white space.</returns>
    /// <remarks>
    /// A sentence ends behind a run of <c>. ! ? …</c> and of closing quotes and brackets behind it (<c>" ' ” ’ » ) ]</c>), where white space or the text's end follows. It goes on
    /// where the next character that is not white space is a lower-case letter, and where the run has a single dot behind an abbreviation and no other mark but closing ones: the characters before the
    /// dot back to white space, without opening quotes and brackets before them (<c>" ' “ ‘ « ( [</c>). A blank line ends a sentence always: two line feeds with nothing but white space between them.
    /// </remarks>
    [Exercise("M11.E2", Title = "Summariser", Weight = 2)]
    public static IReadOnlyList<string> Split(string text, IReadOnlyCollection<string> abbreviations)
    {
        // TODO M11.E2: go through the text once; at every run of ends decide whether a sentence ends there, and at white space whether a line is blank.
        #region Solution
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(abbreviations);
        HashSet<string> known = new(abbreviations, StringComparer.Ordinal);
        List<string> sentences = [];
        int start = 0;
        void Add(int end)
        {
            if (text[start..end].Trim() is { Length: > 0 } sentence)
                sentences.Add(sentence);
            start = end;
        }

        for (int i = 0; i < text.Length;)
        {
            int run = i;
            while (run < text.Length && Ends.Contains(text[run]))
                run++;
            int end = run;
            while (end > i && end < text.Length && Closing.Contains(text[end]))
                end++;
            int next = end;
            while (next < text.Length && char.IsWhiteSpace(text[next]))
                next++;
            if (text.AsSpan(end, next - end).Count('\n') > 1)
                Add(next);
            else if (run > i && (next > end || next == text.Length) && !(next < text.Length && (char.IsLower(text[next]) || IsAbbreviated(text, start, i, run, known))))
                Add(next);
            i = Math.Max(next, i + 1);
        }

        Add(text.Length);
        return sentences;
        #endregion
    }

    #region Solution
    private static bool IsAbbreviated(string text, int start, int dot, int run, HashSet<string> known)
    {
        if (run > dot + 1 || text[dot] != '.')
            return false;
        int first = dot;
        while (first > start && !char.IsWhiteSpace(text[first - 1]))
            first--;
        return known.Contains(text[first..dot].TrimStart(Opening.ToCharArray()));
    }
    #endregion
}

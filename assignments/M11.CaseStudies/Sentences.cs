namespace LLMCourse.M11;

/// <summary>Cuts texts into sentences.</summary>
public static class Sentences
{

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
        throw new NotImplementedException("M11.E2: go through the text once; at every run of ends decide whether a sentence ends there, and at white space whether a line is blank.");
    }
}

using System.Globalization;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Gradebooks;

/// <summary>Says what a comment may be: some lines of plain text.</summary>
internal static class CommentText
{
    /// <summary>The most that a comment may have, in UTF-16 units.</summary>
    public const int Longest = 4000;

    /// <summary>Returns a comment without blanks around it and with line feeds between its lines.</summary>
    /// <exception cref="CourseException">It is empty, too long, or has a character that cannot be
    /// seen; the message says what to do.</exception>
    public static string Of(string text)
    {
        string lines = text.ReplaceLineEndings("\n").Trim();
        if (lines.Length == 0) throw new CourseException("The comment is empty. Say something.");
        if (lines.Length > Longest)
            throw new CourseException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The comment has {lines.Length} characters; {Longest} are the most. Shorten it, or make it several."));
        foreach (string line in lines.Split('\n'))
        {
            // What is shown in another way than it was written could say something else than its author saw.
            if (StudentText.Visible(line) is var shown && shown != line)
                throw new CourseException(
                    $"The comment has a character that cannot be seen, as in '{StudentText.Cap(shown, 60)}'. Remove it.");
        }

        return lines;
    }
}

using System.Text.RegularExpressions;

namespace LLMCourse.Classes.Batches;

/// <summary>What the name of a file or folder in a download of Canvas or Moodle says.</summary>
/// <param name="System">Which system named it.</param>
/// <param name="Id">The student's number.</param>
/// <param name="Student">The student's name, as the system writes it.</param>
/// <param name="IsLate">Whether it is marked late; null where the system marks nothing.</param>
/// <param name="File">What the student called it; empty for a folder of Moodle.</param>
/// <param name="IsFeedback">Whether it is what a teacher returned, and no submission.</param>
internal sealed partial record EntryName(LearningSystem System, string Id, string Student, bool? IsLate, string File, bool IsFeedback)
{
    /// <summary>Reads a name; null when it has neither form.</summary>
    /// <remarks>
    /// Canvas: <c>doejane_LATE_1001_55555_hw3.zip</c>, without the number of the file for typed text and links (<c>text.html</c>,
    /// <c>link.html</c>), and
    /// <c>anon_k3d9x_55555_hw3.zip</c> where grading is anonymous. Moodle: <c>Jane Doe_12345_assignsubmission_file_</c>, a folder, or with
    /// the file's name behind it; <c>onlinetext</c> in the place of <c>file</c> for typed text.
    /// </remarks>
    internal static EntryName? Of(string name)
    {
        if (Moodle().Match(name) is { Success: true } moodle)
            return new EntryName(LearningSystem.Moodle, moodle.Groups["id"].Value, moodle.Groups["name"].Value, null,
                moodle.Groups["file"].Value, moodle.Groups["what"].Value == "assignfeedback");
        if (Canvas().Match(name) is not { Success: true } canvas) return null;
        string id = canvas.Groups["id"].Success ? canvas.Groups["id"].Value : canvas.Groups["anonymous"].Value;
        return new EntryName(LearningSystem.Canvas, id, canvas.Groups["name"].Value, canvas.Groups["late"].Success,
            Again().Replace(canvas.Groups["file"].Value, ""), false);
    }

    [GeneratedRegex(@"\A(?:anon_(?<anonymous>[A-Za-z0-9]+)|(?<name>[^_]+)(?<late>_LATE)?_(?<id>[0-9]+(?:~[0-9]+)?))(?<late>_LATE)?_(?:[0-9]+_(?<file>.+)|(?<file>(?:text|link)\.html))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Canvas();

    [GeneratedRegex(@"\A(?<name>.+)_(?<id>[0-9]+)_(?<what>assignsubmission|assignfeedback)_(?:[a-z]+)(?:_(?<file>.*))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Moodle();

    // Canvas calls what was handed in again Attention-1.cs.
    [GeneratedRegex(@"-[0-9]+(?=\.[A-Za-z0-9]+\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Again();
}

using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Exports;

/// <summary>Writes the result of a submission, with the grade that the policy makes of it.</summary>
internal interface ISubmissionExport
{
    /// <summary>Gets the format's name on the command line, for example <c>junit</c>.</summary>
    string Format { get; }

    /// <summary>Gets the name of the file that it is written to.</summary>
    string FileName { get; }

    /// <summary>Writes a result.</summary>
    /// <param name="result">The result that the gradebook keeps.</param>
    /// <param name="adjustment">What the policy changes; null when nothing.</param>
    /// <param name="comments">What instructors told the student; a format without a place for it leaves it out.</param>
    /// <returns>The file's content.</returns>
    string Render(GradeResult result, PolicyAdjustment? adjustment, IReadOnlyList<Comment> comments);
}

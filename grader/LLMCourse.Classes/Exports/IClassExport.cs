using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Exports;

/// <summary>Writes the grades of a class as one file.</summary>
internal interface IClassExport
{
    /// <summary>Gets the format's name on the command line, for example <c>canvas</c>.</summary>
    string Format { get; }

    /// <summary>Gets a value indicating whether it has the columns of another system, which
    /// <see cref="ExportOptions"/> are about.</summary>
    bool HasColumns { get; }

    /// <summary>Gets a value indicating whether students will see what it holds, so that what is not released stays out of it.</summary>
    bool IsForStudents { get; }

    /// <summary>Writes the file.</summary>
    /// <param name="grades">The grades.</param>
    /// <param name="options">What the instructor said.</param>
    /// <param name="output">Where to, UTF-8; not closed.</param>
    /// <param name="cancellation">Stops the work; the file is not to be used then.</param>
    /// <returns>What the instructor should know about the file, a sentence each; may hold text of students as it is.</returns>
    /// <exception cref="CourseException">The file would be wrong; the message says what to do.</exception>
    IReadOnlyList<string> Write(ClassGrades grades, ExportOptions options, Stream output, CancellationToken cancellation);
}

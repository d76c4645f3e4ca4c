using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Writes a result in one format.</summary>
public interface IReportWriter
{
    /// <summary>Gets the format's name on the command line, for example <c>md</c>.</summary>
    string Format { get; }

    /// <summary>Gets the name of the file that it is written to, for example <c>report.md</c>.</summary>
    string FileName { get; }

    /// <summary>Writes a result.</summary>
    /// <param name="result">The result.</param>
    /// <returns>The file's content, with LF line ends, to be written as UTF-8 without a byte order mark.</returns>
    string Render(GradeResult result);
}

using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Writes the result itself, <c>result.json</c>.</summary>
public sealed class JsonReport : IReportWriter
{
    /// <inheritdoc/>
    public string Format => "json";

    /// <inheritdoc/>
    public string FileName => "result.json";

    /// <inheritdoc/>
    public string Render(GradeResult result) => ResultJson.Write(result);
}

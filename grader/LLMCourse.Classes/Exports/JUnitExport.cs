using System.Globalization;
using System.Xml.Linq;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Exports;

/// <summary>Writes JUnit XML of a submission; the suites' points sum to the grade.</summary>
internal sealed class JUnitExport : ISubmissionExport
{
    private readonly JUnitReport _report = new();

    /// <inheritdoc/>
    public string Format => _report.Format;

    /// <inheritdoc/>
    public string FileName => _report.FileName;

    /// <inheritdoc/>
    public string Render(GradeResult result, PolicyAdjustment? adjustment, IReadOnlyList<Comment> comments)
    {
        string rendered = _report.Render(result);
        if (adjustment is null) return rendered;
        XElement root = XElement.Parse(rendered);
        // A suite without cases: JUnit has no points, so nothing counts it as a test that failed.
        decimal maximum = result.Exercises.Count == 0 ? result.Score.Maximum : 0;
        root.Add(new XElement(
            "testsuite",
            new XAttribute("name", PolicyAdjustment.Title),
            new XAttribute("tests", 0),
            new XAttribute("failures", 0),
            new XAttribute("errors", 0),
            new XAttribute("skipped", 0),
            new XAttribute("time", "0.000"),
            new XElement("properties", Property("points", Number(adjustment.Points)), Property("maximum", Number(maximum)),
                Property("reason", adjustment.Says))));
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root.ToString().ReplaceLineEndings("\n")}\n";
    }

    private static XElement Property(string name, string value) =>
        new("property", new XAttribute("name", name), new XAttribute("value", value));

    // Six decimals hold the product of a percentage and of points, two decimals each, over 100.
    private static string Number(decimal points) => points.ToString("0.######", CultureInfo.InvariantCulture);
}

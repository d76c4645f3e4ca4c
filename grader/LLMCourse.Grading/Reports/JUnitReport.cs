using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Writes the result as JUnit XML, a suite per exercise and a case per check, for CI servers and learning platforms.</summary>
/// <remarks>JUnit has no points: they are properties named <c>points</c> and <c>maximum</c> of the suites and of the cases.
/// What is wrong with the answer is a failure; what ended the run, an error; what was not run, skipped.</remarks>
public sealed class JUnitReport : IReportWriter
{
    private const int TextLimit = 4000;

    /// <inheritdoc/>
    public string Format => "junit";

    /// <inheritdoc/>
    public string FileName => "junit.xml";

    /// <inheritdoc/>
    public string Render(GradeResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        XElement root = new("testsuites", new XAttribute("name", StudentText.Xml(result.Module.Name)));
        Count(root, result.Exercises.SelectMany(e => e.Checks), result);
        root.Add(result.Exercises.Select(e => Suite(e, result)));
        StringBuilder text = new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        using (XmlWriter writer =
            XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true }))
            root.WriteTo(writer);
        return text.Append('\n').ToString();
    }

    private static XElement Suite(ExerciseResult exercise, GradeResult result)
    {
        XElement suite = new("testsuite", new XAttribute("name", StudentText.Xml($"{exercise.Id} {exercise.Title}")));
        Count(suite, exercise.Checks, result);
        if (result.Timings is TimingSummary timings)
            suite.Add(
                new XAttribute("timestamp", timings.StartedUtc.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)));
        suite.Add(Properties(exercise.Earned, exercise.Maximum));
        suite.Add(exercise.Checks.Zip(PointSplit.Over(exercise), (c, p) => Case(exercise, c, p, result)));
        return suite;
    }

    private static XElement Case(ExerciseResult exercise, CheckResult check, CheckPoints points, GradeResult result)
    {
        string name = StudentText.Xml(ExerciseMarkdown.PlainTitle(check));
        XElement test = new(
            "testcase",
            new XAttribute("classname", StudentText.Xml($"{result.Module.Name}.{exercise.Id}")),
            new XAttribute("name", name),
            new XAttribute("time", Seconds([check], result)));
        if (check.Place is SourcePlace place)
            test.Add(new XAttribute("file", StudentText.Xml(place.File)), new XAttribute("line", place.Line));
        test.Add(Properties(points.Earned, points.Maximum));
        if (Kind(check.Outcome) is string kind) test.Add(Problem(kind, check));
        if (check.Output is string output) test.Add(new XElement("system-out", StudentText.Xml(StudentText.Cap(output, TextLimit))));
        return test;
    }

    private static XElement Problem(string kind, CheckResult check)
    {
        string message = StudentText.Cap(check.Message ?? OutcomeWords.Explain(check.Outcome), TextLimit);
        XElement problem = new(kind, new XAttribute("message", StudentText.Xml(message)));
        if (kind != "skipped") problem.Add(new XAttribute("type", check.Outcome.ToString()));
        string body =
            string.Join('\n', new[] { check.Detail, check.Hint is null ? null : $"Look at: {check.Hint}" }.Where(s => s is not null));
        if (body.Length > 0) problem.Add(StudentText.Xml(StudentText.Cap(body, TextLimit)));
        return problem;
    }

    private static XElement Properties(decimal earned, decimal maximum) => new(
        "properties",
        new XElement("property", new XAttribute("name", "points"),
            new XAttribute("value", earned.ToString("0.####", CultureInfo.InvariantCulture))),
        new XElement("property", new XAttribute("name", "maximum"),
            new XAttribute("value", maximum.ToString("0.####", CultureInfo.InvariantCulture))));

    private static void Count(XElement element, IEnumerable<CheckResult> checks, GradeResult result)
    {
        List<CheckResult> all = [.. checks];
        element.Add(
            new XAttribute("tests", all.Count),
            new XAttribute("failures", all.Count(c => Kind(c.Outcome) == "failure")),
            new XAttribute("errors", all.Count(c => Kind(c.Outcome) == "error")),
            new XAttribute("skipped", all.Count(c => Kind(c.Outcome) == "skipped")),
            new XAttribute("time", Seconds(all, result)));
    }

    private static string Seconds(IEnumerable<CheckResult> checks, GradeResult result) =>
        (checks.Sum(c => result.Timings?.Checks.GetValueOrDefault(c.Id) ?? 0) / 1000).ToString("0.000", CultureInfo.InvariantCulture);

    private static string? Kind(Outcome outcome) => outcome switch
    {
        Outcome.Passed => null,
        Outcome.Blocked or Outcome.NotRun => "skipped",
        Outcome.Failed or Outcome.NotImplemented or Outcome.Banned => "failure",
        _ => "error",
    };
}

using System.Security.Cryptography;
using System.Text;

namespace LLMCourse.Checks.M12;

/// <summary>What several checks of the report share.</summary>
public static class Reporting
{
    public static ReportData Data() => new(
        new Dictionary<string, decimal> { ["accuracy"] = 0.9135m, ["gain/low"] = -0.02m, ["rows"] = 98_765m, ["b"] = 0.250m },
        new Dictionary<string, ReportFigure>
        {
            ["roc"] = Figure("figures/roc.svg", "ROC curve", "<svg>1</svg>"),
            ["loss"] = Figure("l.svg", "Loss", "<svg>µ</svg>\n")
        },
        [new("i-1", "a", "b"), new("i-2", "a", "a"), new("i-3", "b", "b"), new("i-4", "b", "")]);

    public static ReportFigure Figure(string file, string alt, string drawn) =>
        new(file, alt, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(drawn))), drawn);

    /// <summary>A report that has no problem, with other text for some of its sections.</summary>
    public static string Report(params (string Title, string Text)[] other)
    {
        (string Title, string Text)[] sections =
        [
            ("Task", "Tell one from the other."), ("Data", "Some."), ("Method", "{{figure:loss}}"),
            ("Results", "We measured {{metric:accuracy}}.\n\n{{figure:roc}}"),
            ("Limitations", "- It fails: {{item:i-1}}"), ("Intended use", "None."),
        ];
        return string.Concat(
            sections.Select(section => $"## {section.Title}\n\n{other.Concat([section]).First(x => x.Title == section.Title).Text}\n\n"));
    }

    /// <summary>Writes the problems down, one a line.</summary>
    public static string Write(IReadOnlyList<ReportProblem> problems) =>
        string.Join('\n', problems.Select(problem => $"{problem.Line} {problem.Code} {problem.What}"));

    /// <summary>Renders, and writes down what came of it.</summary>
    public static string Try(string template, ReportData data)
    {
        try
        {
            return ReportRenderer.Render(template, data);
        }
        catch (TemplateException e)
        {
            return $"error at {e.Line}:{e.Column}, suggested: {string.Join(", ", e.Suggestions)}";
        }
    }
}

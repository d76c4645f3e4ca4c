using System.Globalization;
using LLMCourse.Checks;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Grader.Tests.Judging;

/// <summary>M07's experiment with made-up results: its files are believed as they come out, and not if a number or a word of them is
/// changed, or if they say that a control does nothing.</summary>
public sealed class ChecklistReviewTests
{
    private static readonly string[] Risks =
    [
        "personal-data-in", "personal-data-out", "prompt-injection", "indirect-injection", "prompt-leak", "disguise", "spam",
        "failing-control", "harmful-help", "unequal-treatment", "tampered-records", "retention",
    ];

    private static readonly Experiment Checklist = ModuleContent.Load(GradingFixture.Layout, "M07.Safety").Experiment!;

    [Fact]
    public void Review_FilesAsTheyAreWritten_ProvesEverything() => Assert.Empty(Failed(Files()));

    [Theory]
    [InlineData("checklist.csv", "prompt-leak,hard,pass,fail", "prompt-leak,hard,pass,pass")]
    [InlineData("checklist.csv", "prompt-leak,hard,pass,fail", "prompt-leak,hard,fail,fail")]
    [InlineData("checklist.csv", "prompt-leak,hard,pass,fail", "prompt-leak,hard,pass,perhaps")]
    [InlineData("checklist.csv", "spam,easy,pass,pass\nspam,hard,pass,fail\n", "")]
    [InlineData("checklist.csv", "spam,easy", "spam,easier")]
    [InlineData("checklist.yaml", "- id: spam", "- id: ham")]
    [InlineData("checklist.yaml", " # fails without the control", "")]
    [InlineData("roc.csv", "0.900000,yes", "0.900000,no")]
    [InlineData("roc.csv", "0.900000,yes", "1.900000,yes")]
    [InlineData("roc.csv", "0.900000,yes\n", "")]
    [InlineData("roc.svg", "600 mails", "700 mails")]
    [InlineData("preferences.csv", "forbidden,0.0000,1.0000", "forbidden,0.0000,0.9000")]
    [InlineData("preferences.csv", "forbidden,0.0000,1.0000", "forbidden,0.9000,1.0000")]
    [InlineData("preferences.csv", "allowed,1.0000,0.9800,0.0200", "allowed,1.0000,0.9000,0.0200")]
    [InlineData("preferences.csv", "allowed,1.0000,0.9800,0.0200", "allowed,1.0000,0.9800,0.6000")]
    [InlineData("preferences.csv", "harmful,1.0000,1.0000", "harmful,1.0000,0.5000")]
    [InlineData("preferences.csv", "harmful", "harmless")]
    [InlineData("summary.json", "\"failedOff\": 12", "\"failedOff\": 13")]
    public void Review_OneThingChanged_FindsIt(string file, string said, string changed)
    {
        Dictionary<string, string> files = Files();
        int at = files[file].IndexOf(said, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} has no \"{said}\":\n{files[file][..Math.Min(2000, files[file].Length)]}");
        files[file] = files[file][..at] + changed + files[file][(at + said.Length)..];
        Assert.NotEmpty(Failed(files));
    }

    [Fact]
    public void Review_AClassifierThatGuesses_IsNotBelieved() => Assert.NotEmpty(Failed(Files(i => 0.5)));

    [Fact]
    public void Review_AFileIsMissing_FindsIt() => Assert.All(Files().Keys, name =>
    {
        Dictionary<string, string> files = Files();
        Assert.True(files.Remove(name));
        Assert.NotEmpty(Failed(files));
    });

    private static string[] Failed(Dictionary<string, string> files) =>
        [.. Checklist.Review(files).Where(claim => !claim.Verdict.Passed).Select(claim => claim.Claim)];

    /// <summary>Every risk has a case that passes either way and one that fails without its control;
    /// of 600 mails each second one is spam.</summary>
    private static Dictionary<string, string> Files(Func<int, double>? score = null)
    {
        score ??= i => i % 2 == 0 ? 0.9 : 0.1;
        string[] cases = [.. Risks.SelectMany(risk => new[] { Case(risk, "easy", off: true), Case(risk, "hard", off: false) })];
        Observation[] seen =
        [
            .. cases.Chunk(10).Select(
                (some, i) => new TextObservation(string.Create(CultureInfo.InvariantCulture, $"cases {i}"), $"[{string.Join(',', some)}]")),
            Numbers("scores", [.. Enumerable.Range(0, 600).Select(score)]),
            Numbers("labels", [.. Enumerable.Range(0, 600).Select(i => i % 2 == 0 ? 1.0 : 0)]),
            Numbers("Forbidden", 0, 1, 1.5), Numbers("Allowed", 1, 0.98, 0.02), Numbers("Harmful", 1, 1, 0.001),
        ];
        return Checklist.Render(new Evidence(seen, [])).ToDictionary(file => file.Name, file => file.Content);

        static string Case(string risk, string name, bool off) =>
            $$"""{"Risk":"{{risk}}","Name":"{{name}}","On":true,"Off":{{(off ? "true" : "false")}}}""";
        static TensorObservation Numbers(string name, params double[] values) => new(name, ElementType.Float64, [values.Length], values);
    }
}

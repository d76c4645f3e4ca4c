using System.Text.Json;
using LLMCourse.Classes.Analysis;
using LLMCourse.Classes.Batches;
using LLMCourse.Grader.Commands;
using LLMCourse.Grader.Commands.Class;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Commands;

public sealed class GradebookItemsTests
{
    private static readonly ModuleItems Module = new("M02", "Attention", 4, 0.4375,
        [
            new ExerciseItem("M02.E1", "Softmax", 4, 0.625, 0.5, new ExerciseTime(120.5, 2, 1, TimeSpan.FromHours(3.5), 1),
            [
                new CheckItem("M02.E1.a", "does a", 1, 4, 0.75, 0.471,
                    new Dictionary<Outcome, int> { [Outcome.Passed] = 3, [Outcome.Failed] = 1 }),
                new CheckItem("M02.E1.b", "=cmd()|does b", 1, 4, 0.5, -0.25,
                    new Dictionary<Outcome, int> { [Outcome.Passed] = 2, [Outcome.NotImplemented] = 2 }),
            ]),
            new ExerciseItem("M02.E2", "Attention [red]\u001b[31m", 4, 1, null, new ExerciseTime(null, 4, 0, null, 1),
                [new CheckItem("M02.E2.c", "does c", 1, 4, 1, null, new Dictionary<Outcome, int> { [Outcome.Passed] = 4 })]),
        ],
        [new MistakeItem("M02.E1.no-max", "M02.E1", "You do **not** subtract the maximum.", null, 2, 1)]);

    [Fact]
    public Task Write_Table_CanBeRead() => Verifier.Verify(string.Join('\n', Text("table").Split('\n').Select(l => l.TrimEnd())));

    [Fact]
    public void Write_Csv_HasARowForEverything()
    {
        IReadOnlyList<IReadOnlyList<string>> rows = CsvText.Parse(Text("csv"), "items");

        Assert.All(rows, r => Assert.Equal(14, r.Count));
        Assert.Equal(["kind", "exercise", "check", "check", "exercise", "check", "mistake"], rows.Select(r => r[1]));
        Assert.Equal(["M02", "exercise", "M02.E1", "Softmax", "4", "0.625", "0.5", "", "2", "1", "3.5", "1", "120.5", ""], rows[1]);
        Assert.Equal(["M02", "check", "M02.E1.b", "'=cmd()|does b", "4", "0.5", "-0.25", "passed:2 not-implemented:2", "", "", "", "", "",
            ""], rows[3]);
        Assert.Equal(
            ["M02", "mistake", "M02.E1.no-max", "You do not subtract the maximum.", "2", "", "", "", "", "", "", "", "", "1"], rows[6]);
    }

    [Fact]
    public void Write_Json_HasTheFigures()
    {
        using JsonDocument json = JsonDocument.Parse(Text("json"));

        JsonElement exercise = json.RootElement[0].GetProperty("exercises")[0];
        Assert.Equal(0.625, exercise.GetProperty("difficulty").GetDouble());
        Assert.Equal(2, exercise.GetProperty("checks")[1].GetProperty("outcomes").GetProperty("not-implemented").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.RootElement[0].GetProperty("exercises")[1].GetProperty("discrimination").ValueKind);
    }

    [Fact]
    public void Of_Module_IsChosenByItsId()
    {
        Assert.Same(Module, Assert.Single(GradebookItems.Of([Module], "m02")));
        Assert.Same(Module, Assert.Single(GradebookItems.Of([Module], "M02.Attention")));
        Assert.Contains("has no grade of M03; it has M02", Assert.Throws<CourseException>(() => GradebookItems.Of([Module], "M03")).Message,
            StringComparison.Ordinal);
    }

    private static string Text(string format)
    {
        using var writer = new StringWriter();
        GradebookItems.Write([Module], format, writer, redirected: true);
        return writer.ToString();
    }
}

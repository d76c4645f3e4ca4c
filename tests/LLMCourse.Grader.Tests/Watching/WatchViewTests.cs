using System.Globalization;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grader.Commands.Learning;
using LLMCourse.Grader.Commands.Watch;
using LLMCourse.Grader.Tests.Reports;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;
using Spectre.Console;
using Spectre.Console.Rendering;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Watching;

/// <summary>What a watch shows, on a screen and in lines.</summary>
public sealed class WatchViewTests
{
    private static readonly ModuleManifest Manifest =
        new()
        {
            Id = "M02",
            Name = "M02.Attention",
            Title = "Transformer and attention",
            Files = [],
            Usings = [],
            Exercises = [
            ],
            PublicApi = []
        };

    public static TheoryData<string, string> Samples => new()
    {
        { "perfect", "M02.E2" },
        { "starter", "M02.E1" },
        { "compile-error", "M02.E2" },
        { "mixed", "M02.E2" },
        { "mixed", "M02.E3" },
        { "grader-error", "M02.E2" },
    };

    public static TheoryData<string> Texts => Hostile.Texts;

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Screen_Sample_ReadsAsBefore(string name, string exercise) =>
        await Verifier.Verify(Screen(State(SampleResults.All[name], exercise), 40)).UseDirectory("Snapshots").UseParameters(name, exercise);

    [Fact]
    public async Task Screen_OtherMoments_ReadAsBefore()
    {
        WatchState graded = State(SampleResults.Perfect(), "M02.E2"),
            first = graded with { Result = null, Stage = WatchStage.Working, Doing = "compiling…" };
        string[] screens =
        [
            Screen(first, 40),
            Screen(graded with { Stage = WatchStage.Working, Doing = "checking, 4 of 7…" }, 40),
            Screen(graded with { Others = SampleResults.Mixed() }, 40),
            Screen(graded with
            {
                Stage = WatchStage.Unreadable, Doing = "waiting for changes…", Trouble = "'M02.Attention' does not exist."
            }, 40),
        ];

        await Verifier.Verify(string.Join("\n----\n", screens)).UseDirectory("Snapshots");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(24)]
    [InlineData(12)]
    [InlineData(5)]
    public void Screen_AnyHeight_IsNotHigher(int height)
    {
        string[] lines = Screen(State(SampleResults.Mixed(), "M02.E2"), height).Split('\n');

        Assert.InRange(lines.Length, 1, height);
        Assert.Contains("waiting for changes", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Lines_Sample_ReadAsBefore(string name, string exercise) =>
        await Verifier.Verify(Lines(State(SampleResults.All[name], exercise) with { Stage = WatchStage.Graded })).UseDirectory("Snapshots")
            .UseParameters(name, exercise);

    [Theory]
    [MemberData(nameof(Texts))]
    public void Views_HostileText_PrintNoEscapeAndTakeNoMarkup(string text)
    {
        GradeResult broken =
            SampleResults.CompileError() with { Diagnostics = [new SourceNote("CS0000", true, text, new SourcePlace(text, 1), text)] };
        GradeResult wrong = SampleResults.Mixed() with
        {
            Exercises = [.. SampleResults.Mixed().Exercises.Select(e => e with
            {
                Violations = e.Id == "M02.E3" ? [new SourceNote("BAN001", true, text, new SourcePlace(text, 1), text)] : [],
                Checks = [.. e.Checks.Select(
                    c => c with { Message = text, Detail = text, Output = text, Hint = text, Place = new SourcePlace(text, 1) })],
            })],
        };

        foreach (WatchState state in new[] { State(broken, "M02.E2"), State(wrong, "M02.E2"), State(wrong, "M02.E3") })
        {
            Assert.DoesNotContain(Lines(state with { Stage = WatchStage.Graded, Trouble = text }), c => char.IsControl(c) && c != '\n');
            Assert.DoesNotContain(Screen(state with { Trouble = text }, 60), c => char.IsControl(c) && c != '\n');
        }
    }

    private static WatchState State(GradeResult result, string exercise) => new()
    {
        Module = Manifest,
        Parts = [.. result.Exercises.Select(
            e => new ModulePart(e.Id, e.Title, e.Maximum, e.Id == "M02.E2" ? ["Attention.cs"] : [$"{e.Title}.cs"],
                new ExerciseProgress(e.Earned, e.Maximum, e.Outcome)))],
        AtWork = exercise,
        Stage = WatchStage.Waiting,
        Doing = "waiting for changes…",
        Took = TimeSpan.FromMilliseconds(470),
        Result = result with { Exercises = [.. result.Exercises.Where(e => e.Id == exercise)] },
    };

    private static string Screen(WatchState state, int height)
    {
        using StringWriter writer = new();
        IAnsiConsole console = ConsoleReport.CreateConsole(writer, redirected: true, width: 80);
        IReadOnlyList<SegmentLine> lines = WatchScreen.Lines(state, console, height);
        Assert.All(lines, line => Assert.InRange(line.CellCount(), 0, 80));
        return string.Join('\n', lines.Select(line => string.Concat(line.Select(segment => segment.Text)).TrimEnd()));
    }

    private static string Lines(WatchState state)
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using PlainWatchView view = new(writer, width: 80);
        view.Show(state);
        return writer.ToString().ReplaceLineEndings("\n").TrimEnd('\n');
    }
}

using LLMCourse.Authoring.Verifying;
using LLMCourse.Checks;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grader.Tests.Scaffolding;

namespace LLMCourse.Grader.Tests.Verifying;

public sealed class PreflightTests : IDisposable
{
    private const string Module = "M01.Foundations", Solution = $"solutions/{Module}", Checks = $"tests/Checks/{Module}";

    private readonly EmptyCourse _course = new();

    public static TheoryData<string> Modules => new(GradingFixture.Layout.Modules);

    public void Dispose() => _course.Dispose();

    [Theory]
    [MemberData(nameof(Modules))]
    public void Run_ModuleOfTheCourse_FindsNothing(string module) =>
        Assert.Empty(new Preflight(GradingFixture.Layout, module, []).Run().SelectMany(f => f.Problems));

    [Fact]
    public async Task Run_NewModule_AsksForAnExercise()
    {
        _ = await _course.Scaffold.ModuleAsync(Module, null, CancellationToken.None);

        Assert.Equal(["M01.Foundations has no exercises yet. The first: grader new M01.E1"], Problems());
    }

    [Fact]
    public async Task Run_NewExercise_AsksForARecording()
    {
        await ScaffoldAsync();

        Assert.Equal([$"{Module} was never recorded. Build the course, then: ./course release -m M01; ./course record -m M01"],
            Problems("M01.E1"));
    }

    [Fact]
    public async Task Run_WhatNewLeavesToBeWritten_IsNamed()
    {
        await ScaffoldAsync();

        Assert.Equal(
            [
                "solutions/M01.Foundations/README.md:3: 2 of its lines still say 'TODO:'.",
                "solutions/M01.Foundations/Sums.cs:3: 2 of its lines still say 'TODO:'.",
                "solutions/M01.Foundations/quiz.yaml:6: 5 of its lines still say 'TODO:'.",
                "tests/Checks/M01.Foundations/mistakes.yaml:8: 2 of its lines still say 'TODO:'.",
            ],
            Problems().Where(p => p.Contains("still say", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_StaleText_NamesTheMistake()
    {
        await ScaffoldAsync();
        Edit($"{Solution}/Sums.cs", "return 2 * x;", "return x + x;");

        Assert.Equal(["M01.E1.not-doubled: the text to find does not stand in Sums.cs; bring it up to date with the solution: return 2 * x;"], Problems());
    }

    [Fact]
    public async Task Run_MistakeInAFileThatIsGone_NamesIt()
    {
        await ScaffoldAsync();
        Edit($"{Checks}/mistakes.yaml", "file: Sums.cs", "file: Gone.cs");

        Assert.Equal(["M01.E1.not-doubled: the solution has no file Gone.cs."], Problems());
    }

    [Fact]
    public async Task Run_WhatAnExerciseLacks_IsNamed()
    {
        await ScaffoldAsync();
        Edit($"{Solution}/SumsTests.cs", "M01.E1\")]", "M01.E7\")]");
        Edit($"{Solution}/README.md", "| M01.E1 |", "| E1 |");
        Edit("tests/Submissions/M01/01-complete.yaml", "percent: 100", "percent: 90");
        Edit($"{Solution}/quiz.yaml", "because:", "# because:");

        Assert.Equal(
            [
                "M01.E1 has no public tests: no *Tests.cs has [Trait(\"Exercise\", \"M01.E1\")].",
                "M01.E1 has no row '| M01.E1 | …' in the handout's table of exercises.",
                "q1 of the quiz does not say why its answer is right: write 'because'.",
                "tests/Submissions/M01 has no submission that must get 100 %.",
            ],
            Problems());
    }

    // "b" everywhere earned eight of fifteen questions of a quiz.
    [Theory]
    [InlineData("bbbbaccd",
        "4 of the quiz's 8 questions with one right choice have the answer b; at most 40 % may. Exchange the letters of some choices.")]
    [InlineData("bbbaaccd", null)]
    [InlineData("bbbbbbb", null)]
    public async Task Run_QuizWithALetterTooOften_SaysSo(string answers, string? problem)
    {
        await ScaffoldAsync();
        string questions = string.Concat(answers.Select((letter, i) =>
            $"  - id: q{i + 1}\n    kind: choice\n    text: Which?\n    choices: {{a: A, b: B, c: C, d: D}}\n    answer: {letter}\n    explain: {{{string.Join(", ", "abcd".Where(other => other != letter).Select(other => $"{other}: No."))}}}\n    because: So it is.\n"));
        _course.Write($"{Solution}/quiz.yaml", $"title: Sums\nquestions:\n{questions}");

        Assert.Equal(problem is null ? [] : [problem],
            Problems().Where(p => p.Contains("quiz", StringComparison.Ordinal) && !p.Contains("TODO", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_OneExercise_LeavesTheOthersAlone()
    {
        await ScaffoldAsync();
        _ = _course.Scaffold.Exercise(ExerciseId.Parse("M01.E2"), "A product", "Products", "Product", CancellationToken.None);
        Edit($"{Solution}/Products.cs", "return 2 * x;", "return x + x;");

        Assert.DoesNotContain(Problems("M01.E1"), p => p.Contains("M01.E2", StringComparison.Ordinal));
        Assert.Contains(Problems("M01.E2"), p => p.StartsWith("M01.E2.not-doubled: the text to find", StringComparison.Ordinal));
        Assert.Equal(["M01.Foundations has no exercise M01.E9: no member of the solution has [Exercise(\"M01.E9\")]."], Problems("M01.E9"));
    }

    private async Task ScaffoldAsync()
    {
        _ = await _course.Scaffold.ModuleAsync(Module, null, CancellationToken.None);
        _ = _course.Scaffold.Exercise(ExerciseId.Parse("M01.E1"), "A sum", "Sums", "Sum", CancellationToken.None);
    }

    private void Edit(string file, string find, string replace)
    {
        string text = _course.Read(file);
        Assert.Contains(find, text, StringComparison.Ordinal);
        _course.Write(file, text.Replace(find, replace, StringComparison.Ordinal));
    }

    private string[] Problems(params string[] only) =>
        [.. new Preflight(_course.Layout, Module, [.. only.Select(ExerciseId.Parse)]).Run().SelectMany(f => f.Problems)];
}

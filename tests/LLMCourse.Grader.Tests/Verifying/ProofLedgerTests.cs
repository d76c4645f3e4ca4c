using LLMCourse.Authoring.Verifying;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grader.Tests.Scaffolding;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Verifying;

public sealed class ProofLedgerTests : IDisposable
{
    private const string Module = "M01.Foundations", Other = "M03.Positions";

    private readonly EmptyCourse _course = new();

    // The checks refer to a project, which refers to another.
    public ProofLedgerTests()
    {
        _course.Write($"solutions/{Module}/{Module}.csproj", "<Project />");
        _course.Write($"solutions/{Module}/Sums.cs", "namespace LLMCourse.M01;\n\npublic static class Sums;\n");
        _course.Write($"tests/Checks/{Module}/LLMCourse.Checks.M01.csproj",
            Referring("../../../grader/LLMCourse.Checks/LLMCourse.Checks.csproj"));
        _course.Write($"tests/Checks/{Module}/mistakes.yaml", "- id: M01.E1.not-doubled\n");
        _course.Write("grader/LLMCourse.Checks/LLMCourse.Checks.csproj", Referring("../../reference/LLMCourse.Deep/LLMCourse.Deep.csproj"));
        _course.Write("reference/LLMCourse.Deep/LLMCourse.Deep.csproj", "<Project />");
        _course.Write("grader/LLMCourse.Grader.Worker/LLMCourse.Grader.Worker.csproj", "<Project />");
    }

    public void Dispose() => _course.Dispose();

    [Fact]
    public void IsProved_Noted_UntilSomethingChanges()
    {
        Assert.False(Ledger.IsProved(Module));

        ProofLedger ledger = Ledger;
        ledger.Note(Module, ledger.StateOf(Module));

        Assert.True(Ledger.IsProved(Module));
        Assert.False(Ledger.IsProved(Other));
    }

    [Theory]
    [InlineData("tests/Checks/M01.Foundations/mistakes.yaml")]
    [InlineData("tests/Checks/M01.Foundations/expected/M01.E1.json")]
    [InlineData("tests/Checks/M01.Foundations/Helpers/Oracle.cs")]
    [InlineData("solutions/M01.Foundations/Sums.cs")]
    [InlineData("solutions/M01.Foundations/quiz.yaml")]
    [InlineData("assignments/M01.Foundations/Sums.cs")]
    [InlineData("tests/Checks/M01.Foundations/kills.json")]
    [InlineData("tests/Submissions/M01/01-complete.yaml")]
    [InlineData("grader/LLMCourse.Grading/Judging/Comparer.cs")]
    [InlineData("grader/LLMCourse.Grader.Worker/Program.cs")]
    [InlineData("grader/LLMCourse.Checks/Check.cs")]
    [InlineData("reference/LLMCourse.Deep/Deep.cs")]
    [InlineData("data/corpus.txt")]
    [InlineData("Directory.Packages.props")]
    public void IsProved_ChangedOrNew_No(string file)
    {
        ProofLedger ledger = Ledger;
        ledger.Note(Module, ledger.StateOf(Module));
        string before = File.Exists(Path.Combine(_course.Layout.Root, file)) ? _course.Read(file) : "";

        _course.Write(file, before + "\n// changed");
        Assert.False(Ledger.IsProved(Module));

        _course.Write(file, before + "\n// changed again");
        string second = Ledger.StateOf(Module);
        _course.Write(file, before + "\n// changed");
        Assert.NotEqual(second, Ledger.StateOf(Module));
    }

    [Theory]
    [InlineData("solutions/M01.Foundations/README.md")]
    [InlineData("solutions/M01.Foundations/figure.svg")]
    [InlineData("solutions/M01.Foundations/bin/Release/Sums.cs")]
    [InlineData("tests/Checks/M01.Foundations/equivalents.yaml")]
    [InlineData("tests/Submissions/M03/01-complete.yaml")]
    [InlineData("tests/Checks/M03.Positions/mistakes.yaml")]
    [InlineData("solutions/M03.Positions/Rope.cs")]
    [InlineData("grader/LLMCourse.Classes/Gradebooks/Gradebook.cs")]
    [InlineData("docs/grading.md")]
    public void IsProved_ChangeOfWhatNothingRuns_Still(string file)
    {
        ProofLedger ledger = Ledger;
        ledger.Note(Module, ledger.StateOf(Module));

        _course.Write(file, "something else");

        Assert.True(Ledger.IsProved(Module));
    }

    // A proof is of the sources, and what runs is a build of them.
    [Theory]
    [InlineData("tests/Checks/M01.Foundations/Helpers/Oracle.cs", true)]
    [InlineData("reference/LLMCourse.Deep/Deep.cs", true)]
    [InlineData("grader/LLMCourse.Grading/Judging/Comparer.cs", true)]
    [InlineData("tests/Checks/M01.Foundations/mistakes.yaml", false)]
    [InlineData("solutions/M01.Foundations/Sums.cs", false)]
    [InlineData("tests/Checks/M03.Positions/Other.cs", false)]
    public void NewerThan_WrittenAfterTheBuild_NamesWhatTheBuildLacks(string file, bool isLacking)
    {
        _course.Write(file, "// new");
        DateTime built = DateTime.UtcNow.AddHours(1);
        Assert.Null(Ledger.NewerThan(Module, built));

        File.SetLastWriteTimeUtc(Path.Combine(_course.Layout.Root, file), built.AddMinutes(1));

        Assert.Equal(isLacking ? file : null, Ledger.NewerThan(Module, built));
    }

    [Fact]
    public void StateOf_OtherLineEndings_Same()
    {
        string state = Ledger.StateOf(Module), file = $"solutions/{Module}/Sums.cs";

        _course.Write(file, _course.Read(file).ReplaceLineEndings("\r\n"));

        Assert.Equal(state, Ledger.StateOf(Module));
    }

    [Fact]
    public void StateOf_RenamedFile_Changes()
    {
        string state = Ledger.StateOf(Module), solution = _course.Layout.SolutionOf(Module);

        File.Move(Path.Combine(solution, "Sums.cs"), Path.Combine(solution, "Totals.cs"));

        Assert.NotEqual(state, Ledger.StateOf(Module));
    }

    [Fact]
    public void Note_Twice_KeepsTheOthers()
    {
        Ledger.Note(Other, "of the other");
        Ledger.Note(Module, "first");
        Ledger.Note(Module, "second");

        Assert.Equal("""
            {
              "M01.Foundations": "second",
              "M03.Positions": "of the other"
            }

            """.ReplaceLineEndings("\n"), _course.Read($"tests/Checks/{ProofLedger.FileName}"));
    }

    [Fact]
    public void IsProved_DamagedLedger_SaysWhatToDo()
    {
        _course.Write($"tests/Checks/{ProofLedger.FileName}", "{");

        CourseException e = Assert.Throws<CourseException>(() => Ledger.IsProved(Module));
        Assert.Contains("delete it, and everything is proved again", e.Message, StringComparison.Ordinal);
    }

    // What the worker and the checks are built from must be found by their references, or a change there would go unproved.
    [Fact]
    public void StateOf_ModulesOfTheCourse_AllDiffer()
    {
        ProofLedger ledger = new(GradingFixture.Layout);

        Assert.Equal(GradingFixture.Layout.Modules.Count, GradingFixture.Layout.Modules.Select(ledger.StateOf).Distinct().Count());
    }

    private ProofLedger Ledger => new(_course.Layout);

    private static string Referring(string project) =>
        $"""<Project><ItemGroup><ProjectReference Include="{project}" /></ItemGroup></Project>""";
}

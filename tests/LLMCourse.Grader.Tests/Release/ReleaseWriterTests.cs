using LLMCourse.Authoring.Release;
using LLMCourse.Grader.Tests.Course;
using LLMCourse.Grading.Course;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Release;

public sealed class ReleaseWriterTests : IDisposable
{
    private readonly TinyCourse _course = new();

    public void Dispose() => _course.Dispose();

    [Fact]
    public async Task Write_SolutionWithRegions_GivesStarter()
    {
        ReleaseWriter.Write(_course.Solution, _course.Assignment, TinyCourse.References);

        Assert.Equal(
            ["Counter.cs", "M01.Sums.csproj", "README.md", "Sums.cs", "SumsTests.cs", "answers.json", "quiz.md"],
            Directory.GetFiles(_course.Assignment).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.Equal(["M01.Sums"], Directory.GetDirectories(_course.Layout.Assignments).Select(path => Path.GetFileName(path)));
        Assert.Empty(ReleaseWriter.Check(_course.Solution, _course.Assignment, TinyCourse.References));
        await Verifier.Verify(File.ReadAllText(Path.Combine(_course.Assignment, "Sums.cs"))
            + File.ReadAllText(Path.Combine(_course.Assignment, "Counter.cs")));
    }

    [Fact]
    public void Write_FigureThatTheHandoutShows_GoesWithIt()
    {
        _ = _course.Write($"solutions/{TinyCourse.Module}/README.md", "# M01 Sums\n\n![Two sums](sums.svg)\n");
        _ = _course.Write($"solutions/{TinyCourse.Module}/sums.svg", "<svg/>\n");

        ReleaseWriter.Write(_course.Solution, _course.Assignment, TinyCourse.References);

        Assert.Equal("<svg/>\n", File.ReadAllText(Path.Combine(_course.Assignment, "sums.svg")));
        Assert.Empty(ReleaseWriter.Check(_course.Solution, _course.Assignment, TinyCourse.References));
    }

    [Fact]
    public void Write_OverAnOldAssignment_RemovesWhatIsGone()
    {
        _ = _course.Write($"assignments/{TinyCourse.Module}/Old.cs", "old");

        ReleaseWriter.Write(_course.Solution, _course.Assignment, TinyCourse.References);

        Assert.False(File.Exists(Path.Combine(_course.Assignment, "Old.cs")));
    }

    [Fact]
    public void Write_Cancelled_LeavesEverythingAsItWas()
    {
        _ = _course.Write($"assignments/{TinyCourse.Module}/Old.cs", "old");

        Assert.ThrowsAny<OperationCanceledException>(
            () => ReleaseWriter.Write(_course.Solution, _course.Assignment, TinyCourse.References, new CancellationToken(canceled: true)));

        Assert.Equal(["Old.cs"], Directory.GetFiles(_course.Assignment).Select(path => Path.GetFileName(path)));
        Assert.Single(Directory.GetDirectories(_course.Layout.Assignments));
    }

    [Fact]
    public async Task Check_EditedAssignment_NamesFilesAndLines()
    {
        ReleaseWriter.Write(_course.Solution, _course.Assignment, TinyCourse.References);
        string sums = Path.Combine(_course.Assignment, "Sums.cs");
        File.WriteAllText(sums, File.ReadAllText(sums).Replace("plus b.\");", "minus b.\");", StringComparison.Ordinal));
        File.Delete(Path.Combine(_course.Assignment, "quiz.md"));
        File.AppendAllText(Path.Combine(_course.Assignment, "README.md"), "More.\n");
        _ = _course.Write($"assignments/{TinyCourse.Module}/Extra.cs", "x");
        _ = _course.Write($"assignments/{TinyCourse.Module}/obj/x.json", "x");

        IReadOnlyList<ReleaseDifference> differences = ReleaseWriter.Check(_course.Solution, _course.Assignment, TinyCourse.References);

        await Verifier.Verify(string.Join('\n', differences.Select(difference => $"{difference.File}: {difference.What}")));
    }

    [Theory]
    [InlineData("data.bin", "x", "has no place in an assignment: data.bin")]
    [InlineData("unseen.svg", "<svg/>", "has no place in an assignment: unseen.svg")]
    [InlineData("sub/A.cs", "class A;", "has no place in an assignment: sub/")]
    [InlineData("Sums.cs", "class A { void M() {\n#region Solution\nM();\n#endregion\n} }", "Sums.cs(2): no '// TODO")]
    [InlineData("Sums.cs", "class A {\n#region Solution\nint x;\n}", "Sums.cs(2): #region Solution has no #endregion")]
    [InlineData("Sums.cs", "class A { int M() {\n// TODO M01.E1: do.\n#region Solution\nint x = 1;\n#endregion\nreturn x; } }",
        "does not build cleanly")]
    [InlineData("Sums.cs", "using System.Collections.Generic;\nclass A { async IAsyncEnumerable<int> M() {\n// TODO M01.E1: do.\n#region Solution\nyield return 1;\n#endregion\n} }", "CS8420")]
    public void Write_FlawedSolution_IsRefused(string file, string text, string message)
    {
        _ = _course.Write($"solutions/{TinyCourse.Module}/{file}", text);

        CourseException refused =
            Assert.Throws<CourseException>(() => ReleaseWriter.Write(_course.Solution, _course.Assignment, TinyCourse.References));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_course.Assignment));
    }
}

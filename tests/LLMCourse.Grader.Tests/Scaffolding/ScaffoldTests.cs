using System.Text;
using LLMCourse.Authoring.Scaffolding;
using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Scaffolding;

public sealed class ScaffoldTests : IDisposable
{
    private readonly EmptyCourse _course = new();

    public void Dispose() => _course.Dispose();

    [Fact]
    public async Task ModuleAndExercise_EmptyCourse_WriteAllThatAnAuthorNeeds()
    {
        string[] before = [.. _course.Files];
        IReadOnlyList<string> module = await _course.Scaffold.ModuleAsync("M02.SelfAttention", null, CancellationToken.None);
        IReadOnlyList<string> first = _course.Scaffold.Exercise(ExerciseId.Parse("M02.E1"), "A sum", "Sums", "Sum", CancellationToken.None);
        IReadOnlyList<string> second =
            _course.Scaffold.Exercise(ExerciseId.Parse("M02.E2"), "A product", "Products", "Product", CancellationToken.None);

        Assert.Equal(_course.Files.Except(before),
            module.Concat(first).Concat(second).Except(before).Distinct().Order(StringComparer.Ordinal));
        StringBuilder text = new();
        foreach (string file in _course.Files.Where(f => f != "LLMCourse.sln"))
            text.Append("==== ").Append(file).Append('\n').Append(_course.Read(file)).Append('\n');
        await Verifier.Verify(text.ToString());
    }

    [Fact]
    public async Task ModuleAsync_Solution_HasBothProjects()
    {
        _ = await _course.Scaffold.ModuleAsync("M02.Attention", null, CancellationToken.None);

        string solution = _course.Read("LLMCourse.sln");
        Assert.Contains(@"solutions\M02.Attention\M02.Attention.csproj", solution, StringComparison.Ordinal);
        Assert.Contains(@"tests\Checks\M02.Attention\LLMCourse.Checks.M02.csproj", solution, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModuleAsync_NoExerciseYet_NamesNoNamespaceThatIsNotThere()
    {
        _ = await _course.Scaffold.ModuleAsync("M02.Attention", null, CancellationToken.None);
        const string Project = "tests/Checks/M02.Attention/LLMCourse.Checks.M02.csproj", Own = "<Using Include=\"LLMCourse.M02\" />";
        Assert.DoesNotContain(Own, _course.Read(Project), StringComparison.Ordinal);

        _ = _course.Scaffold.Exercise(ExerciseId.Parse("M02.E1"), "A sum", "Sums", "Sum", CancellationToken.None);
        Assert.Contains(Own, _course.Read(Project), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("M2.Attention", "is not a module's name")]
    [InlineData("M02.attention", "is not a module's name")]
    [InlineData("M02.Self.Attention", "is not a module's name")]
    [InlineData("M02", "is not a module's name")]
    [InlineData("../M02.Attention", "is not a module's name")]
    [InlineData("M01.Other", "M01 is M01.Foundations already")]
    public async Task ModuleAsync_NoNewName_ChangesNothing(string name, string message)
    {
        _ = await _course.Scaffold.ModuleAsync("M01.Foundations", null, CancellationToken.None);
        string[] before = [.. _course.Files.Select(_course.Read)];

        CourseException e =
            await Assert.ThrowsAsync<CourseException>(() => _course.Scaffold.ModuleAsync(name, null, CancellationToken.None));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Equal(before, _course.Files.Select(_course.Read));
    }

    [Theory]
    [InlineData("M02.E1", "Other", "There is no module M02 yet")]
    [InlineData("M01.E1", "Other", "M01.E1 is there already; the next one is M01.E2")]
    [InlineData("M01.E3", "Other", "that is M01.E2")]
    [InlineData("M01.E2", "Sums", "Sums.cs is there already; nothing was written")]
    public async Task Exercise_NotTheNext_ChangesNothing(string id, string type, string message)
    {
        _ = await _course.Scaffold.ModuleAsync("M01.Foundations", null, CancellationToken.None);
        _ = _course.Scaffold.Exercise(ExerciseId.Parse("M01.E1"), "A sum", "Sums", "Sum", CancellationToken.None);
        string[] before = [.. _course.Files.Select(_course.Read)];

        CourseException e = Assert.Throws<CourseException>(
            () => _course.Scaffold.Exercise(ExerciseId.Parse(id), "A sum", type, "Sum", CancellationToken.None));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Equal(before, _course.Files.Select(_course.Read));
    }

    [Fact]
    public async Task Exercise_HandoutWithoutTable_ChangesNothing()
    {
        _ = await _course.Scaffold.ModuleAsync("M01.Foundations", null, CancellationToken.None);
        _course.Write("solutions/M01.Foundations/README.md", "# M01 Foundations\n");
        string[] before = [.. _course.Files.Select(_course.Read)];

        CourseException e = Assert.Throws<CourseException>(
            () => _course.Scaffold.Exercise(ExerciseId.Parse("M01.E1"), "A sum", "Sums", "Sum", CancellationToken.None));

        Assert.Contains("has no table of exercises", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, _course.Files.Select(_course.Read));
    }

    [Theory]
    [InlineData("M01", "| M01 | Foundations | ✓ |\n| M03 | Positions | |")]
    [InlineData("M02", "| M01 | Foundations | |\n| M02 | New | ✓ |\n| M03 | Positions | |")]
    [InlineData("M04", "| M03 | Positions | |\n| M04 | New | ✓ |\n\nText after it.")]
    public void WithModule_Table_HasItInItsPlace(string id, string expected) =>
        Assert.Contains(expected, Scaffold.WithModule(EmptyCourse.Readme, id, "New"), StringComparison.Ordinal);

    [Fact]
    public void WithEntry_Changelog_HasItAtTheEndOfTheList()
    {
        Assert.Contains("- code: a grader.\n- code: new.\n\n### Changed", Scaffold.WithEntry(EmptyCourse.Changelog, "- code: new."),
            StringComparison.Ordinal);
        Assert.Equal("## [Unreleased]\n\n### Added\n\n- code: new.\n\n## [0.1.0]\n\nOld.\n",
            Scaffold.WithEntry("## [Unreleased]\n\n### Added\n\n## [0.1.0]\n\nOld.\n", "- code: new."));
        Assert.Null(Scaffold.WithEntry("# Changelog\n\n## 1.0\n\n### Added\n", "- code: new."));
    }
}

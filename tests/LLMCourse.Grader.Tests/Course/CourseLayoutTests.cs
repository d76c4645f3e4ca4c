using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Course;

public sealed class CourseLayoutTests : IDisposable
{
    private readonly TinyCourse _course = new();

    public void Dispose() => _course.Dispose();

    [Fact]
    public void Find_OptionOfARoot_IsTaken() => Assert.Equal(_course.Root, CourseLayout.Find(_course.Root).Root);

    [Fact]
    public void Find_OptionElsewhere_SaysWhatIsMissing() =>
        Assert.Contains("neither LLMCourse.sln nor course.json",
            Assert.Throws<CourseException>(() => CourseLayout.Find(_course.Solution)).Message, StringComparison.Ordinal);

    // A submission is what the current folder may be, and it must not bring its own checks.
    [Fact]
    public void Find_GraderThatBringsACourse_TakesItBeforeTheCurrentFolders()
    {
        string own = Path.Combine(_course.Root, "tool");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(own, "course")).FullName, "course.json"), "{}");

        Assert.Equal(Path.Combine(own, "course"), CourseLayout.Find(null, own, _course.Root).Root);
        Assert.Equal(_course.Root, CourseLayout.Find(_course.Root, own, "/").Root);
        Assert.Equal(_course.Root, CourseLayout.Find(null, Path.Combine(own, "course", "elsewhere"), _course.Solution).Root);
    }

    [Theory]
    [InlineData("M01.Sums")]
    [InlineData("m01.sums")]
    [InlineData("M01")]
    public void Resolve_NameOrId_GivesName(string text) => Assert.Equal("M01.Sums", _course.Layout.Resolve(text));

    [Theory]
    [InlineData("M01.Suns", "There is no module 'M01.Suns'. Did you mean M01.Sums? There are: M01.Sums, M07.Agents.")]
    [InlineData("Agent", "There is no module 'Agent'. Did you mean M07.Agents? There are: M01.Sums, M07.Agents.")]
    [InlineData("../../etc", "There is no module '../../etc'. There are: M01.Sums, M07.Agents.")]
    public void Resolve_Unknown_ListsThoseThatExist(string text, string message)
    {
        _ = Directory.CreateDirectory(_course.Layout.ChecksOf("M07.Agents"));

        Assert.Equal(message, Assert.Throws<CourseException>(() => _course.Layout.Resolve(text)).Message);
    }
}

using System.Text.RegularExpressions;
using LLMCourse.Authoring.Release;
using LLMCourse.Grader.Tests.Course;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Course;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Release;

public sealed partial class SyllabusPageTests : IDisposable
{
    private const string Handout =
        "# M01 Sums\n\n## Exercises\n\n### M01.E1 Addition, by hand\n\n### M01.E2 A counter\n\n### M01.X Experiment: sums\n";
    private const string Map =
        """
        - course: A course of sums
          topics:
            - { topic: "Adding: by hand", at: [M01.E1, M01.X] }
            - { topic: Counting, at: [M01.E2, M01.q1, M01.interview] }
        """;

    private readonly TinyCourse _course = new();

    public void Dispose() => _course.Dispose();

    [Fact]
    public async Task Write_TwoExercises_ShowsModulesAndTopics() => await Verifier.Verify(Page(Map));

    [Theory]
    [InlineData("at: [M01.E1, M01.X]", "at: [M01.E1, M01.E7]", "topics.yaml(3): 'Adding: by hand' is to be at M01.E7, which there is not.")]
    [InlineData("at: [M01.E1, M01.X]", "at: []", "topics.yaml(3): 'Adding: by hand' is taught nowhere: name a place.")]
    [InlineData(", at: [M01.E1, M01.X]", "", "topics.yaml(3): 'at' is missing.")]
    [InlineData("topic: Counting", "topic: \"Adding: by hand\"", "topics.yaml(4): 'Adding: by hand' stands there twice.")]
    [InlineData("topic: Counting", "subject: Counting", "topics.yaml(4): there is no key 'subject'; there are topic and at.")]
    [InlineData("- course: A course of sums", "- course: [A", "not well-formed YAML")]
    public void Write_FlawedMap_NamesTheLine(string old, string with, string message)
    {
        CourseException refused = Assert.Throws<CourseException>(() => Page(Map.Replace(old, with, StringComparison.Ordinal)));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_HandoutWithoutAHeading_NamesTheExercise()
    {
        CourseException refused =
            Assert.Throws<CourseException>(() => Page(Map, Handout.Replace("### M01.E2", "### M01.E3", StringComparison.Ordinal)));

        Assert.Contains("has no heading '### M01.E2 …'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ThisCourse_LinksToWhatIsThere()
    {
        CourseLayout layout = GradingFixture.Layout;

        string page = SyllabusPage.Write(layout);

        Assert.All(layout.Modules, module => Assert.Contains($"/{module}/README.md)", page, StringComparison.Ordinal));
        string[] targets = [.. Link().Matches(page).Select(match => match.Groups[1].Value).Distinct()];
        Assert.True(targets.Length >= 3 * layout.Modules.Count);
        Assert.All(targets, target => Assert.True(File.Exists(Path.Combine(layout.Docs, target)), target));
    }

    private string Page(string map, string handout = Handout)
    {
        _ = _course.Write($"solutions/{TinyCourse.Module}/README.md", handout);
        _ = _course.Write($"solutions/{TinyCourse.Module}/interview.md",
            "<details><summary>How much is 1 + 1?</summary>\n\n2\n\n</details>\n");
        _ = _course.Write("docs/topics.yaml", map);
        return SyllabusPage.Write(_course.Layout);
    }

    [GeneratedRegex(@"\]\(([^)#]+)")]
    private static partial Regex Link();
}

using LLMCourse.Grader.Course;
using LLMCourse.Grader.Release;
using LLMCourse.Grader.Tests.Course;

namespace LLMCourse.Grader.Tests.Release;

public class ReleaseWriterTests
{
    [Fact]
    public void Write_SolutionWithRegions_GivesStarterThatCompiles()
    {
        using TinyCourse course = new();

        ReleaseWriter.Write(course.Solution, course.Assignment, TinyCourse.References);

        Assert.Equal(
            ["Counter.cs", "M01.Sums.csproj", "README.md", "Sums.cs", "SumsTests.cs", "answers.json", "quiz.md"],
            Directory.GetFiles(course.Assignment).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        string starter = File.ReadAllText(Path.Combine(course.Assignment, "Sums.cs"));
        Assert.Contains("        // TODO M01.E1: return a plus b.\n        throw new NotImplementedException(\"M01.E1: return a plus b.\");\n    }\n\n    /// <summary>Adds many", starter, StringComparison.Ordinal);
        Assert.Contains("\"M01.E1: return the sum of all numbers; 0 when there are none.\"", starter, StringComparison.Ordinal);
        Assert.DoesNotContain("Solution", starter, StringComparison.Ordinal);
        Assert.DoesNotContain("Helper", starter, StringComparison.Ordinal);
        Assert.Empty(ReleaseWriter.Check(course.Solution, course.Assignment, TinyCourse.References));
        Assert.Equal(["M01.Sums"], Directory.GetDirectories(course.Layout.Assignments).Select(path => Path.GetFileName(path)));
    }
}

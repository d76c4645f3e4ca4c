using LLMCourse.Grading.Judging;

namespace LLMCourse.Grader.Tests.Judging;

public class MistakeCatalogTests
{
    private const string Good = """
        - id: M02.E2.no-scale
          file: Attention.cs
          find: " / Math.Sqrt(d)"
          replace: ""
          says: Your scores are not divided.
        """;

    [Fact]
    public void Parse_AGoodFile_ReadsEveryField()
    {
        Mistake mistake = Assert.Single(MistakeCatalog.Parse(Good, "mistakes.yaml"));

        Assert.Equal(("M02.E2", "Attention.cs", " / Math.Sqrt(d)", ""),
            (mistake.Exercise.Text, mistake.File, mistake.Find, mistake.Replace));
    }

    [Theory]
    [InlineData("- {id: no-scale, file: A.cs, find: x, replace: y, says: z}", "write it as M02.E2.no-scale")]
    [InlineData("- {file: A.cs, find: x, replace: y, says: z}", "has no id")]
    [InlineData("- {id: M02.E2.a, file: A.cs, find: x, says: z}", "has no 'replace'")]
    [InlineData("- {id: M02.E2.a, file: A.cs, replace: x, says: z}", "has no 'find'")]
    [InlineData("- {id: M02.E2.a, file: A.cs, find: x, replace: y, says: z, same_as: [M02.E2.b]}", "'M02.E2.b', which there is not")]
    [InlineData("- {id: M02.E2.a, colour: red}", "mistakes.yaml:1")]
    [InlineData("[", "mistakes.yaml:")]
    public void Parse_ABadFile_SaysWhereAndWhat(string yaml, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => MistakeCatalog.Parse(yaml, "mistakes.yaml")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Parse_AnIdTwice_IsRefused() =>
        Assert.Contains("stands twice",
            Assert.Throws<InvalidDataException>(() => MistakeCatalog.Parse(Good + "\n" + Good, "mistakes.yaml")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("return x;", "does not stand in Attention.cs")]
    [InlineData("a / Math.Sqrt(d) + b / Math.Sqrt(d)", "stands more than once in Attention.cs")]
    public void Apply_ToASolutionThatHasMovedOn_SaysSo(string source, string message)
    {
        Mistake mistake = MistakeCatalog.Parse(Good, "mistakes.yaml")[0];

        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => mistake.Apply(source)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_MakesTheOneChange() =>
        Assert.Equal("q.matmul(k)", MistakeCatalog.Parse(Good, "mistakes.yaml")[0].Apply("q.matmul(k) / Math.Sqrt(d)"));
}

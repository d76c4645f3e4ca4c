using LLMCourse.Authoring.Release;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Quizzes;
using YamlDotNet.Core;

namespace LLMCourse.Grader.Tests.Files;

public class YamlTextTests
{
    // YamlDotNet's own exception for this one is an InvalidOperationException, which looked like a fault of the grader.
    private const string NotClosed = "- course: [A\n  topics:\n    - { topic: \"Adding: by hand\", at: [M01.E1] }\n";

    public static TheoryData<string, Action<string>> Readers => new()
    {
        { "bans", yaml => BanList.Parse(yaml) },
        { "quiz", yaml => QuizParser.Parse(yaml) },
        { "topics", yaml => TopicMap.Parse(yaml) },
        { "policy", yaml => new CoursePolicyReader("course.yaml", []).Read(yaml) },
    };

    [Theory]
    [InlineData(NotClosed)]
    [InlineData("a: [1, 2")]
    [InlineData("a: {b: 1")]
    [InlineData("a: \"b")]
    public void Parse_TextThatIsNoYaml_Throws(string text)
    {
        _ = Assert.ThrowsAny<YamlException>(() => YamlText.Parse(text));
        _ = Assert.ThrowsAny<YamlException>(() => YamlText.Read<Dictionary<string, string>>(text));
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Readers_BracketThatIsNotClosed_SaySo(string what, Action<string> read)
    {
        Exception refused = Assert.ThrowsAny<Exception>(() => read(NotClosed));

        Assert.True(refused is CourseException or InvalidDataException, $"{what}: {refused}");
        Assert.Contains("is not closed", refused.Message, StringComparison.Ordinal);
    }
}

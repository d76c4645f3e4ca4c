using LLMCourse.Classes.Exports;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Exports;

public sealed class FolderNamesTests
{
    [Theory]
    [InlineData("jane-doe")]
    [InlineData("Doe_Jane.2")]
    [InlineData("jane@example.edu")]
    [InlineData("Ünal")]
    public void For_PlainKey_IsTheKey(string key) => Assert.Equal(key, FolderNames.For([key])[key]);

    [Theory]
    [InlineData("../../etc/passwd", "_.._etc_passwd-")]
    [InlineData("..", "student_-")]
    [InlineData("a/b", "a_b-")]
    [InlineData("a\\b", "a_b-")]
    [InlineData("-rf", "rf-")]
    [InlineData("a.", "a-")]
    [InlineData("con", "student_con-")]
    [InlineData("LPT1.txt", "student_LPT1.txt-")]
    [InlineData("a\0b\nc", "a_b_c-")]
    [InlineData("\u202Egnp.exe", "_gnp.exe-")]
    [InlineData("u\u0308nal", "u_nal-")]
    public void For_UnsafeKey_IsMadeSafeAndMarked(string key, string start)
    {
        string name = FolderNames.For([key])[key];

        Assert.StartsWith(start, name, StringComparison.Ordinal);
        Assert.Equal(start.Length + 12, name.Length);
        Assert.Equal(name, FolderNames.For([key, "other"])[key]);
    }

    [Fact]
    public void For_KeysThatDifferInCaseOrForm_HaveFoldersOfTheirOwn()
    {
        string[] keys =
            ["Ada", "ada", "ADA", "\u00FCnal", "u\u0308nal", "a/b", "a_b", "a:b", new string('x', 300), new string('x', 301), "bob"];

        IReadOnlyDictionary<string, string> names = FolderNames.For(keys);

        Assert.Equal(keys.Length, names.Values.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names.Values, n => Assert.InRange(n.Length, 1, 100));
        Assert.Equal("bob", names["bob"]);
    }

    [Fact]
    public void For_KeyMadeToLookLikeAnothersFolder_IsRefused()
    {
        string made = FolderNames.For(["a/b"])["a/b"];

        CourseException error = Assert.Throws<CourseException>(() => FolderNames.For(["a/b", made]));

        Assert.Contains($"'a/b' and '{made}' would have one folder", error.Message, StringComparison.Ordinal);
    }
}

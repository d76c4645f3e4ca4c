using LLMCourse.Classes.Publishing;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Publishing;

public sealed class SiteSecretTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("llmcourse-secret-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private string Gradebook => Path.Combine(_home, "class.db");

    [Fact]
    public void FolderOf_SameGradebook_IsTheSameAgain()
    {
        string first = SiteSecret.Of(Gradebook).FolderOf("ada");

        Assert.Equal(first, SiteSecret.Of(Gradebook).FolderOf("ada"));
        Assert.Matches("^[a-z2-7]{26}$", first);
    }

    [Fact]
    public void FolderOf_OtherSecretOrStudent_IsAnother()
    {
        SiteSecret secret = SiteSecret.Of(Gradebook), other = SiteSecret.Of(Path.Combine(_home, "other.db"));

        Assert.Equal(1001, Enumerable.Range(0, 1000).Select(i => secret.FolderOf($"s{i}")).Append(other.FolderOf("s1"))
            .Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void FolderOf_KnownSecret_IsTheCutHash()
    {
        // HMAC-SHA-256 of "folder\0ada" under 32 bytes of 0x11, in base 32 of small letters (computed with Python's hmac and base64).
        File.WriteAllText(SiteSecret.FileOf(Gradebook), new string('1', 64) + "\n");

        Assert.Equal("j4xqxv6p6odij3o52fznqbtjxc", SiteSecret.Of(Gradebook).FolderOf("ada"));
    }

    [Fact]
    public void Of_NewSecret_IsItsOwnersAlone()
    {
        _ = SiteSecret.Of(Gradebook);

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SiteSecret.FileOf(Gradebook)));
        Assert.Single(Directory.EnumerateFiles(_home));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234")]
    [InlineData("zz111111111111111111111111111111111111111111111111111111111111zz")]
    [InlineData("111111111111111111111111111111111111111111111111111111111111111111111")]
    public void Of_DamagedSecret_IsNotReplaced(string text)
    {
        File.WriteAllText(SiteSecret.FileOf(Gradebook), text);

        Assert.Contains("is damaged", Assert.Throws<CourseException>(() => SiteSecret.Of(Gradebook)).Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(SiteSecret.FileOf(Gradebook)));
    }

    [Fact]
    public void Pseudonyms_OfAClass_AreDifferentAndStay()
    {
        SiteSecret secret = SiteSecret.Of(Gradebook);
        string[] students = [.. Enumerable.Range(0, 2000).Select(i => $"s{i}")];

        var names = new Pseudonyms(secret, students);

        Assert.Equal(students.Length, students.Select(s => names[s]).Distinct(StringComparer.Ordinal).Count());
        var again = new Pseudonyms(secret, students.Reverse());
        Assert.All(students, s => Assert.Equal(names[s], again[s]));
    }

    [Theory]
    [InlineData("ada", "ada")]
    [InlineData("s0001", "s0001")]
    [InlineData("ada_lovelace-1", "ada_lovelace-1")]
    public void Slug_PlainKey_StaysAsItIs(string key, string expected) => Assert.Equal(expected, Slug.Of(key));

    [Theory]
    [InlineData("Ada")]
    [InlineData("../../etc")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("con")]
    [InlineData("index")]
    [InlineData("Größe ♥")]
    [InlineData("<script>")]
    public void Slug_OtherKey_IsSafeAndNobodyElses(string key)
    {
        Assert.Matches("^[a-z0-9][a-z0-9_-]*~[0-9a-f]{16}$", Slug.Of(key));
        Assert.NotEqual(Slug.Of(key), Slug.Of(key + " "));
    }
}

using LLMCourse.Classes.Publishing;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Publishing;

public sealed class SiteFolderTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("llmcourse-site-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private string Out => Path.Combine(_home, "site");

    [Fact]
    public void Commit_OverAnEarlierSite_LeavesNothingOfIt()
    {
        Publish(("index.html", "old"), ("students/gone/index.html", "x"));

        Publish(("index.html", "new"), ("M02/index.html", "y"));

        Assert.Equal(["M02/index.html", "index.html"], Files());
        Assert.Equal("new", File.ReadAllText(Path.Combine(Out, "index.html")));
        Assert.Equal([".site.publishing", "site"],
            Directory.EnumerateFileSystemEntries(_home).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Dispose_WithoutCommit_LeavesTheEarlierSite()
    {
        Publish(("index.html", "old"));

        using (SiteFolder site = SiteFolder.Prepare(Out, Audience.Instructors))
        {
            site.Write("index.html", "new");
            Assert.Equal("old", File.ReadAllText(Path.Combine(Out, "index.html")));
        }

        Assert.Equal("old", File.ReadAllText(Path.Combine(Out, "index.html")));
        Assert.False(Directory.Exists(Path.Combine(_home, ".site.next")));
    }

    [Fact]
    public void Prepare_FolderThatIsNoSite_IsRefusedAndLeft()
    {
        Directory.CreateDirectory(Out);
        File.WriteAllText(Path.Combine(Out, "thesis.tex"), "years of work");

        CourseException e = Assert.Throws<CourseException>(() => SiteFolder.Prepare(Out, Audience.Instructors));

        Assert.Contains("is not a site that the grader made", e.Message, StringComparison.Ordinal);
        Assert.Equal("years of work", File.ReadAllText(Path.Combine(Out, "thesis.tex")));
    }

    [Fact]
    public void Prepare_SiteWithAForeignFile_NamesIt()
    {
        Publish(("index.html", "old"));
        Directory.CreateDirectory(Path.Combine(Out, ".git"));
        File.WriteAllText(Path.Combine(Out, ".git", "HEAD"), "ref: refs/heads/main");

        Assert.Contains("'.git/HEAD', which the grader did not write",
            Assert.Throws<CourseException>(() => SiteFolder.Prepare(Out, Audience.Instructors)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Commit_ForeignFileThatCameMeanwhile_IsNotRemoved()
    {
        Publish(("index.html", "old"));
        using SiteFolder site = SiteFolder.Prepare(Out, Audience.Instructors);
        site.Write("index.html", "new");
        File.WriteAllText(Path.Combine(Out, "CNAME"), "example.org");

        Assert.Throws<CourseException>(site.Commit);

        Assert.Equal("example.org", File.ReadAllText(Path.Combine(Out, "CNAME")));
        Assert.Equal("old", File.ReadAllText(Path.Combine(Out, "index.html")));
    }

    [Fact]
    public void Prepare_SiteForOthers_IsRefused()
    {
        Publish(("index.html", "old"));

        Assert.Contains("holds a site for instructors, and this one would be for students",
            Assert.Throws<CourseException>(() => SiteFolder.Prepare(Out, Audience.Students)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_Twice_TheSecondIsRefused()
    {
        using SiteFolder first = SiteFolder.Prepare(Out, Audience.Instructors);

        Assert.Contains("Another grader is publishing",
            Assert.Throws<CourseException>(() => SiteFolder.Prepare(Out, Audience.Instructors)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_AfterAKill_RestoresTheSiteAndRemovesTheHalfOne()
    {
        Publish(("index.html", "old"));
        Directory.Move(Out, Path.Combine(_home, ".site.old"));
        Directory.CreateDirectory(Path.Combine(_home, ".site.next"));
        File.WriteAllText(Path.Combine(_home, ".site.next", "half.html"), "");

        using (SiteFolder.Prepare(Out, Audience.Instructors)) Assert.Equal(["index.html"], Files());

        Publish(("index.html", "new"));
        Assert.Equal(["index.html"], Files());
    }

    [Fact]
    public void Prepare_LinkToAFolder_ReplacesWhatItLeadsTo()
    {
        if (OperatingSystem.IsWindows()) return; // Links need a privilege there.
        Publish(("index.html", "old"));
        string link = Path.Combine(_home, "link");
        Directory.CreateSymbolicLink(link, Out);

        using (SiteFolder site = SiteFolder.Prepare(link, Audience.Instructors))
        {
            site.Write("index.html", "new");
            site.Commit();
        }

        Assert.Equal("new", File.ReadAllText(Path.Combine(Out, "index.html")));
        Assert.NotNull(new DirectoryInfo(link).LinkTarget);
    }

    [Fact]
    public void Write_TheSameNameTwice_IsAFault()
    {
        using SiteFolder site = SiteFolder.Prepare(Out, Audience.Instructors);
        site.Write("a.html", "");

        Assert.Throws<InvalidOperationException>(() => site.Write("a.html", ""));
    }

    [Fact]
    public void TryExchange_OnLinux_ExchangesInOneStep()
    {
        if (!OperatingSystem.IsLinux()) return;
        string one = Path.Combine(_home, "one"), other = Path.Combine(_home, "other ß");
        Directory.CreateDirectory(Path.Combine(one, "1"));
        Directory.CreateDirectory(Path.Combine(other, "2"));

        // A file system without the operation says so; then the folders are as they were.
        bool done = FolderExchange.TryExchange(one, other);

        Assert.Equal(done, Directory.Exists(Path.Combine(one, "2")));
        Assert.Equal(done, Directory.Exists(Path.Combine(other, "1")));
    }

    private void Publish(params (string Name, string Text)[] files)
    {
        using SiteFolder site = SiteFolder.Prepare(Out, Audience.Instructors);
        foreach ((string name, string text) in files) site.Write(name, text);
        site.Commit();
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(Out, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Out, f).Replace('\\', '/')).Where(f => f != SiteMarker.FileName).Order(StringComparer.Ordinal);
}

using System.Text;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.PeerReviews;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.PeerReview;

/// <summary>What reviewers get, and what they can tell from it.</summary>
public sealed class ReviewFoldersTests : IDisposable
{
    private readonly ReviewClass _class = new(s =>
        $"# Report\nBy {s.Name} ({s.Key}, {s.Login}, {s.LmsId}) <{s.Email}>, with thanks to {string.Join(" and ", ReviewClass.Students.Select(o => $"{o.Name.ToUpperInvariant()} {o.Email} {o.Key.ToUpperInvariant()}"))}.\nclass {s.Key}Model, /home/{s.Login}/data");

    public void Dispose() => _class.Dispose();

    [Fact]
    public void Write_ReportsFullOfNames_NobodyIsInAnyByteOrName()
    {
        _class.Assign();

        string[] secrets =
            [.. ReviewClass.Students.SelectMany(s => (string[])[s.Key, s.Name, s.Email, s.Login, s.LmsId, .. s.Name.Split(", ")])];
        foreach (string path in Directory.EnumerateFileSystemEntries(_class.Folder, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(_class.Folder, path), text = File.Exists(path)
                ? Encoding.UTF8.GetString(File.ReadAllBytes(path))
                : "";
            foreach (string secret in secrets.Where(s => s is not "Ada"))
            {
                Assert.DoesNotContain(secret, name, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public void Write_FilesAndFolders_HaveOneTime()
    {
        _class.Assign();

        Assert.Single(Directory.EnumerateFileSystemEntries(_class.Folder, "*", SearchOption.AllDirectories).Append(_class.Folder)
            .Select(File.GetLastWriteTimeUtc).Distinct());
    }

    [Fact]
    public void Write_Key_IsApartAndForItsOwner()
    {
        ReviewKey key = _class.Assign();

        Assert.Equal(21, key.Reviews.Count);
        Assert.Equal(28, key.Reviews.Select(r => r.Code).Concat(key.Reviews.Select(r => r.Folder)).Distinct().Count());
        Assert.Empty(Directory.GetFiles(_class.Folder, "*.json", SearchOption.AllDirectories));
        Assert.Equivalent(key, ReviewKey.Load(_class.KeyFile));
        Assert.Equal(key.Rubric.Mark, ReviewKey.Load(_class.KeyFile).Rubric.Mark);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_class.KeyFile));
        Assert.All(key.Reviews, r => Assert.True(File.Exists(_class.SheetOf(r))));
        Assert.All(key.Reviews, r =>
            Assert.Equal(["MyReport.cs", "report by name.md"],
                Directory.GetFiles(Path.Combine(_class.Folder, r.Folder, r.Code, "submission")).Select(f => Path.GetFileName(f)!)
                    .Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Write_SameSeed_IsTheSameWithTheSameSecretOnly()
    {
        ReviewKey first = _class.Assign(), other = Again(8), again = Again(7);
        File.Delete(_class.GradebookFile + ".site-secret");
        ReviewKey elsewhere = Again(7);

        Assert.Equal(first.Reviews, again.Reviews);
        Assert.NotEqual(Who(first), Who(other));
        Assert.NotEqual(Who(first), Who(elsewhere));

        static IEnumerable<string> Who(ReviewKey key) => key.Reviews.Select(r => $"{r.Reviewer} {r.Student}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Write_SameContent_DoesNotReviewItself()
    {
        ReviewedWork[] works = [.. _class.Works.Select((w, i) => i < 2 ? w with { ContentHash = "the same" } : w)];
        using Gradebook book = Gradebook.Open(_class.GradebookFile);
        for (int seed = 0; seed < 10; seed++)
        {
            Clear();
            ReviewKey key = new ReviewFolders(book, ReviewClass.Rubric, seed).Write(works, 3, new HashSet<(string, string)>(),
                _class.Folder, _class.KeyFile, CancellationToken.None);
            Assert.DoesNotContain(key.Reviews,
                r => works[..2].Any(w => w.Student.Key == r.Reviewer) && works[..2].Any(w => w.Student.Key == r.Student));
        }
    }

    [Fact]
    public void Write_KeyOfAnotherAssignment_IsNeverReplaced()
    {
        _class.Assign();
        byte[] key = File.ReadAllBytes(_class.KeyFile);
        Directory.Delete(_class.Folder, recursive: true);

        var e = Assert.Throws<CourseException>(() => _class.Assign(8));

        Assert.StartsWith($"{_class.KeyFile} is there already, and without it nobody knows whose the sheets", e.Message,
            StringComparison.Ordinal);
        Assert.Equal(key, File.ReadAllBytes(_class.KeyFile));
        Assert.False(Directory.Exists(_class.Folder));
    }

    [Fact]
    public void Write_Stopped_LeavesNothing()
    {
        using Gradebook book = Gradebook.Open(_class.GradebookFile);

        Assert.Throws<OperationCanceledException>(() => new ReviewFolders(book, ReviewClass.Rubric, 1)
            .Write(_class.Works, 3, new HashSet<(string, string)>(), _class.Folder, _class.KeyFile, new CancellationToken(canceled: true)));

        Assert.DoesNotContain(Directory.GetFileSystemEntries(Path.GetDirectoryName(_class.Folder)!),
            e => e.Contains("reviews", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_KeyInTheFolder_IsRefused()
    {
        using Gradebook book = Gradebook.Open(_class.GradebookFile);

        var e = Assert.Throws<CourseException>(() => new ReviewFolders(book, ReviewClass.Rubric, 1)
            .Write(_class.Works, 3, new HashSet<(string, string)>(), _class.Folder, Path.Combine(_class.Folder, "key.json"),
                CancellationToken.None));

        Assert.Contains("which is given out", e.Message, StringComparison.Ordinal);
    }

    private ReviewKey Again(int seed)
    {
        Clear();
        return _class.Assign(seed);
    }

    private void Clear()
    {
        if (Directory.Exists(_class.Folder)) Directory.Delete(_class.Folder, recursive: true);
        File.Delete(_class.KeyFile);
    }
}

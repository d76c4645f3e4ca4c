using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Tests.Reports;
using LLMCourse.Grading.Results;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Grader.Tests.Gradebooks;

public sealed class GradebookTests : IDisposable
{
    private readonly TemporaryGradebook _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Save_Grade_ReadsBackAfterReopening()
    {
        GradeResult grade = TemporaryGradebook.Grade(87.5m, sample: "mixed");
        using (Gradebook book = Gradebook.OpenForGrading(_home.Path)) book.Save(TemporaryGradebook.Attempt("ada"), grade);

        using Gradebook again = Gradebook.Open(_home.Path);

        GradedAttempt saved = Assert.Single(again.Attempts());
        Assert.Equal(TemporaryGradebook.Attempt("ada"), saved.Attempt);
        Assert.Equal((87.5m, 100m, "c1"), (saved.Earned, saved.Maximum, saved.ChecksVersion));
        Assert.Equal(ResultJson.Write(grade), ResultJson.Write(again.Result(saved.Attempt)!));
        Assert.Equal("ada", Assert.Single(again.Students()).Key);
    }

    [Fact]
    public void Save_SameChecksAgain_ReplacesTheGrade()
    {
        using Gradebook book = Gradebook.OpenForGrading(_home.Path);
        book.Save(TemporaryGradebook.Attempt("ada"), TemporaryGradebook.Grade(10));
        book.Save(TemporaryGradebook.Attempt("ada"), TemporaryGradebook.Grade(20));

        Assert.Equal(20, Assert.Single(book.Attempts()).Earned);
        Assert.Equal(1L, Count("results"));
        Assert.Equal(TemporaryGradebook.Grade(0).Exercises.Sum(e => e.Checks.Count), Count("checks"));
    }

    [Fact]
    public void Save_OtherChecks_KeepsBothAndShowsTheNewer()
    {
        using Gradebook book = Gradebook.OpenForGrading(_home.Path);
        book.Save(TemporaryGradebook.Attempt("ada"), TemporaryGradebook.Grade(10, "c1"));
        book.Save(TemporaryGradebook.Attempt("ada"), TemporaryGradebook.Grade(20, "c2"));

        Assert.Equal(20, Assert.Single(book.Attempts()).Earned);
        Assert.Equal(2L, Count("results"));
        Assert.True(book.IsGraded("ada", "M02", "h1", "c1"));
        Assert.True(book.IsGraded("ada", "M02", "h1", "c2"));
        Assert.False(book.IsGraded("ada", "M02", "h1", "c3"));
        Assert.False(book.IsGraded("ada", "M02", "h2", "c1"));
        Assert.False(book.IsGraded("bob", "M02", "h1", "c1"));
    }

    [Fact]
    public void IsGraded_GradeThatTheGraderTouched_IsTriedAgain()
    {
        using Gradebook book = Gradebook.OpenForGrading(_home.Path);
        book.Save(TemporaryGradebook.Attempt("ada"), SampleResults.GraderError());

        Assert.False(book.IsGraded("ada", "M02", "h1", SampleResults.GraderError().Module.ChecksVersion));
    }

    [Fact]
    public void Snapshot_SaveMeanwhile_IsSeenAfterIt()
    {
        using Gradebook grading = Gradebook.OpenForGrading(_home.Path);
        grading.Save(TemporaryGradebook.Attempt("ada"), TemporaryGradebook.Grade(10));
        using Gradebook reading = Gradebook.Open(_home.Path);

        using (reading.Snapshot())
        {
            Assert.Equal(10, Assert.Single(reading.Attempts()).Earned);
            grading.Save(TemporaryGradebook.Attempt("ada"), TemporaryGradebook.Grade(20));
            Assert.Equal(10, Assert.Single(reading.Attempts()).Earned);
        }

        Assert.Equal(20, Assert.Single(reading.Attempts()).Earned);
    }

    [Fact]
    public void Save_SideBySide_LosesNothing()
    {
        using Gradebook book = Gradebook.OpenForGrading(_home.Path);
        Parallel.For(0, 40, i => book.Save(TemporaryGradebook.Attempt($"s{i:00}"), TemporaryGradebook.Grade(i)));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => (decimal)i), book.Attempts().Select(a => a.Earned));
    }

    [Fact]
    public void Enrol_LaterRoster_CompletesAndDoesNotErase()
    {
        using Gradebook book = Gradebook.OpenForGrading(_home.Path);
        book.Enrol([new Student("ada", "Ada", Email: "ada@example.org")]);
        book.Enrol([new Student("ada", Login: "al"), new Student("bob")]);

        Assert.Equal([new Student("ada", "Ada", "ada@example.org", "al"), new Student("bob")], book.Students());
    }

    [Fact]
    public void OpenForGrading_SecondGrader_IsToldToWait()
    {
        using Gradebook first = Gradebook.OpenForGrading(_home.Path);

        var e = Assert.Throws<GradebookException>(() => Gradebook.OpenForGrading(_home.Path));

        Assert.StartsWith("Another grader is working on", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhileItIsGraded_Reads()
    {
        using Gradebook grading = Gradebook.OpenForGrading(_home.Path);
        grading.Save(TemporaryGradebook.Attempt("ada"), TemporaryGradebook.Grade(1));
        using Gradebook looking = Gradebook.Open(_home.Path);
        grading.Save(TemporaryGradebook.Attempt("bob"), TemporaryGradebook.Grade(2));

        Assert.Equal(2, looking.Attempts().Count);
    }

    [Fact]
    public void Open_LockedByAnother_SaysSo()
    {
        using (Gradebook made = Gradebook.OpenForGrading(_home.Path)) made.Enrol([new Student("ada")]);
        using var other = new SqliteConnection($"Data Source={_home.Path};Pooling=false");
        other.Open();
        using SqliteCommand take = other.CreateCommand();
        take.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE students SET name = 'x';";
        take.ExecuteNonQuery();

        var e = Assert.Throws<GradebookException>(() => Gradebook.Open(_home.Path, TimeSpan.FromSeconds(1)));

        Assert.Contains("in use by another program", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not a database, but long enough to be taken for one if nobody looked at it. ", "is not a gradebook")]
    [InlineData(null, "There is no gradebook")]
    public void Open_NoGradebook_SaysSo(string? content, string message)
    {
        if (content is not null) File.WriteAllText(_home.Path, string.Concat(Enumerable.Repeat(content, 20)));

        Assert.Contains(message, Assert.Throws<GradebookException>(() => Gradebook.Open(_home.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DatabaseOfAnotherProgram_IsLeftAsItIs()
    {
        Sql("CREATE TABLE theirs (x)");
        byte[] before = File.ReadAllBytes(_home.Path);

        Assert.Contains("database of another program",
            Assert.Throws<GradebookException>(() => Gradebook.OpenForGrading(_home.Path)).Message, StringComparison.Ordinal);

        Assert.Equal("theirs", Scalar("SELECT name FROM sqlite_schema"));
        Assert.Equal(before.Length, new FileInfo(_home.Path).Length);
    }

    [Fact]
    public void Open_NewerSchema_AsksForTheNewerGrader()
    {
        using (Gradebook made = Gradebook.OpenForGrading(_home.Path)) made.Enrol([new Student("ada")]);
        Sql("PRAGMA user_version = 99");

        Assert.Contains("newer grader (schema 99", Assert.Throws<GradebookException>(() => Gradebook.Open(_home.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DamagedPages_SaysThatItIsDamaged()
    {
        using (Gradebook made = Gradebook.OpenForGrading(_home.Path))
        {
            for (int i = 0; i < 20; i++) made.Save(TemporaryGradebook.Attempt($"s{i}"), TemporaryGradebook.Grade(i));
        }

        byte[] bytes = File.ReadAllBytes(_home.Path);
        bytes.AsSpan(4096, bytes.Length - 8192).Fill(0x5A);
        File.WriteAllBytes(_home.Path, bytes);

        Assert.Contains("is damaged", Assert.Throws<GradebookException>(() => Gradebook.Open(_home.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Save_FullDisk_SaysSoAndKeepsWhatWasSaved()
    {
        using Gradebook book = Gradebook.OpenForGrading(_home.Path);
        book.Save(TemporaryGradebook.Attempt("ada"), TemporaryGradebook.Grade(1));

        // SQLite answers a file that may not grow as it answers a disk that is full.
        book.LimitPagesForTests();
        var e = Assert.Throws<GradebookException>(() =>
        {
            for (int i = 0; i < 1_000; i++) book.Save(TemporaryGradebook.Attempt($"s{i}"), TemporaryGradebook.Grade(i));
        });

        Assert.Contains("is full", e.Message, StringComparison.Ordinal);
        Assert.Contains("--resume", e.Message, StringComparison.Ordinal);
        Assert.Contains(book.Attempts(), a => a.Attempt.Student == "ada");
        Assert.Equal(book.Attempts().Count, Count("results"));
    }

    private long Count(string table) => (long)Scalar($"SELECT count(*) FROM {table}");

    private void Sql(string text) => Scalar(text);

    private object Scalar(string text)
    {
        using var connection = new SqliteConnection($"Data Source={_home.Path};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar() ?? 0L;
    }
}

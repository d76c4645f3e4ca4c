using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Regrading;
using LLMCourse.Grader.Tests.Regrading;
using LLMCourse.Grading.Results;
using Microsoft.Data.Sqlite;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Gradebooks;

public sealed class RegradesTests : IDisposable
{
    private static readonly GradeResult Before = Grades.Of("c1", ("M02.E1", 2, 2), ("M02.E4", 1, 4));

    private readonly TemporaryGradebook _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void SaveRegrades_KeepsTheGradeBeforeAndReadsBack()
    {
        (GradeResult after, Regrade regrade) = Again("ada", 3);
        using (Gradebook book = Gradebook.OpenForGrading(_home.Path))
        {
            book.Save(regrade.Attempt, Before);
            book.SaveRegrades([(after, regrade)]);
        }

        using Gradebook again = Gradebook.Open(_home.Path);

        GradedAttempt saved = Assert.Single(again.Attempts());
        Assert.Equal((5, 6, "c1+c2"), (saved.Earned, saved.Maximum, saved.ChecksVersion));
        Assert.Equal(["c1", "c2"], again.Result(saved.Attempt)!.Exercises.Select(e => e.ChecksVersion));
        Regrade read = Assert.Single(again.Regrades());
        Assert.Equal(regrade with { Exercises = [] }, read with { Exercises = [] });
        Assert.Equal(regrade.Exercises, read.Exercises);
        Assert.Equal(["c1", "c1+c2"], Texts("SELECT checks_version FROM results ORDER BY id"));
        // Neither the old checks nor the new ones have graded the whole: --resume does it all again.
        Assert.False(again.IsGraded("ada", "M02", "h1", "c2"));
    }

    [Fact]
    public void SaveRegrades_FullDisk_WritesNoneOfThem()
    {
        using Gradebook book = Gradebook.OpenForGrading(_home.Path);
        List<(GradeResult, Regrade)> regrades = [];
        for (int i = 0; i < 500; i++)
        {
            book.Save(TemporaryGradebook.Attempt($"s{i}"), Before);
            regrades.Add(Again($"s{i}", 3));
        }

        book.LimitPagesForTests();
        var e = Assert.Throws<GradebookException>(() => book.SaveRegrades(regrades));

        Assert.Contains("is full", e.Message, StringComparison.Ordinal);
        Assert.All(book.Attempts(), a => Assert.Equal((3, "c1"), (a.Earned, a.ChecksVersion)));
        Assert.Equal(500, book.Attempts().Count);
        Assert.Empty(book.Regrades());
    }

    [Fact]
    public void SaveRegrades_FaultHalfWay_WritesNoneOfThem()
    {
        using Gradebook book = Gradebook.OpenForGrading(_home.Path);
        book.Save(TemporaryGradebook.Attempt("ada"), Before);
        IEnumerable<(GradeResult, Regrade)> Failing()
        {
            yield return Again("ada", 4);
            throw new InvalidOperationException("a fault");
        }

        Assert.Throws<InvalidOperationException>(() => book.SaveRegrades(Failing()));

        Assert.Equal((3, "c1"), (book.Attempts()[0].Earned, book.Attempts()[0].ChecksVersion));
        book.SaveRegrades([Again("ada", 4)]);
        Assert.Equal(6, book.Attempts()[0].Earned);
    }

    [Fact]
    public Task Explain_RegradedAttempt_TellsItLineByLine()
    {
        using Gradebook book = Gradebook.OpenForGrading(_home.Path);
        book.Save(TemporaryGradebook.Attempt("ada"), Before);
        book.Save(TemporaryGradebook.Attempt("ada", hash: "h2", at: TemporaryGradebook.Noon.AddHours(1)),
            Grades.Of("c1", ("M02.E1", 0, 2), ("M02.E4", 1, 4)));
        (GradeResult first, Regrade change) = Again("ada", 3);
        book.SaveRegrades([(first, change)]);
        GradeResult rest = Grades.Of("c2", ("M02.E1", 2, 2)), whole = CombinedGrade.Of(first, rest);
        book.SaveRegrades(
            [(whole, CombinedGrade.Change(change.Attempt, first, rest, whole, TemporaryGradebook.Noon.AddDays(3), "the checks changed"))]);

        FinalGrade grade = new FinalGrader(book, new CoursePolicy()).All().Single();

        return Verifier.Verify(string.Join('\n', [.. grade.Modules.SelectMany(m => m.Steps), .. grade.Steps]));
    }

    [Fact]
    public void Open_GradebookOfTheFirstSchema_IsBroughtUpToDateAndLosesNothing()
    {
        using (Gradebook book = Gradebook.OpenForGrading(_home.Path)) book.Save(TemporaryGradebook.Attempt("ada"), Before);
        DowngradeToTheFirstSchema();

        using (Gradebook book = Gradebook.OpenForGrading(_home.Path))
        {
            Assert.Equal("ada", Assert.Single(book.Attempts()).Attempt.Student);
            Assert.Equal(ResultJson.Write(Before), ResultJson.Write(book.Result(TemporaryGradebook.Attempt("ada"))!));
            Assert.Empty(book.Regrades());
            book.SaveRegrades([Again("ada", 4)]);
        }

        Assert.Equal([$"{GradebookSchema.Migrations.Length}"], Texts("PRAGMA user_version"));
        using Gradebook again = Gradebook.Open(_home.Path);
        Assert.Equal((6, 1), (again.Attempts()[0].Earned, again.Regrades().Count));
    }

    [Fact]
    public void Save_WhileAnotherProgramWrites_SaysSoAndLosesNothing()
    {
        using Gradebook book = Gradebook.OpenForGrading(_home.Path, TimeSpan.FromSeconds(1));
        book.Save(TemporaryGradebook.Attempt("ada"), Before);
        using (var other = new SqliteConnection($"Data Source={_home.Path};Pooling=false"))
        {
            other.Open();
            using SqliteCommand take = other.CreateCommand();
            take.CommandText = "BEGIN IMMEDIATE; UPDATE students SET name = 'x';";
            take.ExecuteNonQuery();

            Assert.Contains("in use by another program",
                Assert.Throws<GradebookException>(() => book.Save(TemporaryGradebook.Attempt("bob"), Before)).Message,
                StringComparison.Ordinal);
        }

        // The other one is gone without a commit: what was saved is there, and saving goes on.
        book.Save(TemporaryGradebook.Attempt("bob"), Before);
        Assert.Equal([("ada", ""), ("bob", "")], book.Students().Select(s => (s.Key, s.Name)));
        Assert.Equal(2, book.Attempts().Count);
    }

    private static (GradeResult Result, Regrade Regrade) Again(string student, decimal earned)
    {
        GradeResult again = Grades.Of("c2", ("M02.E4", earned, 4)), after = CombinedGrade.Of(Before, again);
        return (after, CombinedGrade.Change(TemporaryGradebook.Attempt(student), Before, again, after, TemporaryGradebook.Noon.AddDays(2),
            "the mask check asked for too much"));
    }

    // What the first version of the schema had: everything that later ones added is taken away.
    private void DowngradeToTheFirstSchema()
    {
        HashSet<string> first = [];
        using (var empty = new SqliteConnection("Data Source=:memory:"))
        {
            empty.Open();
            using SqliteCommand make = empty.CreateCommand();
            make.CommandText = GradebookSchema.Migrations[0];
            make.ExecuteNonQuery();
            make.CommandText = "SELECT name FROM sqlite_schema";
            using SqliteDataReader reader = make.ExecuteReader();
            while (reader.Read()) first.Add(reader.GetString(0));
        }

        foreach (string table in Texts(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rootpage DESC")
                .Where(t => !first.Contains(t)))
            Texts($"DROP TABLE {table}");
        Texts("PRAGMA user_version = 1");
        Assert.Equal(first.Order(StringComparer.Ordinal), Texts("SELECT name FROM sqlite_schema").Order(StringComparer.Ordinal));
    }

    private List<string> Texts(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_home.Path};Pooling=false;Foreign Keys=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read()) rows.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return rows;
    }
}

using System.Text;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Tests.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Batches;

public sealed class StudentMatcherTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llmcourse-matcher-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("jdoe")]
    [InlineData("JDoe")]
    [InlineData("jane-d")]
    [InlineData("Jane-D")]
    [InlineData("1001")]
    [InlineData("jane@example.org")]
    [InlineData("doejane_1001_55555_hw3.zip")]
    public void Join_ByKeyLoginNumberOrMail_IsTheRostersStudent(string entry)
    {
        Put(entry);
        Student jane = new("jdoe", "Jane Doe", "Jane@example.org", "jane-d", "1001");

        FoundClass found = Join([jane, new Student("rroe", LmsId: "1002")]);

        Assert.Same(jane, Assert.Single(found.Submissions).Student);
        Assert.DoesNotContain(found.Notes, n => n.Contains("roster", StringComparison.Ordinal));
    }

    [Fact]
    public void Join_NearMiss_IsSaidAndNotGuessed()
    {
        Put("jdo");
        Put("Jane Roe");
        Put("xyz");

        FoundClass found = Join([new Student("jdoe", "Jane Doe"), new Student("jr", "Roe, Jane")]);

        Assert.Equal(["Jane Roe", "jdo", "xyz"], found.Submissions.Select(s => s.Student.Key));
        Assert.Contains(found.Notes, n => n.StartsWith("'jdo' is not in the roster. Is it 'jdoe', Jane Doe?", StringComparison.Ordinal));
        Assert.Contains(found.Notes, n => n.StartsWith("'Jane Roe' is not in the roster. Is it 'jr'", StringComparison.Ordinal));
        Assert.Contains("'xyz' is not in the roster.", found.Notes);
    }

    [Fact]
    public void Join_MoodlesNumber_IsAnotherInEachAssignment()
    {
        Put("Jane Doe_31544_assignsubmission_file_/a.zip");
        Put("Rick Roe_20111_assignsubmission_file_/a.zip");

        FoundClass found = Join([], new Student("20111", "Jane Doe"), new Student("20112", "Roe, Rick"));

        Assert.Equal([("20111", "Jane Doe"), ("20112", "Roe, Rick")], found.Submissions.Select(s => (s.Student.Key, s.Student.Name)));
    }

    [Fact]
    public void Join_MoodlesNumberOfSomebodyElse_IsNotTaken()
    {
        Put("Kim Low_20111_assignsubmission_file_/a.zip");

        Assert.Equal("Kim Low", Assert.Single(Join([], new Student("20111", "Jane Doe")).Submissions).Student.Key);
    }

    [Fact]
    public void Join_TwoOfOneNameInMoodle_AreRefusedOnceOneIsKnown()
    {
        Put("Jane Doe_1_assignsubmission_file_/a.zip");
        Put("Jane Doe_2_assignsubmission_file_/a.zip");
        Put("Rick Roe_3_assignsubmission_file_/a.zip");

        Assert.All(Join([]).Submissions, s => Assert.Null(s.Refused));
        FoundClass known = Join([new Student("jdoe", "Jane Doe"), new Student("rroe", "Rick Roe")]);

        Assert.Equal(2, known.Submissions.Count(s => s.Refused is not null));
        Assert.Null(known.Submissions.Single(s => s.Student.Key == "rroe").Refused);
    }

    [Fact]
    public void Join_IdOfTwo_IsRefusedForThatOneAlone()
    {
        Put("1001");
        Put("rroe");

        FoundClass found = Join([new Student("jdoe", LmsId: "1001"), new Student("x", Login: "1001"), new Student("rroe")]);

        Assert.Contains("'jdoe' or of 'x'", found.Submissions[0].Refused, StringComparison.Ordinal);
        Assert.Null(found.Submissions[1].Refused);
    }

    [Fact]
    public void Join_OneNameSpelledInTwoWays_IsOneStudent()
    {
        Put("mu\u0308ller");
        Put("m\u00fcller.zip");
        Put("Ada");
        Put("ada.zip");
        Put("bob ");

        FoundClass found = Join([]);

        Assert.Equal(["Ada", "bob", "m\u00fcller"], found.Submissions.Select(s => s.Student.Key).Order(StringComparer.Ordinal));
        Assert.Contains(found.Notes, n => n.Contains("'bob ' has spaces", StringComparison.Ordinal));
    }

    [Fact]
    public void Join_LettersThatLookAlike_ArePointedOut()
    {
        Put("ada");
        Put("\u0430da");

        FoundClass found = Join([]);

        Assert.Equal(2, found.Submissions.Count);
        Assert.Contains(found.Notes,
            n => n.Contains("look alike", StringComparison.Ordinal) && n.Contains("U+0430", StringComparison.Ordinal));
    }

    [Fact]
    public void Same_GradedBeforeTheRosterWasThere_IsJoinedIntoOneRow()
    {
        using var home = new TemporaryGradebook();
        using Gradebook book = Gradebook.OpenForGrading(home.Path);
        book.Save(TemporaryGradebook.Attempt("1001", "M01", "a"), TemporaryGradebook.Grade(50));
        book.Save(TemporaryGradebook.Attempt("1001", "M02", "b"), TemporaryGradebook.Grade(60));
        book.Save(TemporaryGradebook.Attempt("jdoe", "M02", "b", TemporaryGradebook.Noon.AddDays(1)), TemporaryGradebook.Grade(60));
        book.Add(new Override("1001", "M01", 70, "x", "y", TemporaryGradebook.Noon));
        Student jane = new("jdoe", "Jane Doe", LmsId: "1001");

        foreach ((string from, string into) in new StudentMatcher([jane], book.Students()).Same) book.Join(from, into);
        book.Enrol([jane]);

        Assert.Equal(jane, Assert.Single(book.Students()));
        Assert.Equal([("M01", "a"), ("M02", "b"), ("M02", "b")], book.Attempts().Select(a => (a.Attempt.Module, a.Attempt.ContentHash)));
        Assert.Equal("jdoe", Assert.Single(book.Overrides()).Student);
    }

    [Theory]
    [InlineData("key,name\nada,x\nAda,y\n", "the key 'ada' is there twice, as 'ada' and 'Ada'")]
    [InlineData("key,email\nada,a@b.c\nbob,A@B.c\n", "the email 'a@b.c' is there twice")]
    [InlineData("key,name\n,x\n", "the key of row 2 is empty")]
    [InlineData("key,key\na,b\n", "a column is there twice")]
    public void Load_FlawedRoster_SaysWhatIsWrong(string text, string message)
    {
        string file = Path.Combine(_folder, "roster.csv");
        File.WriteAllText(file, text);

        Assert.Contains(message, Assert.Throws<CourseException>(() => Roster.Load(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RosterOfASpreadsheet_IsReadOrRefusedNeverDamaged()
    {
        string file = Path.Combine(_folder, "roster.csv");
        File.WriteAllText(file, "\uFEFFkey;name\r\nmu\u0308ller ;\u00c5se M\u00fcller\r\n;\r\n");
        Assert.Equal(new Student("m\u00fcller", "\u00c5se M\u00fcller"), Assert.Single(Roster.Load(file)));

        File.WriteAllBytes(file, Encoding.Latin1.GetBytes("key,name\nm\u00fcller,x\n"));
        Assert.Contains("is not UTF-8", Assert.Throws<CourseException>(() => Roster.Load(file)).Message, StringComparison.Ordinal);
    }

    private FoundClass Join(IReadOnlyList<Student> roster, params Student[] enrolled) =>
        new StudentMatcher(roster, enrolled).Join(SubmissionFinder.Find(_folder));

    private void Put(string entry)
    {
        string path = Path.Combine(_folder, entry);
        if (!entry.EndsWith(".zip", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "x");
    }
}

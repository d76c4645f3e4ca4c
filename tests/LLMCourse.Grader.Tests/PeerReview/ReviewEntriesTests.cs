using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.PeerReviews;
using LLMCourse.Grader.Tests.Gradebooks;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.PeerReview;

/// <summary>From sheets into a gradebook that is a file, and what becomes of people's decisions.</summary>
public sealed class ReviewEntriesTests : IDisposable
{
    private static readonly DateTimeOffset Now = TemporaryGradebook.Noon;

    private readonly ReviewClass _class = new();
    private readonly ReviewKey _key;

    public ReviewEntriesTests() => _key = _class.Assign();

    public void Dispose() => _class.Dispose();

    [Fact]
    public void Write_AllSheets_EntersTheMediansWithWhoAndWhy()
    {
        FillAll();

        Assert.Equal(7, Enter().New);

        using Gradebook book = Gradebook.Open(_class.GradebookFile);
        Override ada = book.Overrides().Single(o => o.Student == "alovelace");

        // Scores 1, 2, 4 of 0 to 4 and 3, 3, 1 of 1 to 3: medians 2 and 3; (1 · 2/4 + 3 · 2/2)/4 = 87.5 %.
        Assert.Equal(("M02.P", 87.5m), (ada.Module, ada.Percent));
        Assert.Equal($"peer review ({string.Join(", ", ReviewsOf("alovelace").Select(r => r.Folder))})", ada.Who);
        Assert.Equal($"question 2 (1: {ReviewClass.Reason} / 2: {ReviewClass.Reason} / 4: {ReviewClass.Reason}); limits 3 (3: {ReviewClass.Reason} / 3: {ReviewClass.Reason} / 1: {ReviewClass.Reason})", ada.Why);
        FinalGrade final = new FinalGrader(book, new CoursePolicy()).All().Single(g => g.Student.Key == "alovelace");
        Assert.Equal([("M02", 80m), ("M02.P", 87.5m)], final.Modules.Select(m => (m.Module, m.Percent)));
        Assert.Equal(83.75m, final.Percent);
    }

    [Fact]
    public void Write_Twice_ChangesNothing()
    {
        FillAll();
        Enter();
        IReadOnlyList<DecisionEntry> before = Decisions();

        Assert.Equal(0, Enter().New);

        Assert.Equal(before, Decisions());
        Assert.Equal(7, before.Count);
    }

    [Fact]
    public void TryWrite_TwoPlansOfOneMoment_EntersOneAndAsksForAnother()
    {
        FillAll();
        using Gradebook here = Gradebook.Open(_class.GradebookFile), there = Gradebook.Open(_class.GradebookFile);
        ReviewEntries first = Plan(here), second = Plan(there);

        Assert.True(first.TryWrite());
        Assert.False(second.TryWrite());
        Assert.Equal(7, Decisions().Count);
        Assert.Equal(0, Plan(there).New);

        // What is taken back counts as a decision too.
        ReviewEntries third = Plan(here);
        Decide(b => b.Undo("O1", "Prof. X", "two friends", Now));
        Assert.False(third.TryWrite());

        ReviewEntries Plan(Gradebook book) =>
            ReviewEntries.Plan(book, ReviewKey.Load(_class.KeyFile), new ReviewTally(_class.Collect(_key)), 2, Now);
    }

    [Fact]
    public void Write_ALateSheet_ChangesThatGradeAndKeepsBoth()
    {
        FillAll(but: ReviewsOf("alovelace")[2]);
        Enter();
        _class.Fill(ReviewsOf("alovelace")[2], 4, 1);

        ReviewEntries entries = Enter();

        Assert.Equal("changes", entries.Entries.Single(e => e.Student == "alovelace").What);
        Assert.Equal(1, entries.New);
        Assert.Equal(2, Decisions().Count(d => d.Student == "alovelace"));
    }

    [Fact]
    public void Write_InstructorsGrade_StaysWhateverComesIn()
    {
        FillAll(but: ReviewsOf("broe")[0]);
        Enter();
        Decide(b => b.Add(new Override("alovelace", "M02.P", 95, "Prof. X", "read it", Now)));
        Decide(b => b.Add(new Override("broe", "M02.P", 5, "Prof. X", "copied", Now)));
        _class.Fill(ReviewsOf("broe")[0], 4, 3);

        ReviewEntries entries = Enter();

        Assert.Equal(0, entries.New);
        Assert.Equal("it stays 95.00 %, to which Prof. X set it", entries.Entries.Single(e => e.Student == "alovelace").Why);
        Assert.Equal((95m, 5m), (PercentOf("alovelace"), PercentOf("broe")));
    }

    [Fact]
    public void Write_AfterAPersonTookItBack_DoesNotEnterItAgainAndIsNoZero()
    {
        FillAll();
        Enter();
        string id = Decisions().Single(d => d.Student == "cmueller").Id;
        Decide(b => b.Undo(id, "Prof. X", "friends", Now));

        ReviewEntries entries = Enter();

        Assert.Equal("not entered", entries.Entries.Single(e => e.Student == "cmueller").What);
        ModuleGrade grade = Grade("cmueller");
        Assert.True(grade.IsUngraded);
        Assert.False(grade.Counts);
    }

    [Fact]
    public void Write_TooFewReviews_IsNoGradeAndNoZero()
    {
        FillAll();
        foreach (AssignedReview r in ReviewsOf("dnguyen").Take(2)) File.Delete(_class.SheetOf(r));

        ReviewEntries entries = Enter();

        Assert.Equal("1 of 3 reviews came in, and a grade needs 2", entries.Entries.Single(e => e.Student == "dnguyen").Why);
        Assert.True(Grade("dnguyen").IsUngraded);
        Assert.Equal(["no reviews are entered"], Grade("dnguyen").Steps);
    }

    [Fact]
    public void Write_HandedInAfterTheAssignment_IsNamedAndNoZero()
    {
        FillAll();
        using (Gradebook book = Gradebook.OpenForGrading(_class.GradebookFile))
        {
            book.Save(TemporaryGradebook.Attempt("late"), TemporaryGradebook.Grade(50));
            book.Enrol([new Student("absent")]);
        }

        ReviewEntries entries = Enter();

        Assert.Equal("it was not among what was reviewed", entries.Entries.Single(e => e.Student == "late").Why);
        Assert.True(Grade("late").IsUngraded);
        Assert.Equal((false, 0m), (Grade("absent").IsUngraded, Grade("absent").Percent));
    }

    [Fact]
    public void FinalGrader_ForStudents_SaysThatPeersJudged()
    {
        FillAll();
        Enter();
        using Gradebook book = Gradebook.Open(_class.GradebookFile);

        FinalGrade grade = new FinalGrader(book, new CoursePolicy(), reasons: false).All()[0];

        Assert.Equal("the median of your peers' reviews set it to 87.50 % on 2026-11-01 12:00 UTC", Assert.Single(grade.Modules[1].Steps));
    }

    [Fact]
    public void Tally_OneSevereReviewer_IsNamed()
    {
        string severe = _key.Reviews[0].Reviewer;
        foreach (AssignedReview r in _key.Reviews) _class.Fill(r, r.Reviewer == severe ? 0 : 4, r.Reviewer == severe ? 1 : 3);

        var tally = new ReviewTally(_class.Collect(_key));

        // Four points fewer in one criterion, two in the other.
        Assert.Equal(-3, tally.Reviewers.Single(r => r.Reviewer == severe).Deviation!.Value, 1e-12);
        Assert.Contains(tally.WorthALook,
            l => l.StartsWith($"{severe} ({_key.Reviews[0].Folder}) gives 3.0 points fewer than the others", StringComparison.Ordinal));
        Assert.Equal(6, tally.WorthALook.Count(l => l.Contains("reviewers disagree on", StringComparison.Ordinal)));
    }

    [Fact]
    public Task Feedback_ASubmission_ReadsWellAndNamesNoReviewer()
    {
        FillAll();
        AssignedReview first = ReviewsOf("alovelace")[0];
        Student reviewer = ReviewClass.Students.Single(s => s.Key == first.Reviewer);
        _class.Fill(first, 1, 3, $"Signed, {reviewer.Name} <{reviewer.Email}>. <b>Bold</b> [link](http://x).\n\nAnd a second paragraph.");
        string folder = _class.Folder + "-feedback";

        Assert.Equal(7, ReviewFeedback.Write(folder, new ReviewTally(_class.Collect(_key)), ReviewClass.Students, CancellationToken.None));

        string text = File.ReadAllText(Path.Combine(folder, "alovelace.md"));
        Assert.DoesNotContain(_key.Reviews,
            r => text.Contains(r.Code, StringComparison.Ordinal) || text.Contains(r.Folder, StringComparison.Ordinal));
        return Verifier.Verify(text);
    }

    // Of Ada three scores that differ, of everybody else 3 and 2.
    private void FillAll(AssignedReview? but = null)
    {
        (int, int)[] ofAda = [(1, 3), (2, 3), (4, 1)];
        foreach (IGrouping<string, AssignedReview> submission in _key.Reviews.GroupBy(r => r.Student))
        {
            AssignedReview[] reviews = [.. submission.OrderBy(r => r.Code, StringComparer.Ordinal)];
            for (int i = 0; i < reviews.Length; i++)
            {
                (int question, int limits) = submission.Key == "alovelace" ? ofAda[i] : (3, 2);
                if (reviews[i] != but) _class.Fill(reviews[i], question, limits);
            }
        }
    }

    private AssignedReview[] ReviewsOf(string student) =>
        [.. _key.Reviews.Where(r => r.Student == student).OrderBy(r => r.Code, StringComparer.Ordinal)];

    private ReviewEntries Enter()
    {
        using Gradebook book = Gradebook.Open(_class.GradebookFile);
        ReviewEntries entries = ReviewEntries.Plan(book, ReviewKey.Load(_class.KeyFile), new ReviewTally(_class.Collect(_key)), 2, Now);
        Assert.True(entries.TryWrite());
        return entries;
    }

    private void Decide(Action<Gradebook> decision)
    {
        using Gradebook book = Gradebook.Open(_class.GradebookFile);
        decision(book);
    }

    private IReadOnlyList<DecisionEntry> Decisions()
    {
        using Gradebook book = Gradebook.Open(_class.GradebookFile);
        return book.Decisions();
    }

    private decimal PercentOf(string student) => Grade(student).Percent;

    private ModuleGrade Grade(string student)
    {
        using Gradebook book = Gradebook.Open(_class.GradebookFile);
        return new FinalGrader(book, new CoursePolicy()).All()
            .Single(g => g.Student.Key == student).Modules.Single(m => m.Module == "M02.P");
    }
}

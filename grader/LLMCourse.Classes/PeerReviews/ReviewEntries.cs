using System.Globalization;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>What the reviews mean for the gradebook: which grades to enter, and which to leave since a person has decided.</summary>
internal sealed class ReviewEntries
{
    private const int LongestReason = 160;

    private readonly Gradebook _gradebook;
    private readonly List<Override> _grades = [];
    private readonly long _mark;

    private ReviewEntries(Gradebook gradebook, ReviewKey key)
    {
        _gradebook = gradebook;
        _mark = gradebook.OverridesMark();
        Item = key.Item;
    }

    /// <summary>Gets the item of the gradebook.</summary>
    public string Item { get; }

    /// <summary>Gets what is to be done for each student who handed in, in the order of keys.</summary>
    public IReadOnlyList<ReviewEntry> Entries { get; private set; } = [];

    /// <summary>Gets how many grades would be new.</summary>
    public int New => _grades.Count;

    /// <summary>Compares the reviews with the gradebook; changes nothing.</summary>
    /// <param name="gradebook">The gradebook.</param>
    /// <param name="key">Who is who.</param>
    /// <param name="tally">What came back.</param>
    /// <param name="least">How many reviews a grade needs.</param>
    /// <param name="now">The time of what is entered.</param>
    /// <exception cref="CourseException">The gradebook does not have the students of the key.</exception>
    public static ReviewEntries Plan(Gradebook gradebook, ReviewKey key, ReviewTally tally, int least, DateTimeOffset now)
    {
        var plan = new ReviewEntries(gradebook, key);
        HashSet<string> students = [.. gradebook.Students().Select(s => s.Key)];
        if (tally.Submissions.FirstOrDefault(s => !students.Contains(s.Student)) is { } gone)
            throw new CourseException(
                $"{gradebook.Path} has no student '{gone.Student}', of whom the key knows. Name the gradebook for which the reviews were assigned.");
        Dictionary<string, Override> held = [];
        foreach (Override o in gradebook.Overrides().Where(o => o.Module == plan.Item)) held[o.Student] = o;
        Dictionary<string, DecisionEntry> last = [];
        foreach (DecisionEntry d in gradebook.Decisions().Where(d => d.Module == plan.Item && d.Id[0] == 'O' && PeerReviewItem.IsBy(d.Who)))
            last[d.Student] = d;
        Dictionary<string, ReviewedSubmission> reviewed = tally.Submissions.ToDictionary(s => s.Student, StringComparer.Ordinal);

        // Whoever handed in later, or could not be graded, is in no review, and has no grade: that is shown, and is no 0.
        IEnumerable<string> handedIn = gradebook.Attempts().Where(a => a.Attempt.Module == key.Module).Select(a => a.Attempt.Student)
            .Concat(gradebook.UngradedHandIns().Where(u => u.Module == key.Module).Select(u => u.Student)).Concat(reviewed.Keys);
        plan.Entries = [.. handedIn.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(s =>
            plan.Decide(s, reviewed.GetValueOrDefault(s), held.GetValueOrDefault(s), last.GetValueOrDefault(s), least, now))];
        return plan;
    }

    /// <summary>Enters it, all or nothing.</summary>
    /// <returns>False when somebody else entered a decision since this was planned; then nothing was
    /// entered, and it must be planned anew.</returns>
    /// <exception cref="GradebookException">It could not be entered; then nothing of it was.</exception>
    public bool TryWrite() => _gradebook.TryAdd(_grades, _mark);

    private ReviewEntry Decide(string student, ReviewedSubmission? submission, Override? held, DecisionEntry? last, int least,
        DateTimeOffset now)
    {
        if (held is not null && !PeerReviewItem.IsBy(held.Who))
            return new ReviewEntry(student, submission, "kept", Line($"it stays {held.Percent:0.00} %, to which {held.Who} set it"));
        if (last?.Undone is { } undone)
            return new ReviewEntry(student, submission, "not entered", Line($"{last.Id} was taken back by {undone}"));
        if (submission is null || submission.Reviews.Count < least)
        {
            string why = submission is null
                ? "it was not among what was reviewed"
                : Line($"{submission.Reviews.Count} of {submission.Asked} reviews came in, and a grade needs {least}");
            return held is null
                ? new ReviewEntry(student, submission, "no grade", why)
                : new ReviewEntry(student, submission, "kept", Line($"it stays {held.Percent:0.00} %: {why}"));
        }

        decimal percent = submission.Percent!.Value;
        string who = PeerReviewItem.Who(submission.Reviews.Select(r => r.Review.Folder)), reasons = Why(submission);
        if (held is not null && held.Percent == percent && held.Who == who && held.Why == reasons)
            return new ReviewEntry(student, submission, "entered", null);
        _grades.Add(new Override(student, Item, percent, who, reasons, now));
        return held is null
            ? new ReviewEntry(student, submission, "new", null)
            : new ReviewEntry(student, submission, "changes", Line($"it was {held.Percent:0.00} %"));
    }

    private static string Why(ReviewedSubmission submission) => string.Join("; ", submission.Rubric.Criteria.Select((c, i) =>
        Line($"{c.Id} {submission.MedianOf(i):0.#} ({string.Join(" / ", submission.Reviews.Select(r => ReasonOf(r.Sheet.Marks[i])))})")));

    private static string ReasonOf(SheetMark mark) =>
        Line($"{mark.Score}: {StudentText.Cap(StudentText.Terminal(mark.Reason), LongestReason)}");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What is to be done for a student.</summary>
/// <param name="Student">Who, by key.</param>
/// <param name="Submission">What was reviewed; null where nothing was.</param>
/// <param name="What">What is to be done, in a word or two.</param>
/// <param name="Why">Why no grade is entered, or another than before; null where there is nothing to say.</param>
internal sealed record ReviewEntry(string Student, ReviewedSubmission? Submission, string What, string? Why);

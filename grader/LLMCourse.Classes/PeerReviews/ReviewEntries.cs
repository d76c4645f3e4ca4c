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
    private readonly List<Ungraded> _waiting = [];

    private ReviewEntries(Gradebook gradebook, ReviewKey key)
    {
        _gradebook = gradebook;
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
            throw new CourseException($"{gradebook.Path} has no student '{gone.Student}', of whom the key knows. Name the gradebook for which the reviews were assigned.");
        Dictionary<string, Override> held = [];
        foreach (Override o in gradebook.Overrides().Where(o => o.Module == plan.Item)) held[o.Student] = o;
        Dictionary<string, DecisionEntry> last = [];
        foreach (DecisionEntry d in gradebook.Decisions().Where(d => d.Module == plan.Item && d.Id[0] == 'O' && PeerReviewItem.IsBy(d.Who))) last[d.Student] = d;
        Dictionary<string, ReviewedSubmission> reviewed = tally.Submissions.ToDictionary(s => s.Student, StringComparer.Ordinal);

        // Whoever handed in later, or could not be graded, waits for a person: nothing is no 0 where something was handed in.
        IEnumerable<(string Student, string Source)> handedIn = gradebook.Attempts().Where(a => a.Attempt.Module == key.Module).Select(a => (a.Attempt.Student, a.Attempt.Source))
            .Concat(gradebook.UngradedHandIns().Where(u => u.Module == key.Module).Select(u => (u.Student, u.Source)));
        plan.Entries = [.. handedIn.GroupBy(h => h.Student, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => plan.Decide(
            g.Key, g.Last().Source, reviewed.GetValueOrDefault(g.Key), held.GetValueOrDefault(g.Key), last.GetValueOrDefault(g.Key), least, now))];
        return plan;
    }

    /// <summary>Enters it, all or nothing.</summary>
    /// <exception cref="GradebookException">It could not be entered; then nothing of it was.</exception>
    public void Write() => _gradebook.EnterReviews(Item, _grades, _waiting);

    private ReviewEntry Decide(string student, string source, ReviewedSubmission? submission, Override? held, DecisionEntry? last, int least, DateTimeOffset now)
    {
        if (held is not null && !PeerReviewItem.IsBy(held.Who)) return new ReviewEntry(student, submission, string.Create(CultureInfo.InvariantCulture, $"stays {held.Percent:0.00} %: {held.Who} set it"));
        if (last?.Undone is { } undone) return new ReviewEntry(student, submission, $"not entered: {last.Id} was taken back by {undone}");
        if (submission is null || submission.Reviews.Count < least)
        {
            string why = submission is null ? "it was not among what was reviewed"
                : string.Create(CultureInfo.InvariantCulture, $"{submission.Reviews.Count} of {submission.Asked} reviews came in, and a grade needs {least}");
            if (held is not null) return new ReviewEntry(student, submission, string.Create(CultureInfo.InvariantCulture, $"stays {held.Percent:0.00} %, though {why}"));
            _waiting.Add(new Ungraded(student, Item, source, why, now));
            return new ReviewEntry(student, submission, "no grade: " + why);
        }

        decimal percent = submission.Percent!.Value;
        string who = PeerReviewItem.Who(submission.Reviews.Select(r => r.Review.Folder)), reasons = Why(submission);
        if (held is not null && held.Percent == percent && held.Who == who && held.Why == reasons) return new ReviewEntry(student, submission, "entered already");
        _grades.Add(new Override(student, Item, percent, who, reasons, now));
        return new ReviewEntry(student, submission, held is null ? "new" : string.Create(CultureInfo.InvariantCulture, $"changes from {held.Percent:0.00} %")) { IsNew = true };
    }

    private static string Why(ReviewedSubmission submission) => string.Join("; ", submission.Rubric.Criteria.Select((c, i) => string.Create(
        CultureInfo.InvariantCulture, $"{c.Id} {submission.MedianOf(i):0.#} ({string.Join(" / ", submission.Reviews.Select(r => ReasonOf(r.Sheet.Marks[i])))})")));

    private static string ReasonOf(SheetMark mark) => string.Create(CultureInfo.InvariantCulture, $"{mark.Score}: {StudentText.Cap(StudentText.Terminal(mark.Reason), LongestReason)}");
}

/// <summary>What is to be done for a student.</summary>
/// <param name="Student">Who, by key.</param>
/// <param name="Submission">What was reviewed; null where nothing was.</param>
/// <param name="What">What is to be done, in words.</param>
internal sealed record ReviewEntry(string Student, ReviewedSubmission? Submission, string What)
{
    /// <summary>Gets whether a grade is to be entered.</summary>
    public bool IsNew { get; init; }
}

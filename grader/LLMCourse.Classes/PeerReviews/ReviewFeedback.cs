using System.Globalization;
using System.Text;
using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>Writes what the reviewed students get to read: scores and reasons, without anybody's name.</summary>
internal static class ReviewFeedback
{
    private const int LongestReason = 4000;

    /// <summary>Writes a file for each student whose work was reviewed, named by the student's key.
    /// Each file appears whole or not at all.</summary>
    /// <returns>How many files.</returns>
    public static int Write(string folder, ReviewTally tally, IReadOnlyList<Student> roster, CancellationToken cancellation)
    {
        _ = Directory.CreateDirectory(folder);
        Dictionary<string, Student> students = roster.ToDictionary(s => s.Key, StringComparer.Ordinal);
        IReadOnlyDictionary<string, string> names = FolderNames.For([.. tally.Submissions.Select(s => s.Student)]);
        int files = 0;
        foreach (ReviewedSubmission submission in tally.Submissions.Where(s => s.Reviews.Count > 0))
        {
            cancellation.ThrowIfCancellationRequested();
            AtomicFile.Write(Path.Combine(folder, names[submission.Student] + ".md"),
                Text(submission, [.. submission.Reviews.Select(
                    r => new Scrubber(students.GetValueOrDefault(r.Review.Reviewer) ?? new Student(r.Review.Reviewer), roster))]));
            files++;
        }

        return files;
    }

    /// <summary>Writes the feedback on a submission.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="scrubbers">For each review, what takes the reviewer's name out of the reasons.</param>
    public static string Text(ReviewedSubmission submission, IReadOnlyList<Scrubber> scrubbers)
    {
        StringBuilder page = new();
        Rubric rubric = submission.Rubric;
        Line($"# {MarkdownText.Inline(rubric.Title)}: what your reviewers say\n");
        Line($"{submission.Reviews.Count} of {submission.Asked} reviews came in. In each criterion the median of the scores counts; together they make **{submission.Percent:0.00} %** of the points of this part.");
        Line($"Your reviewers do not know that the work is yours. If you think that something is wrong, tell your instructor, who can change it.");
        for (int c = 0; c < rubric.Criteria.Count; c++)
        {
            Criterion criterion = rubric.Criteria[c];
            decimal median = submission.MedianOf(c);
            Line($"\n## {MarkdownText.Inline(criterion.Title)}: {median:0.#} of {criterion.Highest}\n");
            Line($"{MarkdownText.Inline(criterion.Ask)}\n");
            if (criterion.Scale.FirstOrDefault(a => a.Score == median) is { } anchor)
                Line($"{anchor.Score} stands for: {MarkdownText.Inline(anchor.Words)}\n");
            for (int r = 0; r < submission.Reviews.Count; r++)
            {
                SheetMark mark = submission.Reviews[r].Sheet.Marks[c];
                Line($"- **Reviewer {r + 1}: {mark.Score}.** {MarkdownText.Inline(scrubbers[r].Scrub(mark.Reason), LongestReason)}");
            }
        }

        return page.ToString();

        void Line(FormattableString text) => page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}

using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Batches;

/// <summary>Reads when students handed in, from a CSV file: one of your own, Moodle's grading worksheet, GitHub
/// Classroom's or Gradescope's grades.</summary>
internal sealed class TimesFile
{
    private static readonly string[] Who =
    [
        "key", "student", "login", "github_username", "username", "user name", "email", "email address", "e-mail", "lms_id", "id",
        "id number", "sid", "student id", "user id",
        "sis user id", "sis login id", "identifier", "full name", "name", "student_repository_name", "source", "file",
    ];

    // The surest first: a worksheet also says when a grade was changed.
    private static readonly string[] When = ["submitted_utc", "submitted", "submitted_at", "submission_timestamp",
        "last modified (submission)", "submission time", "handed in", "handed_in", "time", "timestamp", "created_at"];

    private readonly ILookup<string, DateTimeOffset> _times;
    private readonly HashSet<string> _rows;

    private TimesFile(IReadOnlyList<(IReadOnlyList<string> Ids, DateTimeOffset Time)> rows)
    {
        _times = rows.SelectMany(r => r.Ids.Select(id => (id, r.Time))).ToLookup(r => r.id, r => r.Time, StringComparer.Ordinal);
        _rows = [.. _times.Select(t => t.Key)];
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="zone">The zone of times without an offset; null when each must have one.</param>
    /// <exception cref="CourseException">It has no such columns, or a time that cannot be read; the message has the row.</exception>
    public static TimesFile Load(string file, TimeZoneInfo? zone)
    {
        if (!File.Exists(file)) throw new CourseException($"There is no file {file} with times.");
        string text = CsvText.ReadUtf8(file, "Export it anew, or save it as CSV UTF-8.");
        IReadOnlyList<IReadOnlyList<string>> rows = CsvText.Parse(text, file, CsvText.SeparatorOf(text));
        List<string> header = rows.Count == 0 ? [] : [.. rows[0].Select(h => h.Trim().ToLowerInvariant())];
        int time = When.Select(w => header.IndexOf(w)).FirstOrDefault(i => i >= 0, -1);
        int[] who = [.. Enumerable.Range(0, header.Count).Where(i => Who.Contains(header[i]))];
        int first = header.IndexOf("first name"), last = Math.Max(header.IndexOf("last name"), header.IndexOf("surname"));
        if (time < 0 || (who.Length == 0 && (first < 0 || last < 0)))
            throw new CourseException(
                $"{file} needs a column that says who ({string.Join(", ", Who.Take(8))}, …) and one that says when ({string.Join(", ", When.Take(5))}, …).");
        List<(IReadOnlyList<string>, DateTimeOffset)> times = [];
        for (int i = 1; i < rows.Count; i++)
        {
            IReadOnlyList<string> row = rows[i];
            if (row.Count != header.Count || row[time].Trim() is "" or "-") continue;
            if (!Moment.TryParse(row[time], zone, out DateTimeOffset at, out string? problem, latest: false))
                throw new CourseException(
                    $"{file}: row {i + 1}: {problem}{(zone is null ? " For the whole file: --time-zone Europe/Berlin." : "")}");
            string[] named = first >= 0 && last >= 0 ? [$"{row[first]} {row[last]}"] : [];
            times.Add(([.. who.Select(w => row[w]).Concat(named).Where(v => v.Trim().Length > 0).Select(Id)], at));
        }

        return new TimesFile(times);
    }

    /// <summary>Gives the submissions their times.</summary>
    /// <returns>The submissions, and what the instructor should know.</returns>
    public (IReadOnlyList<FoundSubmission> Submissions, IReadOnlyList<string> Notes) Apply(IReadOnlyList<FoundSubmission> submissions)
    {
        List<FoundSubmission> timed = [];
        List<string> without = [];
        HashSet<string> used = new(StringComparer.Ordinal);
        foreach (FoundSubmission submission in submissions)
        {
            string[] ids = [.. Ids(submission).Where(_rows.Contains)];
            DateTimeOffset[] times = [.. ids.SelectMany(id => _times[id]).Distinct()];
            used.UnionWith(ids);
            if (times.Length == 0) without.Add(submission.Student.Key);

            // Several rows of one student are several hand-ins: what lies here is the last.
            timed.Add(times.Length == 0 ? submission : submission with { StatedUtc = times.Max() });
        }

        List<string> notes = [];
        if (without.Count > 0)
            notes.Add($"The file of times has no row for {string.Join(", ", without.Take(10))}{(without.Count > 10 ? ", …" : "")}.");
        if (submissions.Count > 0 && used.Count == 0) notes.Add("No row of the file of times is about anybody here.");
        return (timed, notes);
    }

    private static IEnumerable<string> Ids(FoundSubmission s) =>
        new[] { s.Student.Key, s.Student.Login, s.Student.LmsId, s.Student.Email, s.Student.Name, s.Source, s.Source.Split('/')[0] }.Concat(
            s.Numbers)
            .Concat(s.Numbers.Select(n => $"Participant {n}")).Where(id => id.Length > 0).Select(Id).Distinct(StringComparer.Ordinal);

    private static string Id(string text) => PersonName.Folded(RowMatcher.InOrder(text));
}

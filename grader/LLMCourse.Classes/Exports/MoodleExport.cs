using System.Globalization;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Exports;

/// <summary>Writes the CSV that Moodle's grade import reads, where the teacher says which column is which.</summary>
/// <remarks>
/// Moodle finds users by one column that the teacher chooses, and gives up the whole import at one that it does not find, or at a grade
/// above 100. It shows feedback as HTML. Feedback imported without its grade takes the grade away, so the two come together.
/// </remarks>
internal sealed class MoodleExport : IClassExport
{
    private const int Limit = 100;

    /// <inheritdoc/>
    public string Format => "moodle";

    /// <inheritdoc/>
    public bool HasColumns => true;

    /// <inheritdoc/>
    public bool IsForStudents => true;

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(ClassGrades grades, ExportOptions options, Stream output, CancellationToken cancellation) =>
        options.Template is null
            ? WriteNew(grades, options, output, cancellation)
            : Fill(TemplateTable.Load(options.Template), grades, options, output);

    private static List<string> WriteNew(ClassGrades grades, ExportOptions options, Stream output, CancellationToken cancellation)
    {
        decimal points = options.Points ?? Limit;
        (string Name, Func<Student, string> Of)[] ids = [
            .. new (string Name,
                Func<Student, string> Of)[] { ("Email address", s => s.Email), ("ID number", s => s.LmsId), ("Username", User) }
            .Where(c => grades.Students.Any(s => c.Of(s.Student).Length > 0))];
        string[] total = grades.HasFinal ? ["Course total (Real)"] : [];
        using StreamWriter writer = ExportText.Writer(output);
        writer.Write(CsvText.Row([
            .. ids.Select(c => c.Name), "Name",
            .. grades.Modules.SelectMany(
                m => (string[])[options.Columns.GetValueOrDefault(m, $"Assignment: {m} (Real)"), $"Feedback: {m}"]), .. total,
        ]));
        foreach (StudentGrades student in grades.Students)
        {
            cancellation.ThrowIfCancellationRequested();
            writer.Write(CsvText.Row([
                .. ids.Select(c => ExportText.Cell(c.Of(student.Student))), ExportText.Cell(student.Student.Name),
                .. student.Modules.SelectMany(
                    m => (string[])[m.IsBlank(options.Missing) ? "-" : ExportText.Points(m.Grade.Percent, points), Feedback(m, options, grades.TimeZone)]),
                .. total.Select(_ => ExportText.Percent(student.Grade.Percent)),
            ]));
        }

        return [WhoIsFound(grades, ids), .. TooHigh(grades, points)];
    }

    private static IReadOnlyList<string> Fill(TemplateTable table, ClassGrades grades, ExportOptions options, Stream output)
    {
        IdentityColumn[] identities = [.. Identities(table)];
        int first = Index(table, "First name"), last = Math.Max(Index(table, "Surname"), Index(table, "Last name"));
        string NameOf(string[] row) =>
            first >= 0 && last >= 0 ? $"{row[first]} {row[last]}".Trim() : identities.Length > 0 ? row[identities[0].Index] : row[0];
        if (identities.Length == 0 && (first < 0 || last < 0))
            throw new CourseException(
                $"{table.Path} has none of the columns 'Email address', 'ID number', 'Username', 'First name' with 'Last name'. Export the grades of Moodle as plain text file, in English.");

        var filler = new TemplateFiller(table, options);
        IReadOnlyList<(string[] Row, StudentGrades Student)> matched =
            filler.Match(grades, identities, [.. table.Rows.Where(r => r.Length > 1)], NameOf);
        HashSet<int> taken = [.. identities.Select(i => i.Index), first, last];
        decimal points = options.Points ?? Limit;
        foreach (string module in grades.Modules)
        {
            int column = filler.ColumnOf(module, i => !taken.Contains(i) && !IsNoGrade(table.Header[i]),
                (header, name) => Title(header).Equals(Title(name), StringComparison.OrdinalIgnoreCase));
            filler.Fill(matched, module, column, points, _ => false);
            int feedback = table.Header.ToList()
                .FindIndex(h => h.EndsWith("(Feedback)", StringComparison.Ordinal) && Title(h) == Title(table.Header[column]));
            if (feedback < 0) continue;
            foreach ((string[] row, StudentGrades student) in matched) row[feedback] =
                Feedback(student.Modules.Single(m => m.Grade.Module == module), options, grades.TimeZone) is { Length: > 0 } says ? says : row[feedback];
        }

        table.Write(output);
        return [.. filler.Notes, .. TooHigh(grades, points)];
    }

    private static IEnumerable<IdentityColumn> Identities(TemplateTable table)
    {
        int mail = table.Header.ToList()
            .FindIndex(h => h.Contains("mail", StringComparison.OrdinalIgnoreCase) && !h.Contains('(', StringComparison.Ordinal));
        int user = Index(table, "Username"), number = Index(table, "ID number");
        if (mail >= 0) yield return new IdentityColumn(mail, table.Header[mail], s => [s.Email], Certain: true);
        if (user >= 0) yield return new IdentityColumn(user, "Username", s => [s.Login], Certain: true);
        // The number in the name of a downloaded folder is Moodle's own and is not the ID number.
        if (number >= 0) yield return new IdentityColumn(number, "ID number", s => [s.LmsId, s.Key], Certain: false);
        if (user >= 0) yield return new IdentityColumn(user, "Username", s => [s.Key], Certain: false);
        if (mail >= 0) yield return new IdentityColumn(mail, table.Header[mail], s => [s.Key], Certain: false);
    }

    // Feedback comes with its grade or not at all; then comments wait for the grade.
    private static string Feedback(ModuleEntry entry, ExportOptions options, TimeZoneInfo? zone) =>
        Grade(entry, options, zone) is { Length: > 0 } says ? string.Concat([says, .. entry.Comments.Select(
            c => $"<br>{c.About}: {string.Join("<br>", c.Text.Split('\n').Select(l => StudentText.NoCommands(StudentText.Html(l))))}")])
        : "";

    private static string Grade(ModuleEntry entry, ExportOptions options, TimeZoneInfo? zone) => entry switch
    {
        _ when entry.IsBlank(options.Missing) => "",
        { State: GradeState.Missing } => "Nothing was handed in.",
        { State: GradeState.Override } => string.Create(CultureInfo.InvariantCulture, $"Set to {entry.Grade.Percent:0.00} %."),
        _ when entry.Grade.Chosen is { } chosen =>
            string.Create(CultureInfo.InvariantCulture,
                $"{chosen.Earned:0.##} of {chosen.Maximum:0.##} points, handed in {ClassTime.Shown(chosen.Attempt.SubmittedUtc, zone)}")
            + (Math.Round(chosen.Percent, 2, MidpointRounding.AwayFromZero) == entry.Grade.Percent
                ? "."
                : string.Create(CultureInfo.InvariantCulture, $", late: {entry.Grade.Percent:0.00} %.")),
        _ => "",
    };

    private static string WhoIsFound(ClassGrades grades, IReadOnlyList<(string Name, Func<Student, string> Of)> ids)
    {
        foreach ((string name, Func<Student, string> of) in ids)
        {
            string[] values = [.. grades.Students.Select(s => of(s.Student))];
            if (values.All(v => v.Length > 0 && ExportText.Survives(v))
                && values.Distinct(StringComparer.OrdinalIgnoreCase).Count() == values.Length)
                return $"In Moodle's import, map the user by '{name}': every student has one, and no two the same.";
        }

        string[] without = [.. grades.Students.Where(s => s.Student.Email.Length == 0 || !ExportText.Survives(s.Student.Email))
            .Select(s => ExportText.Name(s.Student))];
        return $"No column tells all students apart, so Moodle would give up the import. Complete the emails in the roster: {ExportText.List(without)}.";
    }

    private static IEnumerable<string> TooHigh(ClassGrades grades, decimal points)
    {
        string[] names = [.. grades.Students.Where(s => s.Modules.Any(m => m.Grade.Percent * points > Limit * 100m))
            .Select(s => ExportText.Name(s.Student))];
        if (names.Length > 0)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Moodle gives up the import at a grade above {Limit}, unless unlimitedgrades is set: {ExportText.List(names)}.");
    }

    private static string User(Student s) => s.Login.Length > 0 ? s.Login : s.Key == s.LmsId ? "" : s.Key;

    private static bool IsNoGrade(string header) => header.EndsWith("(Feedback)", StringComparison.Ordinal)
        || header.EndsWith("(Percentage)", StringComparison.Ordinal) || header.EndsWith("(Letter)", StringComparison.Ordinal);

    // "Assignment: HW1 (Real)" without what it shows: "Assignment: HW1".
    private static string Title(string header) =>
        header.EndsWith(')') && header.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var at ? header[..at] : header;

    private static int Index(TemplateTable table, string name) => table.Header.ToList().FindIndex(h => h.Trim() == name);
}

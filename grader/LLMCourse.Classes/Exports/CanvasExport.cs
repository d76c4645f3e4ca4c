using System.Globalization;
using System.Text.RegularExpressions;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Exports;

/// <summary>Writes the CSV that Canvas imports into its gradebook.</summary>
/// <remarks>
/// Canvas finds a student by <c>ID</c> (its own number), then <c>SIS User ID</c>, then <c>SIS Login ID</c>, then the name; an assignment by
/// the number in brackets behind its title, then by the title. It takes over <c>Points Possible</c>, ignores <c>Final Score</c>, and reads
/// <c>EX</c> as excused.
/// </remarks>
internal sealed partial class CanvasExport : IClassExport
{
    private const string PointsPossible = "Points Possible", ReadOnly = "(read only)";

    /// <inheritdoc/>
    public string Format => "canvas";

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
        List<string> notes = CheckIds(grades);
        decimal points = options.Points ?? 100;
        string[] final = grades.HasFinal ? ["Final Score"] : [];
        using StreamWriter writer = ExportText.Writer(output);
        writer.Write(CsvText.Row(
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section",
                .. grades.Modules.Select(m => options.Columns.GetValueOrDefault(m, m)), .. final]));
        writer.Write(CsvText.Row(
            [$"    {PointsPossible}", "", "", "", "", .. grades.Modules.Select(_ => points.ToString("0.##", CultureInfo.InvariantCulture)),
                .. final.Select(_ => ReadOnly)]));
        foreach (StudentGrades student in grades.Students)
        {
            cancellation.ThrowIfCancellationRequested();
            Student who = student.Student;
            writer.Write(CsvText.Row([
                .. new[] { who.Name.Length > 0
                    ? who.Name
                    : who.Key, CanvasId(who), SisId(who), Login(who), who.Section }.Select(ExportText.Cell),
                .. student.Modules.Select(m => m.IsBlank(options.Missing) ? "" : ExportText.Points(m.Grade.Percent, points)),
                .. final.Select(_ => ExportText.Percent(student.Grade.Percent)),
            ]));
        }

        return notes;
    }

    private static IReadOnlyList<string> Fill(TemplateTable table, ClassGrades grades, ExportOptions options, Stream output)
    {
        if (!table.Header[0].Contains("Student", StringComparison.Ordinal)
            && !(table.Header[0].Contains("LastName", StringComparison.Ordinal) && table.Header.Count > 2))
            throw new CourseException(
                $"{table.Path} is no gradebook of Canvas: its first column is '{table.Header[0]}', not 'Student'. Export it under Grades, Export.");
        int section = Index(table, "Section");
        if (section < 0)
            throw new CourseException(
                $"{table.Path} is no gradebook of Canvas: it has no column 'Section'. Export it under Grades, Export.");

        bool apart = table.Header[0].Contains("LastName", StringComparison.Ordinal);
        string NameOf(string[] row) => apart ? $"{row[1]} {row[0]}" : row[0];
        string[]? maxima = table.Rows.FirstOrDefault(r => r[0].Contains(PointsPossible, StringComparison.Ordinal));
        string[][] rows = [.. table.Rows.Where(r => r.Length > 1 && r != maxima && !r.All(IsNote))];

        var filler = new TemplateFiller(table, options);
        IReadOnlyList<(string[] Row, StudentGrades Student)> matched = filler.Match(grades, [.. Identities(table)], rows, NameOf);
        foreach (string module in grades.Modules)
        {
            int column = filler.ColumnOf(
                module,
                i => i > section && Number().IsMatch(table.Header[i]) && !NotAnAssignment().IsMatch(table.Header[i]),
                (header, name) => header.Equals(name, StringComparison.OrdinalIgnoreCase)
                    || Number().Replace(header, "").Equals(name, StringComparison.OrdinalIgnoreCase));
            filler.Fill(matched, module, column, Maximum(table, maxima, column, options),
                c => c.Equals("EX", StringComparison.OrdinalIgnoreCase) || c == "N/A");
        }

        table.Write(output);
        return filler.Notes;
    }

    private static IEnumerable<IdentityColumn> Identities(TemplateTable table)
    {
        if (Index(table, "ID") is >= 0 and var id) yield return new IdentityColumn(id, "ID", s => [CanvasId(s)], Certain: true);
        int login = Index(table, "SIS Login ID"), sis = Index(table, "SIS User ID");
        if (login >= 0) yield return new IdentityColumn(login, "SIS Login ID", s => [s.Login], Certain: true);
        if (sis >= 0) yield return new IdentityColumn(sis, "SIS User ID", s => [s.LmsId, s.Key], Certain: false);
        if (login >= 0) yield return new IdentityColumn(login, "SIS Login ID", s => [s.Key, s.Email], Certain: false);
    }

    private static decimal Maximum(TemplateTable table, string[]? maxima, int column, ExportOptions options)
    {
        string text = maxima?[column].Trim() ?? "";
        if (text.Length == 0) return options.Points ?? 100;
        if (text.Contains("read only", StringComparison.OrdinalIgnoreCase))
            throw new CourseException(
                $"{table.Path}: Canvas does not import '{table.Header[column]}', it is read-only. Name another column with --column.");
        if (!decimal.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal points) || points <= 0)
            throw new CourseException(
                $"{table.Path}: the points possible of '{table.Header[column]}' are '{text}', which is no number above 0. Set them in Canvas.");
        return options.Points is null || options.Points == points ? points
            : throw new CourseException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{table.Path}: '{table.Header[column]}' has {points:0.##} points possible, not {options.Points:0.##}. Leave --points out, or change the assignment in Canvas."));
    }

    // What Canvas would find the wrong student by, or none.
    private static List<string> CheckIds(ClassGrades grades)
    {
        List<string> notes = [];
        IReadOnlyList<Student> students = [.. grades.Students.Select(s => s.Student)];
        Refuse(students, "Canvas ID", CanvasId);
        Refuse(students, "SIS user ID", SisId);
        Refuse(students, "login", Login);
        Student[] nameless = [.. students.Where(s => CanvasId(s).Length == 0 && SisId(s).Length == 0 && s.Login.Length == 0)];
        HashSet<string> open = [.. nameless.Select(s => RowMatcher.InOrder(s.Name)).Where(n => n.Length > 0)];
        Refuse([.. students.Where(s => open.Contains(RowMatcher.InOrder(s.Name)))], "name", s => RowMatcher.InOrder(s.Name));
        if (nameless.Length > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"Without lms_id and login in the roster, so that Canvas will look for their keys as logins, then for their names: {ExportText.List([.. nameless.Select(ExportText.Name)])}."));
        Student[] changed = [.. students.Where(s => !ExportText.Survives(SisId(s)) || !ExportText.Survives(Login(s)))];
        if (changed.Length > 0)
            notes.Add($"Ids that could be formulas or commands were made harmless, so that Canvas will not find by them: {ExportText.List([.. changed.Select(ExportText.Name)])}.");
        return notes;
    }

    private static void Refuse(IReadOnlyList<Student> students, string what, Func<Student, string> idOf)
    {
        if (students.Where(s => idOf(s).Length > 0).GroupBy(idOf, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CourseException(
                $"{string.Join(" and ", twice.Select(ExportText.Name))} have one {what}, '{twice.Key}': Canvas could not tell them apart. Give them ids in the roster.");
    }

    // Canvas reads "12abc" as 12: only whole numbers may stand in that column.
    private static string CanvasId(Student s) => s.LmsId.Length is > 0 and < 19 && s.LmsId.All(char.IsAsciiDigit) ? s.LmsId : "";

    private static string SisId(Student s) => CanvasId(s).Length > 0 ? "" : s.LmsId;

    private static string Login(Student s) => s.Login.Length > 0 ? s.Login : s.Key == s.LmsId ? "" : s.Key;

    private static int Index(TemplateTable table, string name) => table.Header.ToList().FindIndex(h => h.Trim() == name);

    private static bool IsNote(string cell) => cell.AsSpan().Trim() is "" || cell.Contains("Muted", StringComparison.OrdinalIgnoreCase)
        || cell.Contains("Manual Posting", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("(?:Current|Final) (?:Score|Points|Grade)|Override (?:Score|Grade|Status)", RegexOptions.CultureInvariant)]
    private static partial Regex NotAnAssignment();

    [GeneratedRegex(@" \([0-9]+\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}

using System.Globalization;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Exports;

/// <summary>Writes a row a student for people and scripts: who it is, each module's grade with
/// what it rests on, and the final number.</summary>
internal sealed class CsvExport : IClassExport
{
    /// <inheritdoc/>
    public string Format => "csv";

    /// <inheritdoc/>
    public bool HasColumns => false;

    /// <inheritdoc/>
    public bool IsForStudents => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(ClassGrades grades, ExportOptions options, Stream output, CancellationToken cancellation)
    {
        using StreamWriter writer = ExportText.Writer(output);
        writer.Write(CsvText.Row([
            "key", "name", "email", "login", "lms_id", "section",
            .. grades.Modules.SelectMany(
                m => (string[])[m, $"{m} counts", $"{m} state", $"{m} points", $"{m} maximum", $"{m} submitted",
                    .. grades.IsReleasedByHand ? [$"{m} released"] : (string[])[]]),
            .. grades.HasFinal ? ["final"] : (string[])[],
        ]));
        foreach (StudentGrades student in grades.Students)
        {
            cancellation.ThrowIfCancellationRequested();
            Student who = student.Student;
            writer.Write(CsvText.Row([
                .. new[] { who.Key, who.Name, who.Email, who.Login, who.LmsId, who.Section }.Select(ExportText.Cell),
                .. student.Modules.SelectMany(m => Cells(m, grades)),
                .. grades.HasFinal ? [ExportText.Percent(student.Grade.Percent)] : (string[])[],
            ]));
        }

        return [];
    }

    private static IEnumerable<string> Cells(ModuleEntry entry, ClassGrades grades) =>
    [
        entry.HasNumber ? ExportText.Percent(entry.Grade.Percent) : "",
        entry.Grade.Counts ? "yes" : "no",
        entry.State switch { GradeState.Override => "override", GradeState.Graded => "graded", GradeState.Ungraded =>
            "ungraded", GradeState.Open => "open", _ => "missing" },
        entry.Grade.Chosen?.Earned.ToString("0.##", CultureInfo.InvariantCulture) ?? "",
        entry.Grade.Chosen?.Maximum.ToString("0.##", CultureInfo.InvariantCulture) ?? "",
        entry.Grade.Chosen is { } chosen ? ExportText.Stamp(chosen.Attempt.SubmittedUtc) : "",
        .. grades.IsReleasedByHand ? [grades.Withheld.Contains(entry.Grade.Module) ? "no" : "yes"] : (string[])[],
    ];
}

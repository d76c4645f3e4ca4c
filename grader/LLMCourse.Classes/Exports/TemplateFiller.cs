using System.Globalization;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Exports;

/// <summary>Fills a class's grades into a template: which cells, and what the instructor should know of it.</summary>
internal sealed class TemplateFiller(TemplateTable table, ExportOptions options)
{
    private readonly List<string> _notes = [];

    /// <summary>Gets what the instructor should know.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Finds the row of each student.</summary>
    /// <param name="grades">The grades.</param>
    /// <param name="columns">What identifies students, the surest first.</param>
    /// <param name="rows">The rows that are about students.</param>
    /// <param name="nameOf">The name in a row.</param>
    /// <exception cref="CourseException">A student with grades has no row, or who a row is about is not clear.</exception>
    public IReadOnlyList<(string[] Row, StudentGrades Student)> Match(ClassGrades grades, IReadOnlyList<IdentityColumn> columns,
        IReadOnlyList<string[]> rows, Func<string[], string> nameOf)
    {
        (IReadOnlyList<StudentGrades?> students, IReadOnlyList<StudentGrades> byName) =
            new RowMatcher(grades.Students, columns).Match(rows, nameOf);
        HashSet<StudentGrades> found = [.. students.OfType<StudentGrades>()];
        string[] lost = [.. grades.Students.Where(s => s.HasWork && !found.Contains(s)).Select(s => ExportText.Name(s.Student))];
        if (lost.Length > 0 && !options.SkipUnmatched)
        {
            throw new CourseException(string.Create(CultureInfo.InvariantCulture,
                $"{lost.Length} of the gradebook's students {(lost.Length == 1 ? "has" : "have")} grades and no row in {table.Path}: {ExportText.List(lost)}. ")
                + "Grade with a roster that has their ids of the learning management system (`grader batch … --roster`), or leave them out with --skip-unmatched.");
        }

        if (lost.Length > 0)
            _notes.Add(
                string.Create(CultureInfo.InvariantCulture, $"Left out, since the template has no row for them: {ExportText.List(lost)}."));
        if (byName.Count > 0)
            _notes.Add(
                $"Found by their names alone, look at them: {ExportText.List([.. byName.Select(s => ExportText.Name(s.Student))])}.");
        // Canvas has a test student of its own in every course.
        string[] unknown =
            [.. rows.Where((_, i) => students[i] is null).Select(r => RowMatcher.InOrder(nameOf(r))).Where(n => n != "Test Student")];
        if (unknown.Length > 0)
            _notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{(unknown.Length == 1 ? "1 row of the template stays as before; it is" : $"{unknown.Length} rows of the template stay as before; they are")} about nobody in the gradebook: {ExportText.List(unknown)}."));
        return [.. rows.Zip(students).Where(p => p.Second is not null).Select(p => (p.First, p.Second!))];
    }

    /// <summary>Finds a module's column.</summary>
    /// <param name="module">The module.</param>
    /// <param name="isGrade">Whether a column may hold grades to be imported.</param>
    /// <param name="isNamed">Whether a column has the name that the instructor gave.</param>
    /// <exception cref="CourseException">There is none, or there are several.</exception>
    public int ColumnOf(string module, Func<int, bool> isGrade, Func<string, string, bool> isNamed)
    {
        int[] grades = [.. Enumerable.Range(0, table.Header.Count).Where(isGrade)];
        int[] candidates = options.Columns.TryGetValue(module, out string? name)
            ? [.. grades.Where(i => isNamed(table.Header[i], name))]
            : [.. grades.Where(i => Mentions(table.Header[i], module))];
        if (candidates.Length == 1) return candidates[0];
        string found = candidates.Length == 0
            ? $"has no column {(name is null ? $"whose name has {module} in it" : $"'{name}'")}; it has {ExportText.List([.. grades.Select(i => $"'{table.Header[i]}'")])}"
            : $"has several columns for {module}: {ExportText.List([.. candidates.Select(i => $"'{table.Header[i]}'")])}";
        throw new CourseException(
            $"{table.Path} {found}. Say which it is, such as --column \"{module}=Name of the column\", or export other modules with --module.");
    }

    /// <summary>Writes a module's grades into its column.</summary>
    /// <param name="rows">The students' rows.</param>
    /// <param name="module">The module.</param>
    /// <param name="column">The column.</param>
    /// <param name="maximum">What 100 % are.</param>
    /// <param name="isKept">Whether what a cell holds must stay, such as that a student is excused.</param>
    public void Fill(IReadOnlyList<(string[] Row, StudentGrades Student)> rows, string module, int column, decimal maximum,
        Func<string, bool> isKept)
    {
        int filled = 0;
        List<string> kept = [], changed = [];
        foreach ((string[] row, StudentGrades student) in rows)
        {
            ModuleEntry entry = student.Modules.Single(m => m.Grade.Module == module);
            string before = row[column].Trim();
            if (isKept(before))
            {
                kept.Add($"{ExportText.Name(student.Student)} {before}");
                continue;
            }

            // Nothing, not an empty cell: a blank in an upload takes a grade away.
            if (entry.IsBlank(options.Missing)) continue;
            row[column] = ExportText.Points(entry.Grade.Percent, maximum);
            filled++;
            if (IsOther(before, entry.Grade.Percent * maximum / 100))
                changed.Add($"{ExportText.Name(student.Student)} {before} to {row[column]}");
        }

        _notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"{module} is '{table.Header[column]}': {(filled == 1 ? "1 grade" : $"{filled} grades")} of {maximum:0.##}{(changed.Count == 0 ? "" : $"; {(changed.Count == 1 ? "1 changes" : $"{changed.Count} change")} what was there: {ExportText.List(changed)}")}."));
        if (kept.Count > 0) _notes.Add($"{module} stays as before for {ExportText.List(kept)}.");
    }

    // At two decimals, as the systems show and compare grades.
    private static bool IsOther(string before, decimal grade) => before is not ("" or "-")
        && !(decimal.TryParse(before.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal old)
            && Math.Round(old, 2) == Math.Round(grade, 2));

    // M02 is in "HW2 (M02)" and "M02.Attention", not in "M021".
    private static bool Mentions(string header, string module)
    {
        for (int at = header.IndexOf(module, StringComparison.OrdinalIgnoreCase); at
            >= 0; at = header.IndexOf(module, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            int end = at + module.Length;

            // The column of M12.P is not one of M12.
            if (end + 2 <= header.Length && PeerReviewItem.ModuleOf(header[at..(end + 2)]) is not null
                && (end + 2 == header.Length || !char.IsLetterOrDigit(header[end + 2])))
                continue;
            if ((at == 0 || !char.IsLetterOrDigit(header[at - 1])) && (end == header.Length || !char.IsLetterOrDigit(header[end])))
                return true;
        }

        return false;
    }
}

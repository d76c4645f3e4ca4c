using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Exports;

/// <summary>Finds the students whom the rows of a template are about: by the columns that identify them, the
/// surest first, and by their names last.</summary>
internal sealed class RowMatcher
{
    private readonly IReadOnlyList<IdentityColumn> _columns;
    private readonly IReadOnlyList<ILookup<string, StudentGrades>> _students;
    private readonly ILookup<string, StudentGrades> _byName;

    /// <summary>Prepares to match.</summary>
    /// <param name="students">The students.</param>
    /// <param name="columns">The columns that identify them, the surest first.</param>
    public RowMatcher(IReadOnlyList<StudentGrades> students, IReadOnlyList<IdentityColumn> columns)
    {
        _columns = columns;
        _students = [.. columns.Select(c => students
            .SelectMany(s => c.ValuesOf(s.Student).Where(v => v.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(v => (Value: v, Student: s)))
            .ToLookup(p => p.Value, p => p.Student, StringComparer.OrdinalIgnoreCase))];
        _byName = students.Where(s => s.Student.Name.Length > 0).ToLookup(s => InOrder(s.Student.Name), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Matches all rows.</summary>
    /// <param name="rows">The rows that are about students.</param>
    /// <param name="nameOf">The name in a row; empty where there is none.</param>
    /// <returns>The student of each row, null where there is none, and the students who were found by their names alone.</returns>
    /// <exception cref="CourseException">A row is about two students, or two rows are about one.</exception>
    public (IReadOnlyList<StudentGrades?> Students, IReadOnlyList<StudentGrades> ByName) Match(IReadOnlyList<string[]> rows,
        Func<string[], string> nameOf)
    {
        StudentGrades?[] matched = [.. rows.Select(r => ById(r, nameOf(r)))];
        if (matched.OfType<StudentGrades>().GroupBy(s => s).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            string names = string.Join(" and ", rows.Where((_, i) => matched[i] == twice.Key).Select(r => $"'{nameOf(r)}'"));
            throw new CourseException(
                $"The template has {twice.Count()} rows for {ExportText.Name(twice.Key.Student)}: {names}. Complete the roster, so that each student is one row.");
        }

        // A name is the student's to choose: it decides only among those whom nothing else has decided.
        HashSet<StudentGrades> taken = [.. matched.OfType<StudentGrades>()];
        ILookup<string, int> open = Enumerable.Range(0, rows.Count).Where(i => matched[i] is null)
            .ToLookup(i => InOrder(nameOf(rows[i])), StringComparer.OrdinalIgnoreCase);
        List<StudentGrades> byName = [];
        foreach (IGrouping<string, int> group in open.Where(g => g.Count() == 1 && g.Key.Length > 0))
        {
            if (_byName[group.Key].ToArray() is not [StudentGrades only] || !taken.Add(only)) continue;
            matched[group.First()] = only;
            byName.Add(only);
        }

        return (matched, byName);
    }

    /// <summary>Writes a name as first name and last name, with single spaces: <c>Doe, Jane</c> becomes <c>Jane Doe</c>.</summary>
    public static string InOrder(string name)
    {
        string[] parts = name.Split(',', 2, StringSplitOptions.TrimEntries);
        return string.Join(' ',
            $"{(parts.Length == 2 ? $"{parts[1]} {parts[0]}" : name)}".Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private StudentGrades? ById(string[] row, string name)
    {
        StudentGrades? found = null;
        IdentityColumn? by = null;
        for (int c = 0; c < _columns.Count; c++)
        {
            string value = row[_columns[c].Index].Trim();
            if (value.Length == 0 || _students[c][value].ToArray() is not { Length: > 0 } candidates) continue;
            if (!_columns[c].Certain) candidates = [.. candidates.Where(s => Agree(s.Student.Name, name))];
            if (candidates.Length == 0) continue;
            if (candidates.Length > 1)
                throw new CourseException(
                    $"The template's {_columns[c].Name} '{value}' is that of {string.Join(" and ", candidates.Select(s => ExportText.Name(s.Student)))} alike. Correct the roster.");
            if (found is null) (found, by) = (candidates[0], _columns[c]);
            else if (_columns[c].Certain && by!.Certain && candidates[0] != found)
                throw new CourseException(
                    $"The template's row of '{name}' is that of {ExportText.Name(found.Student)} by its {by.Name} and of {ExportText.Name(candidates[0].Student)} by its {_columns[c].Name}. Correct the roster.");
        }

        return found;
    }

    private static bool Agree(string known, string written) =>
        known.Length == 0 || written.Length == 0 || InOrder(known).Equals(InOrder(written), StringComparison.OrdinalIgnoreCase);
}

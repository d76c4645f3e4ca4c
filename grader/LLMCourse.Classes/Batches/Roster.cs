using System.Text;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Batches;

/// <summary>Reads a roster: CSV with a header that has <c>key</c>, and any of <c>name</c>, <c>email</c>,
/// <c>login</c>, <c>lms_id</c>, <c>section</c>.</summary>
internal static class Roster
{
    private static readonly string[] Known = ["key", "name", "email", "login", "lms_id", "section"];

    // A group has one section, and two people may have one name.
    private static readonly (string Column, Func<Student, string> Of)[] Unique =
        [("key", s => s.Key), ("email", s => s.Email), ("login", s => s.Login), ("lms_id", s => s.LmsId)];

    /// <summary>Reads the students.</summary>
    /// <exception cref="CourseException">It is not a roster; the message has the line.</exception>
    public static IReadOnlyList<Student> Load(string file)
    {
        if (!File.Exists(file)) throw new CourseException($"There is no roster {file}.");
        string text = CsvText.ReadUtf8(file, "Save it as CSV UTF-8; read otherwise, names would be damaged for good.");
        IReadOnlyList<IReadOnlyList<string>> rows = CsvText.Parse(text, file, CsvText.SeparatorOf(text));
        if (rows.Count == 0) throw new CourseException($"{file} is empty. Its first line names the columns: {string.Join(",", Known)}.");
        List<string> header = [.. rows[0].Select(h => h.Trim().ToLowerInvariant())];
        if (header.Find(h => !Known.Contains(h)) is { } unknown)
            throw new CourseException($"{file}: there is no column '{unknown}'; there are {string.Join(", ", Known)}.");
        if (header.Distinct().Count() < header.Count) throw new CourseException($"{file}: a column is there twice.");
        if (!header.Contains("key")) throw new CourseException($"{file}: the column key is missing; submissions are matched by it.");
        List<Student> students = [];
        for (int i = 1; i < rows.Count; i++)
        {
            IReadOnlyList<string> row = rows[i];
            if (row.All(string.IsNullOrWhiteSpace)) continue;
            if (row.Count != header.Count)
                throw new CourseException($"{file}: row {i + 1} has {row.Count} fields where the header has {header.Count}.");
            string Field(string name) => header.IndexOf(name) is >= 0 and var at ? PersonName.Clean(row[at]) : "";
            string key = Field("key");
            if (key.Length == 0) throw new CourseException($"{file}: the key of row {i + 1} is empty.");
            students.Add(new Student(key, Field("name"), Field("email"), Field("login"), Field("lms_id"), Field("section")));
        }

        foreach ((string column, Func<Student, string> of) in Unique)
        {
            if (students.Where(s => of(s).Length > 0).GroupBy(s => PersonName.Folded(of(s)), StringComparer.Ordinal)
                .FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new CourseException(
                    $"{file}: the {column} '{of(twice.First())}' is there twice{(twice.Select(of).Distinct().Count() > 1 ? $", as {string.Join(" and ", twice.Select(s => $"'{of(s)}'"))}" : "")}.");
        }

        return students;
    }
}

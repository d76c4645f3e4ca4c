using LLMCourse.Grader.Course;
using LLMCourse.Grader.Gradebooks;

namespace LLMCourse.Grader.Batches;

/// <summary>Reads a roster: CSV with a header that has <c>key</c>, and any of <c>name</c>, <c>email</c>, <c>login</c>, <c>lms_id</c>, <c>section</c>.</summary>
internal static class Roster
{
    private static readonly string[] Known = ["key", "name", "email", "login", "lms_id", "section"];

    /// <summary>Reads the students.</summary>
    /// <exception cref="CourseException">It is not a roster; the message has the line.</exception>
    public static IReadOnlyList<Student> Load(string file)
    {
        if (!File.Exists(file)) throw new CourseException($"There is no roster {file}.");
        IReadOnlyList<IReadOnlyList<string>> rows = CsvText.Parse(File.ReadAllText(file), file);
        if (rows.Count == 0) throw new CourseException($"{file} is empty. Its first line names the columns: {string.Join(",", Known)}.");
        List<string> header = [.. rows[0].Select(h => h.Trim().ToLowerInvariant())];
        if (header.Find(h => !Known.Contains(h)) is { } unknown) throw new CourseException($"{file}: there is no column '{unknown}'; there are {string.Join(", ", Known)}.");
        if (!header.Contains("key")) throw new CourseException($"{file}: the column key is missing; submissions are matched by it.");
        List<Student> students = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 1; i < rows.Count; i++)
        {
            IReadOnlyList<string> row = rows[i];
            if (row is [""]) continue;
            if (row.Count != header.Count) throw new CourseException($"{file}: row {i + 1} has {row.Count} fields where the header has {header.Count}.");
            string Field(string name) => header.IndexOf(name) is >= 0 and var at ? row[at].Trim() : "";
            string key = Field("key");
            if (key.Length == 0) throw new CourseException($"{file}: the key of row {i + 1} is empty.");
            if (!seen.Add(key)) throw new CourseException($"{file}: the key '{key}' is there twice.");
            students.Add(new Student(key, Field("name"), Field("email"), Field("login"), Field("lms_id"), Field("section")));
        }

        return students;
    }
}

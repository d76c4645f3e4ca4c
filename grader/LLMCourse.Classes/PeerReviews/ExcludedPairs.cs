using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>Pairs of students who are not to review each other, such as those who worked together: a
/// CSV file with the columns <c>a,b</c>.</summary>
internal static class ExcludedPairs
{
    /// <summary>Reads the pairs, by the students' keys; a pair holds in both directions.</summary>
    /// <param name="file">The file.</param>
    /// <param name="students">The students of the gradebook.</param>
    /// <exception cref="CourseException">It is no such file, or names somebody whom the gradebook does
    /// not have; the message has the row.</exception>
    public static IReadOnlySet<(string, string)> Load(string file, IReadOnlyList<Student> students)
    {
        if (!File.Exists(file)) throw new CourseException($"There is no file {file} with pairs.");
        string text = CsvText.ReadUtf8(file, "Save it as CSV UTF-8.");
        IReadOnlyList<IReadOnlyList<string>> rows = CsvText.Parse(text, file, CsvText.SeparatorOf(text));
        if (rows.Count == 0 || rows[0].Select(h => h.Trim().ToLowerInvariant()).ToArray() is not ["a", "b"])
            throw new CourseException($"{file}: its first line must be a,b; each line below names two students by their keys.");
        HashSet<(string, string)> pairs = [];
        for (int i = 1; i < rows.Count; i++)
        {
            if (rows[i].All(string.IsNullOrWhiteSpace)) continue;
            if (rows[i].Count != 2)
                throw new CourseException($"{file}: row {i + 1} has {rows[i].Count} fields; it must name two students.");
            string[] keys = [.. rows[i].Select(k => KeyOf(k, students) ?? throw new CourseException(
                $"{file}: row {i + 1}: the gradebook has no student '{k.Trim()}'.{(NearestName.Among(k.Trim(), students.Select(s => s.Key)) is { } near ? $" Did you mean {near}?" : "")} `grader gradebook show` lists them."))];
            if (keys[0] == keys[1]) throw new CourseException($"{file}: row {i + 1} names {keys[0]} twice. Name two students.");
            pairs.Add((keys[0], keys[1]));
            pairs.Add((keys[1], keys[0]));
        }

        return pairs;
    }

    private static string? KeyOf(string text, IReadOnlyList<Student> students) =>
        (students.FirstOrDefault(s => s.Key == text.Trim())
            ?? students.FirstOrDefault(s => PersonName.Folded(s.Key) == PersonName.Folded(text)))?.Key;
}

using LLMCourse.Classes.Batches;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Exports;

/// <summary>A gradebook that a learning management system exported, to be filled in: its rows, columns, order,
/// separator and byte order mark stay.</summary>
internal sealed class TemplateTable
{
    private readonly char _separator;
    private readonly bool _marked;

    private TemplateTable(string path, IReadOnlyList<string[]> rows, char separator, bool marked)
    {
        Path = path;
        Header = rows[0];
        Rows = [.. rows.Skip(1)];
        _separator = separator;
        _marked = marked;
    }

    /// <summary>Gets the file.</summary>
    public string Path { get; }

    /// <summary>Gets the names of the columns.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Gets the rows below the header; their cells may be changed.</summary>
    public IReadOnlyList<string[]> Rows { get; }

    /// <summary>Reads a template.</summary>
    /// <exception cref="CourseException">It is not there, or is no table in UTF-8.</exception>
    public static TemplateTable Load(string path)
    {
        if (!File.Exists(path))
            throw new CourseException(
                $"There is no template {path}. Export the gradebook from the learning management system as CSV, and name that file.");
        string text = CsvText.ReadUtf8(path,
            "It is when it comes from the learning management system: export it anew, and do not save it from a spreadsheet.");
        char separator = CsvText.SeparatorOf(text);
        List<string[]> rows = [.. CsvText.Parse(text, path, separator).Select(r => r.ToArray())];
        if (rows.Count == 0 || rows[0].Length < 2)
            throw new CourseException($"{path} is no table: its first line has no columns. Export the gradebook anew as CSV.");
        int odd = rows.FindIndex(r => r.Length != rows[0].Length && r is not [""]);
        if (odd >= 0)
            throw new CourseException(
                $"{path}: row {odd + 1} has {rows[odd].Length} fields where the header has {rows[0].Length}. Export the gradebook anew, and do not edit it.");
        return new TemplateTable(path, rows, separator, text.StartsWith('\uFEFF'));
    }

    /// <summary>Writes the table.</summary>
    public void Write(Stream output)
    {
        using StreamWriter writer = ExportText.Writer(output);
        if (_marked) writer.Write('\uFEFF');
        foreach (IReadOnlyList<string> row in Rows.Prepend(Header)) writer.Write(CsvText.Row(row.Select(ExportText.Kept), _separator));
    }
}

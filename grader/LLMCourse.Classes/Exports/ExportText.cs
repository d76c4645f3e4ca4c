using System.Globalization;
using System.Text;
using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Exports;

/// <summary>How names and numbers are written in the files for other systems.</summary>
internal static class ExportText
{
    private const int Named = 10;

    /// <summary>Makes a text that a student may have written harmless for a cell: one line, no
    /// control character, no workflow command.</summary>
    /// <remarks><see cref="CsvText.Row"/> keeps it from being a formula.</remarks>
    public static string Cell(string text) => StudentText.NoCommands(StudentText.Terminal(text));

    /// <summary>Makes a cell of another system's file harmless; its lines stay, since the system reads them back.</summary>
    public static string Kept(string text) => StudentText.NoCommands(StudentText.Visible(text));

    /// <summary>Returns whether a cell with this text reads back as the very text; one by which a student is looked for must.</summary>
    public static bool Survives(string text) => Cell(text) == text && CsvText.Inert(text) == text;

    /// <summary>Writes a percentage as everywhere: two decimals.</summary>
    public static string Percent(decimal percent) => percent.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Writes the points that a percentage is of a maximum, exactly.</summary>
    public static string Points(decimal percent, decimal maximum) =>
        (percent * maximum / 100).ToString("0.00####", CultureInfo.InvariantCulture);

    /// <summary>Writes a time.</summary>
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Names a student.</summary>
    public static string Name(Student student) => student.Name.Length == 0 ? student.Key : $"{student.Key} ({student.Name})";

    /// <summary>Lists a few of many, and says how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> names) =>
        names.Count <= Named
            ? string.Join(", ", names)
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(Named))} and {names.Count - Named} more");

    /// <summary>Opens a writer of UTF-8 without a byte order mark, which leaves the stream open.</summary>
    public static StreamWriter Writer(Stream output) =>
        new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true);
}

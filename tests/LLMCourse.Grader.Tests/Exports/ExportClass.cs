using System.Text;
using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Tests.Gradebooks;
using LLMCourse.Grader.Tests.Reports;
using LLMCourse.Grading.Results;
using Microsoft.VisualBasic.FileIO;

namespace LLMCourse.Grader.Tests.Exports;

/// <summary>A class whose grades rest on everything that a policy knows: lateness, extensions, overrides,
/// dropped modules, nothing handed in.</summary>
internal sealed class ExportClass : IDisposable
{
    private readonly TemporaryGradebook _home = new();

    public ExportClass(bool empty = false)
    {
        Book = Gradebook.OpenForGrading(_home.Path);
        if (!empty) Fill();
    }

    public Gradebook Book { get; }

    public string Folder => Path.GetDirectoryName(_home.Path)!;

    public static CoursePolicy Policy { get; } = new()
    {
        Deadlines = { ["M02"] = TemporaryGradebook.Noon },
        Late = new LatePenalty
        {
            Grace = TimeSpan.FromMinutes(15),
            Steps = [new LateStep { Percent = 10 }, new LateStep { After = TimeSpan.FromDays(1), Percent = 25 }]
        },
        DropLowest = 1,
        Weights = { ["M02"] = 2 },
        CountOpen = true,
    };

    public string PolicyFile
    {
        get
        {
            string file = Path.Combine(Folder, "course.yaml");
            File.WriteAllText(file, """
                deadlines: {M02: 2026-11-01T12:00:00Z}
                late: {grace: "00:15:00", steps: [{after: "00:00:00", percent: 10}, {after: "1.00:00:00", percent: 25}]}
                drop_lowest: 1
                weights: {M02: 2}
                count_open: true
                """);
            return file;
        }
    }

    public ClassGrades Grades(string? module = null, CoursePolicy? policy = null) => ClassGrades.Load(Book, policy ?? Policy, module);

    public string Put(string name, string text)
    {
        string file = Path.Combine(Folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Saves a grade; the checks' points are those of a sample, so that they sum to the score.</summary>
    public void Save(string student, string module, string sample, int minutes) => Book.Save(
        TemporaryGradebook.Attempt(student, module, $"{student}{module}{minutes}", TemporaryGradebook.Noon.AddMinutes(minutes)),
        Sample(sample, module));

    public static GradeResult Sample(string name, string module)
    {
        GradeResult result = SampleResults.All[name];
        return result with { Module = result.Module with { Id = module } };
    }

    public static (string Text, IReadOnlyList<string> Notes) Write(IClassExport export, ClassGrades grades, ExportOptions? options = null)
    {
        using MemoryStream stream = new();
        IReadOnlyList<string> notes = export.Write(grades, options ?? new ExportOptions(), stream, CancellationToken.None);
        return (new UTF8Encoding(false, true).GetString(stream.ToArray()), notes);
    }

    /// <summary>Reads CSV with a parser that is not ours.</summary>
    public static IReadOnlyList<string[]> Parse(string csv, string separator = ",")
    {
        using TextFieldParser parser =
            new(new StringReader(csv)) { TextFieldType = FieldType.Delimited, HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
        parser.SetDelimiters(separator);
        List<string[]> rows = [];
        while (!parser.EndOfData) rows.Add(parser.ReadFields()!);
        return rows;
    }

    public void Dispose()
    {
        Book.Dispose();
        _home.Dispose();
    }

    private void Fill()
    {
        Book.Enrol([
            new Student("ada", "Lovelace, Ada", "ada@example.edu", "alovelace", "1001", "LLM-1"),
            new Student("bob", "Bob Roe", "bob@example.edu", "broe", "1002", "LLM-1"),
            new Student("cy", "Cyril Ünal", "cy@example.edu", "cunal", "1003", "LLM-2"),
            new Student("dee", "Dee Dee", "dee@example.edu", "ddee", "1004", "LLM-2"),
            new Student("eve", "Eve Noon", "eve@example.edu", "enoon", "1005", "LLM-2"),
        ]);
        Save("ada", "M01", "perfect", 0);
        Save("ada", "M02", "mixed", -60);
        Save("ada", "M02", "perfect", 200); // late, and best even so
        Save("ada", "M03", "mixed", 0);
        Save("bob", "M01", "mixed", 0);
        Save("bob", "M02", "mixed", 60);
        Save("bob", "M03", "grader-error", 0);
        Save("cy", "M02", "perfect", 600); // has more time
        Save("cy", "M03", "starter", 0);
        Save("dee", "M02", "mixed", 4000);
        Book.Add(new Extension("cy", "M02", TemporaryGradebook.Noon.AddDays(2), "Prof. X", "ill", TemporaryGradebook.Noon));
        Book.Add(new Override("dee", "M02", 66.67m, "Prof. X", "oral exam", TemporaryGradebook.Noon));
        Book.Add(new Override("dee", "M03", 110m, "Prof. X", "a prize", TemporaryGradebook.Noon));
        Book.Add(new Override("bob", "M01", 12.5m, "Prof. X", "not his own work", TemporaryGradebook.Noon));
    }
}

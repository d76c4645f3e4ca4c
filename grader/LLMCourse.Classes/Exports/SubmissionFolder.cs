using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Exports;

/// <summary>Writes a folder for each module with a folder for each student, and <c>index.csv</c>, which says whose is which.</summary>
internal static class SubmissionFolder
{
    /// <summary>The file that lists the others.</summary>
    public const string IndexName = "index.csv";

    /// <summary>Writes the folder; it is there wholly or not at all.</summary>
    /// <param name="grades">The grades.</param>
    /// <param name="gradebook">The gradebook that they are from, which keeps the results.</param>
    /// <param name="export">The format.</param>
    /// <param name="folder">The folder; must be empty or not exist.</param>
    /// <param name="cancellation">Stops the work and removes what was written.</param>
    /// <returns>How many files there are besides the index.</returns>
    /// <exception cref="CourseException">The folder is not empty.</exception>
    public static int Write(ClassGrades grades, Gradebook gradebook, ISubmissionExport export, string folder,
        CancellationToken cancellation)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(target)) throw new CourseException($"'{folder}' is a file. --to {export.Format} writes a folder; name a new one.");
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new CourseException(
                $"'{folder}' is not empty. Name a new folder, so that no file of an earlier export is taken for one of this.");

        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            int files = WriteAll(grades, gradebook, export, temporary, cancellation);
            if (Directory.Exists(target)) Directory.Delete(target);
            Directory.Move(temporary, target);
            return files;
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    private static int WriteAll(ClassGrades grades, Gradebook gradebook, ISubmissionExport export, string folder,
        CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, string> names = FolderNames.For([.. grades.Students.Select(s => s.Student.Key)]);
        IReadOnlyDictionary<string, string> modules = FolderNames.For(grades.Modules);
        _ = Directory.CreateDirectory(folder);
        using StreamWriter index = new(Path.Combine(folder, IndexName));
        index.Write(CsvText.Row(["file", "key", "name", "module", "percent"]));
        int files = 0;
        foreach (StudentGrades student in grades.Students)
        {
            foreach (ModuleEntry entry in student.Modules.Where(e => e.State is GradeState.Graded or GradeState.Override))
            {
                cancellation.ThrowIfCancellationRequested();
                string file = Path.Combine(modules[entry.Grade.Module], names[student.Student.Key], export.FileName);
                _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
                GradeResult result = ResultOf(student.Student, entry, gradebook);
                File.WriteAllText(Path.Combine(folder, file), export.Render(result, PolicyAdjustment.Of(entry, result), entry.Comments));
                index.Write(CsvText.Row([file.Replace('\\', '/'), ExportText.Cell(student.Student.Key),
                    ExportText.Cell(student.Student.Name), entry.Grade.Module, ExportText.Percent(entry.Grade.Percent)]));
                files++;
            }
        }

        return files;
    }

    // Where a person decided, the newest attempt shows what the decision was about.
    private static GradeResult ResultOf(Student student, ModuleEntry entry, Gradebook gradebook)
    {
        Attempt? attempt = entry.Grade.Chosen?.Attempt
            ?? gradebook.Attempts(student.Key).LastOrDefault(a => a.Attempt.Module == entry.Grade.Module)?.Attempt;
        GradeResult? result = attempt is null ? null : gradebook.Result(attempt);
        // Of 0 points no grade but 0 can be expressed.
        return result is null || (result.Score.Maximum == 0 && entry.Grade.Percent > 0)
            ? PolicyAdjustment.Nothing(student.Key, entry.Grade.Module)
            : result;
    }
}

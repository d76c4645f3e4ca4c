namespace LLMCourse.Classes.Exports;

/// <summary>The formats that a gradebook can be written in.</summary>
internal static class ExportFormats
{
    /// <summary>Gets the formats that are one file for the class.</summary>
    public static IReadOnlyList<IClassExport> OfClass { get; } =
        [new CanvasExport(), new MoodleExport(), new CsvExport(), new JsonExport()];

    /// <summary>Gets the formats that are a folder with an entry for each student.</summary>
    public static IReadOnlyList<ISubmissionExport> OfSubmissions { get; } =
        [new GradescopeExport(), new JUnitExport(), new ClassroomExport()];

    /// <summary>Gets all names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. OfClass.Select(f => f.Format), .. OfSubmissions.Select(f => f.Format)];
}

using System.Text.Json;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Exports;

/// <summary>Writes everything that final numbers rest on as one JSON document, for programs: texts are as they
/// are in the gradebook, escaped as JSON.</summary>
internal sealed class JsonExport : IClassExport
{
    private const int SchemaVersion = 1;

    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n", Encoder = ResultJson.Encoder };

    /// <inheritdoc/>
    public string Format => "json";

    /// <inheritdoc/>
    public bool HasColumns => false;

    /// <inheritdoc/>
    public bool IsForStudents => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> Write(ClassGrades grades, ExportOptions options, Stream output, CancellationToken cancellation)
    {
        using (var json = new Utf8JsonWriter(output, Layout))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", SchemaVersion);
            Strings(json, "modules", grades.Modules);
            json.WriteStartArray("students");
            foreach (StudentGrades student in grades.Students)
            {
                cancellation.ThrowIfCancellationRequested();
                Student(json, student, grades);
                // A large class is not held in memory twice.
                json.Flush();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
        return [];
    }

    private static void Student(Utf8JsonWriter json, StudentGrades student, ClassGrades grades)
    {
        Student who = student.Student;
        json.WriteStartObject();
        Text(json, "key", who.Key);
        Text(json, "name", who.Name);
        Text(json, "email", who.Email);
        Text(json, "login", who.Login);
        Text(json, "lmsId", who.LmsId);
        Text(json, "section", who.Section);
        if (grades.HasFinal)
        {
            json.WriteNumber("percent", student.Grade.Percent);
            Strings(json, "steps", student.Grade.Steps);
        }

        json.WriteStartArray("modules");
        foreach (ModuleEntry entry in student.Modules) Module(json, entry, isReleased: !grades.Withheld.Contains(entry.Grade.Module));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Module(Utf8JsonWriter json, ModuleEntry entry, bool isReleased)
    {
        json.WriteStartObject();
        json.WriteString("module", entry.Grade.Module);
        if (entry.HasNumber) json.WriteNumber("percent", entry.Grade.Percent);
        else json.WriteNull("percent");
        json.WriteBoolean("counts", entry.Grade.Counts);
        json.WriteBoolean("released", isReleased);
        json.WriteString("state", JsonNamingPolicy.KebabCaseLower.ConvertName(entry.State.ToString()));
        if (entry.Grade.Chosen is { } chosen)
        {
            json.WriteStartObject("attempt");
            json.WriteString("submittedUtc", ExportText.Stamp(chosen.Attempt.SubmittedUtc));
            Text(json, "source", chosen.Attempt.Source);
            json.WriteString("contentHash", chosen.Attempt.ContentHash);
            json.WriteString("checksVersion", chosen.ChecksVersion);
            json.WriteNumber("earned", chosen.Earned);
            json.WriteNumber("maximum", chosen.Maximum);
            json.WriteEndObject();
        }

        Strings(json, "steps", entry.Grade.Steps);
        json.WriteStartArray("comments");
        foreach (Comment c in entry.Comments)
        {
            json.WriteStartObject();
            Text(json, "about", c.About);
            Text(json, "text", c.Text);
            Text(json, "who", c.Who);
            json.WriteString("madeUtc", ExportText.Stamp(c.MadeUtc));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) Value(json, value);
        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string value)
    {
        json.WritePropertyName(name);
        Value(json, value);
    }

    private static void Value(Utf8JsonWriter json, string value)
    {
        if (value.Contains("##[", StringComparison.Ordinal))
            json.WriteRawValue(ResultJson.NoCommands($"\"{ResultJson.Encoder.Encode(value)}\""));
        else json.WriteStringValue(value);
    }
}

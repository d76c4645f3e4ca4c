using System.Globalization;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Intake;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LLMCourse.Classes.Batches;

/// <summary>Reads an export of Gradescope: a folder for each submission, and <c>submission_metadata.yml</c>, which
/// says whose they are and when they came.</summary>
internal static class GradescopeFolder
{
    private const string Metadata = "submission_metadata.yml";

    /// <summary>Says whether a folder is such an export.</summary>
    internal static bool Is(string folder) => File.Exists(Path.Combine(folder, Metadata));

    /// <summary>Finds the submissions; one of a group is each member's.</summary>
    /// <exception cref="CourseException">The metadata cannot be read.</exception>
    internal static (IReadOnlyList<FoundSubmission> Submissions, IReadOnlyList<NotTaken> NotTaken) Find(string folder)
    {
        string file = Path.Combine(folder, Metadata);
        YamlStream yaml;
        try
        {
            yaml = YamlText.Parse(File.ReadAllText(file));
        }
        catch (YamlException e)
        {
            throw new CourseException($"{file}:{e.Start.Line} is not what Gradescope exports: {e.Message} Export the submissions anew.", e);
        }

        if (yaml.Documents.Count == 0 || yaml.Documents[0].RootNode is not YamlMappingNode all)
            throw new CourseException($"{file} lists no submissions. Export them anew.");
        List<FoundSubmission> found = [];
        HashSet<string> listed = new(StringComparer.Ordinal) { Metadata };
        List<NotTaken> not = [];
        foreach ((YamlNode key, YamlNode value) in all.Children)
        {
            string name = Scalar(key);
            string path = Path.Combine(folder, name);
            _ = listed.Add(name);
            if (!Directory.Exists(path) || Path.GetFileName(path) != name)
            {
                not.Add(new NotTaken(name, $"{Metadata} lists it, and the folder is not there."));
                continue;
            }

            Student[] students = [.. Submitters(value)];
            if (students.Length == 0) not.Add(new NotTaken(name, $"{Metadata} does not say whose it is."));
            found.AddRange(students.Select(
                s => new FoundSubmission(s, name, [new HandedInPart(path, name)]) { StatedUtc = TimeOf(value), IsDownloaded = true }));
        }

        not.AddRange(new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => !listed.Contains(e.Name) && !Clutter.Is(e.Name))
            .Select(e => new NotTaken(e.Name, $"{Metadata} does not list it.")));
        return (found, not);
    }

    private static IEnumerable<Student> Submitters(YamlNode submission)
    {
        if (Child(submission, "submitters") is not YamlSequenceNode submitters) yield break;
        foreach (YamlNode submitter in submitters)
        {
            string name = Text(submitter, "name"), email = Text(submitter, "email"), id = Text(submitter, "sid");
            string key = id.Length > 0 ? id : email.Length > 0 ? email : name;
            if (key.Length > 0) yield return new Student(key, name, email, LmsId: id);
        }
    }

    private static DateTimeOffset? TimeOf(YamlNode submission) =>
        DateTimeOffset.TryParse(Text(submission, "created_at"), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;

    private static string Text(YamlNode node, string name) => Child(node, name) is { } child ? Scalar(child).Trim() : "";

    // Gradescope writes symbols of Ruby, ":name".
    private static YamlNode? Child(YamlNode node, string name) =>
        (node as YamlMappingNode)?.Children.FirstOrDefault(c => Scalar(c.Key).TrimStart(':') == name).Value;

    private static string Scalar(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";
}

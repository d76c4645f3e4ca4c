using System.Globalization;
using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>What the exercises of a module may not use: <c>bans.yaml</c>.</summary>
public sealed record BanList
{
    private readonly IReadOnlyDictionary<string, ExerciseBans> _exercises;

    /// <summary>Creates a list.</summary>
    /// <param name="exercises">The bans by exercise id.</param>
    public BanList(IReadOnlyDictionary<string, ExerciseBans> exercises) => _exercises = exercises;

    /// <summary>Gets what is said of exercises, by their ids.</summary>
    public IReadOnlyDictionary<string, ExerciseBans> Exercises => _exercises;

    /// <summary>Returns the bans of an exercise.</summary>
    /// <param name="exercise">Its id.</param>
    public ExerciseBans For(string exercise) => _exercises.GetValueOrDefault(exercise, ExerciseBans.None);

    /// <summary>Says what is open to exercises that no submission may use otherwise, for the report: an
    /// exercise each, with where the names are.</summary>
    /// <param name="exercises">The ids of the exercises that are graded, in order.</param>
    public IEnumerable<string> Opened(IEnumerable<string> exercises)
    {
        ArgumentNullException.ThrowIfNull(exercises);
        foreach (string exercise in exercises)
        {
            string[] places =
                [.. For(exercise).Open.Select(name => name[..name.LastIndexOf('.')]).Distinct().Order(StringComparer.Ordinal)];
            if (places.Length > 0) yield return $"open to {exercise} alone: names in {string.Join(", ", places)}";
        }
    }

    /// <summary>Reads a list; a file that does not exist bans nothing.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CourseException">The file is not a ban list; the message names the line.</exception>
    public static BanList Load(string path) =>
        File.Exists(path) ? Parse(File.ReadAllText(path), path) : new BanList(new Dictionary<string, ExerciseBans>());

    /// <summary>Reads a list.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <exception cref="CourseException">The text is not a ban list; the message names the line.</exception>
    public static BanList Parse(string yaml, string source = "bans.yaml")
    {
        YamlStream stream;
        try
        {
            stream = YamlText.Parse(yaml);
        }
        catch (YamlException e)
        {
            throw new CourseException(
                string.Create(CultureInfo.InvariantCulture, $"{source}({e.Start.Line}): not well-formed YAML: {e.Message}"), e);
        }

        Dictionary<string, ExerciseBans> exercises = new(StringComparer.Ordinal);
        if (stream.Documents.Count == 0) return new BanList(exercises);
        if (stream.Documents[0].RootNode is not YamlMappingNode root)
            throw Fault(source, stream.Documents[0].RootNode, "write a mapping from exercise ids to 'ban', 'allow' and 'open'");
        foreach ((YamlNode key, YamlNode value) in root)
        {
            string id = Scalar(source, key);
            if (!ExerciseId.TryParse(id, out _)) throw Fault(source, key, $"'{id}' is not an exercise id such as M02.E2");
            if (value is not YamlMappingNode entry) throw Fault(source, value, $"{id} is a mapping with 'ban', 'allow' and 'open'");
            List<Ban> bans = [];
            List<string> allowed = [], open = [];
            foreach ((YamlNode part, YamlNode list) in entry)
            {
                string name = Scalar(source, part);
                if (list is not YamlSequenceNode items) throw Fault(source, list, $"'{name}' of {id} is a list");
                if (name == "ban") bans.AddRange(items.Select(item => ReadBan(source, item, id)));
                else if (name == "allow") allowed.AddRange(items.Select(item => Scalar(source, item)));
                else if (name == "open") open.AddRange(items.Select(item => ReadOpen(source, item)));
                else throw Fault(source, part, $"{id} has an unknown key '{name}'; there are ban, allow and open");
            }

            exercises[id] = new ExerciseBans(bans, allowed) { Open = open };
        }

        return new BanList(exercises);
    }

    private static Ban ReadBan(string source, YamlNode node, string id)
    {
        if (node is not YamlMappingNode mapping) throw Fault(source, node, $"a ban of {id} is a mapping with 'symbol' and 'why'");
        Dictionary<string, string> parts = mapping.ToDictionary(pair => Scalar(source, pair.Key), pair => Scalar(source, pair.Value));
        if (parts.Keys.FirstOrDefault(key => key is not ("symbol" or "why")) is { } stray)
            throw Fault(source, node, $"a ban of {id} has an unknown key '{stray}'; there are symbol and why");
        if (!parts.TryGetValue("symbol", out string? symbol)) throw Fault(source, node, $"a ban of {id} has no 'symbol'");
        if (!parts.TryGetValue("why", out string? why))
            throw Fault(source, node, $"the ban of {symbol} in {id} has no 'why': the student is told it");
        return new Ban(symbol, why);
    }

    // What nobody is refused need not be opened: it would look like a right that the exercise does not need.
    private static string ReadOpen(string source, YamlNode node)
    {
        string name = Scalar(source, node);
        return GeneralBans.Find(name) is null ? throw Fault(source, node, $"'{name}' is open to all exercises already; remove it") : name;
    }

    private static string Scalar(string source, YamlNode node) =>
        node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Fault(source, node, "a text is expected here");

    private static CourseException Fault(string source, YamlNode node, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{source}({node.Start.Line}): {what}."));
}

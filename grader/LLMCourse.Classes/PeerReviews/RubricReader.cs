using System.Globalization;
using System.Text.RegularExpressions;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LLMCourse.Classes.PeerReviews;

/// <summary>Reads a rubric, strictly: whatever is missing, unknown or out of range is refused with its line.</summary>
/// <param name="file">What to call it in messages.</param>
internal sealed partial class RubricReader(string file)
{
    private const int LeastLevels = 2, MostLevels = 11, LongestReason = 1000;

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is no rubric; the message has the line.</exception>
    public Rubric Read(string text)
    {
        YamlStream yaml;
        try
        {
            yaml = YamlText.Parse(text);
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{file}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }

        if (yaml.Documents.Count == 0)
            throw new InvalidDataException($"{file}:1: it is empty; a rubric has title, module, files, reason and criteria.");
        YamlNode root = yaml.Documents[0].RootNode;
        Dictionary<string, YamlNode> parts = Map(root, "the rubric", "title", "module", "files", "reason", "criteria");
        string module = Text(parts["module"]).ToUpperInvariant();
        if (!ModuleForm().IsMatch(module)) throw Fault(parts["module"], $"'{module}' is no module; modules are called M01, M02 and so on.");
        string[] files = [.. List(parts["files"], "files").Select(Pattern)];
        Criterion[] criteria = [.. List(parts["criteria"], "criteria").Select(OfCriterion)];
        if (criteria.GroupBy(c => c.Id).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Fault(parts["criteria"], $"the criterion '{twice.Key}' is there twice.");
        return new Rubric(Line(parts["title"], "title"), module, files, Whole(parts["reason"], "reason", 1, LongestReason), criteria);
    }

    private Criterion OfCriterion(YamlNode node)
    {
        Dictionary<string, YamlNode> parts = Map(node, "a criterion", "id", "title", "ask", "points", "scale");
        string id = Text(parts["id"]);
        if (!IdForm().IsMatch(id)) throw Fault(parts["id"], $"'{id}' is no id: small letters, digits and hyphens, a letter first.");
        decimal points = decimal.TryParse(Text(parts["points"]), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out decimal p) && p is > 0 and <= 1000
            ? p : throw Fault(parts["points"],
                $"the points of {id} are '{Text(parts["points"])}'; they must be a number above 0 and at most 1000.");
        if (parts["scale"] is not YamlMappingNode scale)
            throw Fault(parts["scale"], $"the scale of {id} has a line for each score, such as 3: clear.");
        List<Anchor> anchors = [.. scale.Children.Select(
            pair => new Anchor(Whole(pair.Key, $"a score of {id}", 0, 100), Line(pair.Value, $"a score of {id}")))];
        if (anchors.Count is < LeastLevels or > MostLevels)
            throw Fault(scale, $"the scale of {id} has {anchors.Count} scores; it must have {LeastLevels} to {MostLevels}.");
        if (anchors.Select((a, i) => a.Score != anchors[0].Score + i).Any(wrong => wrong))
            throw Fault(scale, $"the scores of {id} must rise by 1 from one line to the next.");
        return new Criterion(id, Line(parts["title"], "title"), Line(parts["ask"], "ask"), points, anchors);
    }

    private Dictionary<string, YamlNode> Map(YamlNode node, string what, params string[] wanted)
    {
        if (node is not YamlMappingNode map) throw Fault(node, $"{what} has {string.Join(", ", wanted)}, each with a value.");
        Dictionary<string, YamlNode> parts = new(StringComparer.Ordinal);
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            string name = Text(key);
            if (!wanted.Contains(name))
                throw Fault(key, $"{what} has no '{name}'.{(NearestName.Among(name, wanted) is { } near ? $" Did you mean {near}?" : "")} There are {string.Join(", ", wanted)}.");
            parts[name] = value;
        }

        return wanted.FirstOrDefault(w => !parts.ContainsKey(w)) is { } missing
            ? throw Fault(node, $"{what} has no {missing}. Add it.")
            : parts;
    }

    private IEnumerable<YamlNode> List(YamlNode node, string what) =>
        node is YamlSequenceNode { Children.Count: > 0 } list
            ? list.Children
            : throw Fault(node, $"{what} is a list with at least one entry.");

    // A pattern names files of the submission, and nothing outside of it.
    private string Pattern(YamlNode node) => Text(node) is { Length: > 0 } text && !text.Contains("..", StringComparison.Ordinal)
        && !text.StartsWith('/') && !text.Contains('\\', StringComparison.Ordinal)
        ? text : throw Fault(node, "a file is a name such as report.md, or a pattern such as *.md, within the submission.");

    // On a sheet it must stay one line.
    private string Line(YamlNode node, string what) =>
        string.Join(' ', Text(node).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } line
            ? line
            : throw Fault(node, $"{what} is empty.");

    private int Whole(YamlNode node, string what, int from, int to) =>
        int.TryParse(Text(node), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= from && number <= to
            ? number : throw Fault(node, $"{what} is '{Text(node)}'; it must be a whole number from {from} to {to}.");

    private string Text(YamlNode node) =>
        node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Fault(node, "a single value belongs here.");

    private InvalidDataException Fault(YamlNode node, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file}:{node.Start.Line}: {what}"));

    [GeneratedRegex(@"\AM[0-9]{2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModuleForm();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdForm();
}

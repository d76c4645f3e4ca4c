using System.Globalization;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LLMCourse.Classes.Gradebooks;

/// <summary>Reads a course file, strictly: what could mean two things, names nothing or lies out
/// of range is refused, with its line.</summary>
/// <param name="file">What to call it in messages.</param>
/// <param name="modules">The ids of the modules that there are; empty when they are not known.</param>
internal sealed class CoursePolicyReader(string file, IReadOnlyCollection<string> modules)
{
    private const int MostDropped = 50;
    private const decimal HeaviestWeight = 1000;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private TimeZoneInfo? _zone;

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">It is no course file; the message has the line.</exception>
    public CoursePolicy Read(string text)
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

        CoursePolicy policy = new();
        if (yaml.Documents.Count == 0 || yaml.Documents[0].RootNode is YamlScalarNode { Value: null or "" }) return policy;
        YamlNode root = yaml.Documents[0].RootNode;
        Dictionary<string, YamlNode> parts = Map(root, "the course file", "attempt", "time_zone", "deadlines", "late", "drop_lowest",
            "weights", "count_open", "release", "publish");
        if (parts.TryGetValue("time_zone", out YamlNode? zone)) _zone = Moment.TryZone(Text(zone), out TimeZoneInfo known)
            ? known
            : throw Fault(zone, $"there is no time zone '{Text(zone)}'. Write one such as Europe/Berlin.");
        policy.TimeZone = _zone;
        foreach ((string key, YamlNode node) in parts)
        {
            switch (key)
            {
                case "attempt":
                    policy.Attempt = Text(node) switch
                    {
                        "best" => AttemptRule.Best,
                        "last" => AttemptRule.Last,
                        var other =>
                    throw Fault(node, $"attempt is '{other}'; it is best or last.")
                    }; break;
                case "deadlines": policy.Deadlines = ByModule(node, key, Time); break;
                case "weights":
                    policy.Weights = ByModule(node, key, (n, module) => Number(n, $"the weight of {module}", 0, HeaviestWeight)); break;
                case "drop_lowest": policy.DropLowest = (int)Whole(node, "drop_lowest", MostDropped); break;
                case "count_open": policy.CountOpen = Truth(node, key); break;
                case "release":
                    policy.ReleaseByHand = Text(node) switch
                    {
                        "manual" => true,
                        "automatic" => false,
                        var other =>
                    throw Fault(node, $"release is '{other}'; it is automatic or manual.")
                    }; break;
                case "late": policy.Late = Late(node); break;
                case "publish": policy.Publish = Publish(node); break;
            }
        }

        return policy;
    }

    private LatePenalty Late(YamlNode node)
    {
        Dictionary<string, YamlNode> parts = Map(node, "late", "grace", "steps");
        LatePenalty late = new();
        if (parts.TryGetValue("grace", out YamlNode? grace)) late.Grace = Duration(grace, "the grace");
        if (!parts.TryGetValue("steps", out YamlNode? steps)) return late;
        if (steps is not YamlSequenceNode list)
            throw Fault(steps, "the steps are a list, such as [{after: 0s, percent: 10}, {after: 1d, percent: 25}].");
        foreach (YamlNode step in list)
        {
            Dictionary<string, YamlNode> of = Map(step, "a late step", "after", "percent");
            if (!of.TryGetValue("after", out YamlNode? after) || !of.TryGetValue("percent", out YamlNode? percent))
                throw Fault(step, "a late step has both after and percent.");
            LateStep read = new() { After = Duration(after, "after"), Percent = Number(percent, "what a late step takes", 0, 100) };
            if (late.Steps.Exists(s => s.After == read.After)) throw Fault(after, $"two late steps begin after '{Text(after)}'.");
            late.Steps.Add(read);
        }

        return late;
    }

    private PublishPolicy Publish(YamlNode node)
    {
        Dictionary<string, YamlNode> parts = Map(node, "publish", "leaderboard", "distribution");
        return new PublishPolicy
        {
            Leaderboard = parts.TryGetValue("leaderboard", out YamlNode? board) && Truth(board, "leaderboard"),
            Distribution = parts.TryGetValue("distribution", out YamlNode? distribution) && Truth(distribution, "distribution"),
        };
    }

    private Dictionary<string, T> ByModule<T>(YamlNode node, string what, Func<YamlNode, string, T> read)
    {
        if (node is not YamlMappingNode map) throw Fault(node, $"{what} are by module, such as {{M02: …}}.");
        Dictionary<string, T> values = new(StringComparer.Ordinal);
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            string module = ModuleIds.Resolve(Text(key), modules, out string? problem) ?? throw Fault(key, problem!);
            if (!values.TryAdd(module, read(value, module))) throw Fault(key, $"{module} is there twice in {what}.");
        }

        return values;
    }

    private DateTimeOffset Time(YamlNode node, string module) =>
        Moment.TryParse(Text(node), _zone, out DateTimeOffset time, out string? problem)
        ? time
        : throw Fault(node,
            $"the deadline of {module}: {problem}{(_zone is null ? " A line time_zone: Europe/Berlin says it for all." : "")}");

    private TimeSpan Duration(YamlNode node, string what)
    {
        string text = Text(node);
        if (text.StartsWith('-')) throw Fault(node, $"{what} is below 0.");
        if (!Moment.TryParse(text, out TimeSpan duration))
            throw Fault(node, $"{what} is '{text}', which is no duration. Write 15m, 2d 3h, P1DT12H or 36:00:00.");
        return duration <= Longest ? duration : throw Fault(node, $"{what} is '{text}', which is longer than a year. Correct it.");
    }

    private decimal Number(YamlNode node, string what, decimal from, decimal to)
    {
        if (!decimal.TryParse(Text(node), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out decimal number))
            throw Fault(node, $"{what} is '{Text(node)}', which is no number.");
        return number >= from && number <= to
            ? number
            : throw Fault(node, string.Create(CultureInfo.InvariantCulture, $"{what} is {number}; it must be {from} to {to}."));
    }

    private decimal Whole(YamlNode node, string what, decimal to)
    {
        decimal number = Number(node, what, 0, to);
        return number == decimal.Truncate(number) ? number : throw Fault(node, $"{what} is {Text(node)}; it must be a whole number.");
    }

    private bool Truth(YamlNode node, string what) =>
        Text(node) switch
        {
            "true" => true,
            "false" => false,
            var other =>
            throw Fault(node, $"{what} is '{other}'; it is true or false.")
        };

    private Dictionary<string, YamlNode> Map(YamlNode node, string what, params string[] known)
    {
        if (node is not YamlMappingNode map) throw Fault(node, $"{what} has no names with values; it may have {string.Join(", ", known)}.");
        Dictionary<string, YamlNode> parts = new(StringComparer.Ordinal);
        foreach ((YamlNode key, YamlNode value) in map.Children)
        {
            string name = Text(key);
            if (!known.Contains(name))
                throw Fault(key, $"{what} has no '{name}'.{(NearestName.Among(name, known) is { } near ? $" Did you mean {near}?" : "")} There are {string.Join(", ", known)}.");
            parts[name] = value;
        }

        return parts;
    }

    private string Text(YamlNode node) =>
        node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Fault(node, "a single value belongs here.");

    private InvalidDataException Fault(YamlNode node, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{file}:{node.Start.Line}: {what}"));
}

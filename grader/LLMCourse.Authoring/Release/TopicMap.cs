using System.Globalization;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LLMCourse.Authoring.Release;

/// <summary>The topics of the courses that this one is made from, and where each is taught and graded: <c>docs/topics.yaml</c>.</summary>
/// <param name="Courses">The courses, each with its topics, in order.</param>
public sealed record TopicMap(IReadOnlyList<TopicMap.Course> Courses)
{
    /// <summary>The map's file within the course's docs.</summary>
    public const string FileName = "topics.yaml";

    /// <summary>A course and its topics.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Topics">Its topics.</param>
    public sealed record Course(string Name, IReadOnlyList<Topic> Topics);

    /// <summary>A topic.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Places">Where it is: at least one place, such as <c>M05.E7</c>, <c>M05.X</c>, <c>M05.q8</c> or
    /// <c>M05.interview</c>.</param>
    /// <param name="Line">The line in the file, from 1.</param>
    public sealed record Topic(string Name, IReadOnlyList<string> Places, long Line);

    /// <summary>Reads a map.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <exception cref="CourseException">The text is not a map, or a topic has no place or stands there
    /// twice; the message names the line.</exception>
    public static TopicMap Parse(string yaml, string source = FileName)
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

        if (stream.Documents.Count == 0)
            throw new CourseException($"{source} is empty: list the courses, each with 'course' and 'topics'.");
        return new TopicMap([.. Items(source, stream.Documents[0].RootNode).Select(node => ReadCourse(source, node))]);
    }

    private static Course ReadCourse(string source, YamlNode node)
    {
        Dictionary<string, YamlNode> parts = Parts(source, node, "course", "topics");
        Topic[] topics = [.. Items(source, parts["topics"]).Select(item => ReadTopic(source, item))];
        if (topics.GroupBy(topic => topic.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new CourseException(
                string.Create(CultureInfo.InvariantCulture, $"{source}({twice.Last().Line}): '{twice.Key}' stands there twice."));
        return new Course(Scalar(source, parts["course"]), topics);
    }

    private static Topic ReadTopic(string source, YamlNode node)
    {
        Dictionary<string, YamlNode> parts = Parts(source, node, "topic", "at");
        string name = Scalar(source, parts["topic"]);
        string[] places = [.. Items(source, parts["at"]).Select(place => Scalar(source, place))];
        return places.Length > 0
            ? new Topic(name, places, node.Start.Line)
            : throw Fault(source, node, $"'{name}' is taught nowhere: name a place");
    }

    private static Dictionary<string, YamlNode> Parts(string source, YamlNode node, params string[] keys)
    {
        if (node is not YamlMappingNode mapping) throw Fault(source, node, $"a mapping with {string.Join(" and ", keys)} is expected here");
        Dictionary<string, YamlNode> parts = mapping.ToDictionary(pair => Scalar(source, pair.Key), pair => pair.Value);
        if (parts.Keys.Except(keys).FirstOrDefault() is { } stray)
            throw Fault(source, node, $"there is no key '{stray}'; there are {string.Join(" and ", keys)}");
        return keys.FirstOrDefault(key => !parts.ContainsKey(key)) is { } missing
            ? throw Fault(source, node, $"'{missing}' is missing")
            : parts;
    }

    private static YamlSequenceNode Items(string source, YamlNode node) =>
        node as YamlSequenceNode ?? throw Fault(source, node, "a list is expected here");

    private static string Scalar(string source, YamlNode node) =>
        node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Fault(source, node, "a text is expected here");

    private static CourseException Fault(string source, YamlNode node, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{source}({node.Start.Line}): {what}."));
}

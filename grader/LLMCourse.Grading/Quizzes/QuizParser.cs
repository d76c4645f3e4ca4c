using System.Globalization;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LLMCourse.Grading.Quizzes;

/// <summary>Reads <c>quiz.yaml</c>, and says which question is at fault when it is not right.</summary>
public sealed class QuizParser
{
    private static readonly HashSet<string> QuizKeys = ["title", "questions"];
    private static readonly HashSet<string> QuestionKeys = ["id", "kind", "text", "choices", "answer", "tolerance", "explain", "because"];
    private readonly string _source;

    private QuizParser(string source) => _source = source;

    /// <summary>Reads a quiz.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CourseException">The file is missing or not a quiz; the message names the line and the question.</exception>
    public static Quiz Load(string path) =>
        File.Exists(path) ? Parse(File.ReadAllText(path), path) : throw new CourseException($"{path} does not exist.");

    /// <summary>Reads a quiz.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <exception cref="CourseException">The text is not a quiz; the message names the line and the question.</exception>
    public static Quiz Parse(string yaml, string source = "quiz.yaml")
    {
        YamlStream stream;
        try
        {
            stream = YamlText.Parse(yaml);
        }
        catch (YamlException e)
        {
            throw new CourseException($"{source}({e.Start.Line}): not well-formed YAML: {e.Message}", e);
        }

        if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
            throw new CourseException($"{source}: write a 'title' and a list of 'questions'.");
        return new QuizParser(source).ReadQuiz(root);
    }

    private Quiz ReadQuiz(YamlMappingNode root)
    {
        Known(root, QuizKeys, "the quiz");
        string title = Text(root, "title", "the quiz");
        if (Child(root, "questions") is not YamlSequenceNode { Children.Count: > 0 } list)
            throw Fault(root, "the quiz has no list of 'questions'");
        List<Question> questions = [];
        foreach (YamlNode node in list)
        {
            if (node is not YamlMappingNode mapping) throw Fault(node, "a question is a mapping with id, kind, text and answer");
            Question question = ReadQuestion(mapping);
            if (questions.Any(other => other.Id == question.Id))
                throw Fault(node, $"question {question.Id} stands there twice; give each its own id");
            questions.Add(question);
        }

        return new Quiz(title, questions);
    }

    private Question ReadQuestion(YamlMappingNode node)
    {
        string id = Text(node, "id", "a question");
        string name = $"question {id}";
        Known(node, QuestionKeys, name);
        string kindText = Text(node, "kind", name);
        if (!Enum.TryParse(kindText, ignoreCase: true, out QuestionKind kind) || char.IsAsciiDigit(kindText[0]))
            throw Fault(node, $"{name} is of kind '{kindText}'; write choice, multiple or number");
        Question question = new()
        {
            Id = id,
            Kind = kind,
            Text = Text(node, "text", name).Trim(),
            Explain = Mapping(node, "explain", name).ToDictionary(),
            Because = Child(node, "because") is null ? null : Text(node, "because", name).Trim(),
        };
        return kind == QuestionKind.Number ? WithNumber(question, node, name) : WithChoices(question, node, name);
    }

    private Question WithNumber(Question question, YamlMappingNode node, string name)
    {
        if (Child(node, "choices") is not null) throw Fault(node, $"{name} is a number and has no choices");
        double tolerance = Child(node, "tolerance") is null ? 0 : Number(node, "tolerance", name);
        if (tolerance < 0) throw Fault(node, $"{name} has a negative tolerance");
        return question with { Number = Number(node, "answer", name), Tolerance = tolerance };
    }

    private Question WithChoices(Question question, YamlMappingNode node, string name)
    {
        KeyValuePair<string, string>[] choices = [.. Mapping(node, "choices", name)];
        if (choices.Length < 2) throw Fault(node, $"{name} needs at least two choices");
        string[] keys = [.. choices.Select(choice => choice.Key)];
        string[] answer = Child(node, "answer") switch
        {
            YamlScalarNode { Value: { } one } => [one],
            YamlSequenceNode many => [.. many.Select(item => (item as YamlScalarNode)?.Value ?? "")],
            _ => throw Fault(node, $"{name} has no answer"),
        };
        if (question.Kind == QuestionKind.Choice && answer.Length != 1)
            throw Fault(node, $"{name} is of kind choice and needs exactly one answer; for several write multiple");
        if (answer.FirstOrDefault(key => !keys.Contains(key)) is { } unknown)
            throw Fault(node, $"{name} is answered by '{unknown}', which is none of its choices {string.Join(", ", keys)}");
        if (question.Explain.Keys.FirstOrDefault(key => !keys.Contains(key)) is { } stray)
            throw Fault(node, $"{name} explains '{stray}', which is none of its choices");
        if (question.Kind == QuestionKind.Choice
            && keys.FirstOrDefault(key => !answer.Contains(key) && !question.Explain.ContainsKey(key)) is { } bare)
            throw Fault(node, $"{name} does not explain why '{bare}' is wrong; write it under 'explain'");
        return question with { Choices = choices, Answer = [.. keys.Where(answer.Contains)] };
    }

    private IEnumerable<KeyValuePair<string, string>> Mapping(YamlMappingNode node, string key, string name)
    {
        YamlNode? child = Child(node, key);
        if (child is null) return [];
        if (child is not YamlMappingNode mapping) throw Fault(child, $"'{key}' of {name} is a mapping from choices to text");
        return mapping.Select(pair => new KeyValuePair<string, string>(Scalar(pair.Key, key, name), Scalar(pair.Value, key, name).Trim()));
    }

    private double Number(YamlMappingNode node, string key, string name)
    {
        string text = Text(node, key, name);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw Fault(node, $"'{key}' of {name} is '{text}'; write a number such as 3.14");
    }

    private string Text(YamlMappingNode node, string key, string name) =>
        Child(node, key) is { } child ? Scalar(child, key, name) : throw Fault(node, $"{name} has no '{key}'");

    private string Scalar(YamlNode node, string key, string name) =>
        node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Fault(node, $"'{key}' of {name} is empty or not a text");

    private void Known(YamlMappingNode node, HashSet<string> known, string name)
    {
        foreach (YamlNode key in node.Children.Keys)
        {
            if (key is YamlScalarNode { Value: { } text } && !known.Contains(text))
                throw Fault(key, $"{name} has an unknown key '{text}'; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}");
        }
    }

    private static YamlNode? Child(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? child) ? child : null;

    private CourseException Fault(YamlNode node, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{_source}({node.Start.Line}): {what}."));
}

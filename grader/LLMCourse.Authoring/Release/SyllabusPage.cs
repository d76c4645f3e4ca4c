using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LLMCourse.Authoring.Scaffolding;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Quizzes;

namespace LLMCourse.Authoring.Release;

/// <summary>Writes the page that shows all modules with their exercises, and where each topic is taught and graded.</summary>
public static partial class SyllabusPage
{
    /// <summary>The page's file within the course's docs.</summary>
    public const string FileName = "syllabus.md";

    /// <summary>Writes the page from what stands in the solutions' folders and in the map of topics.</summary>
    /// <param name="layout">The course.</param>
    /// <exception cref="CourseException">The map is malformed, or a topic is at a place that there
    /// is not; the message names the line.</exception>
    public static string Write(CourseLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        string file = Path.Combine(layout.Docs, TopicMap.FileName);
        if (!File.Exists(file)) throw new CourseException($"{file} is missing: it lists the topics and where each is taught.");
        TopicMap map = TopicMap.Parse(File.ReadAllText(file), file);
        Module[] modules = [.. layout.Modules.Select(name => Module.Read(layout, name))];
        Dictionary<string, string> links = modules.SelectMany(module => module.Links)
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

        StringBuilder page = new();
        _ = page.Append(
            """
            # Syllabus

            <!-- Written by ./course release from the handouts, the quizzes and docs/topics.yaml. -->

            Every module has a handout, exercises with public and hidden tests, up to three hints for each exercise, a quiz, an experiment whose
            claims are checked, and questions of interviews with model answers. Points weigh exercises within their module.

            ## Modules

            """);
        foreach (Module module in modules) AppendModule(page, module);
        _ = page.Append("\n## Where each topic is\n");
        foreach (TopicMap.Course course in map.Courses) AppendCourse(page, course, links, file);
        return page.ToString();
    }

    private static void AppendModule(StringBuilder page, Module module)
    {
        _ = page.Append(CultureInfo.InvariantCulture,
            $"\n### [{module.Title}]({module.Handout})\n\n| exercise | | points |\n|---|---|---|\n");
        foreach ((string id, string title) in module.Exercises)
            _ = page.Append(CultureInfo.InvariantCulture, $"| [{id}]({module.Links[id]}) | {title} | {module.Weights[id]} |\n");
        if (module.Questions > 0)
            _ = page.Append(CultureInfo.InvariantCulture,
                $"| [{module.Id}.Q]({module.Folder}/quiz.md) | {module.Questions} questions | 1 |\n");
        if (module.Links.TryGetValue($"{module.Id}.X", out string? experiment))
            _ = page.Append(CultureInfo.InvariantCulture,
                $"| [{module.Id}.X]({experiment}) | experiment: `./course experiment {module.Id} --out results/` | |\n");
        if (module.Links.TryGetValue($"{module.Id}.interview", out string? interview))
            _ = page.Append(CultureInfo.InvariantCulture,
                $"| [interview]({interview}) | {module.InterviewQuestions} {(module.InterviewQuestions == 1 ? "question" : "questions")} with model answers | |\n");
    }

    private static void AppendCourse(StringBuilder page, TopicMap.Course course, Dictionary<string, string> links, string file)
    {
        _ = page.Append(CultureInfo.InvariantCulture, $"\n### {course.Name}\n\n| topic | taught and graded in |\n|---|---|\n");
        foreach (TopicMap.Topic topic in course.Topics)
        {
            if (topic.Places.FirstOrDefault(place => !links.ContainsKey(place)) is { } lost)
                throw new CourseException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"{file}({topic.Line}): '{topic.Name}' is to be at {lost}, which there is not."));
            _ = page.Append(CultureInfo.InvariantCulture,
                $"| {topic.Name} | {string.Join(", ", topic.Places.Select(place => $"[{place}]({links[place]})"))} |\n");
        }
    }

    /// <summary>What the page shows of a module; links are relative to the page, into what students get.</summary>
    private sealed partial record Module(string Id, string Title, string Folder, IReadOnlyList<(string Id, string Title)> Exercises,
        IReadOnlyDictionary<string, int> Weights, int Questions, int InterviewQuestions, IReadOnlyDictionary<string, string> Links)
    {
        internal string Handout => $"{Folder}/README.md";

        internal static Module Read(CourseLayout layout, string name)
        {
            string id = name[..3], solution = layout.SolutionOf(name), folder = $"../{Path.GetFileName(layout.Assignments)}/{name}";
            string[] headings =
                [.. Heading().Matches(File.ReadAllText(Path.Combine(solution, "README.md"))).Select(match => match.Groups[1].Value)];
            if (headings.Length == 0) throw new CourseException($"The handout of {name} has no heading.");
            Dictionary<string, string> links = new(StringComparer.Ordinal);
            List<(string Id, string Title)> exercises = [];
            foreach (string exercise in SolutionExercises.Of(solution))
            {
                string heading = headings.FirstOrDefault(heading => heading.StartsWith($"{exercise} ", StringComparison.Ordinal))
                    ?? throw new CourseException($"The handout of {name} has no heading '### {exercise} …'.");
                exercises.Add((exercise, heading[(exercise.Length + 1)..]));
                links[exercise] = $"{folder}/README.md#{Anchor(heading)}";
            }

            if (headings.FirstOrDefault(heading => heading.StartsWith($"{id}.X ", StringComparison.Ordinal) || heading == "Experiments")
                is { } experiment)
                links[$"{id}.X"] = $"{folder}/README.md#{Anchor(experiment)}";
            string key = Path.Combine(solution, "quiz.yaml"), interview = Path.Combine(solution, "interview.md");
            IReadOnlyList<Question> questions = File.Exists(key) ? QuizParser.Load(key).Questions : [];
            foreach (Question question in questions) links[$"{id}.{question.Id}"] = $"{folder}/quiz.md#{Anchor(question.Id)}";
            int asked = File.Exists(interview) ? Summary().Count(File.ReadAllText(interview)) : 0;
            if (asked > 0) links[$"{id}.interview"] = $"{folder}/interview.md";
            return new Module(id, headings[0], folder, exercises, SolutionExercises.Weights(solution), questions.Count, asked, links);
        }

        // As GitHub makes it of a heading.
        private static string Anchor(string heading) => Punctuation().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

        [GeneratedRegex(@"^#{1,6} (.+?)\s*$", RegexOptions.Multiline)]
        private static partial Regex Heading();

        [GeneratedRegex(@"<summary>")]
        private static partial Regex Summary();

        [GeneratedRegex(@"[^\p{L}\p{N}\p{M} _-]")]
        private static partial Regex Punctuation();
    }
}

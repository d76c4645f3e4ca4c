using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Quizzes;

namespace LLMCourse.Authoring.Templates;

/// <summary>Passages of what students must not get, to be looked for in what they do get.</summary>
/// <remarks>White space does not count, so that a passage is found when it is indented or wrapped otherwise, nor do <c>using</c>
/// directives, which are the same in many files. A passage begins with a line of the hidden
/// text, and is found wherever it stands.</remarks>
public sealed class HiddenTexts
{
    /// <summary>Characters of a passage of a solution. Two ways to write one thing are hardly ever equal for so long: of five modules'
    /// solutions the reference and the given files share 120 in a row once, and 160 never.</summary>
    private const int SolutionPassage = 160;

    /// <summary>The shortest body of a solution that tells anything: a check of two arguments is as long.</summary>
    private const int ShortestBody = 100;

    /// <summary>Characters of a passage of a check; a helper of 400 stands in checks and in public tests, on purpose.</summary>
    private const int CheckPassage = 480;

    private const int RecordPassage = 200;

    /// <summary>The shortest explanation that is looked for, and what passages are found by: their first characters.</summary>
    private const int ShortestText = 60;

    private readonly Dictionary<string, List<(string Passage, string File)>> _passages = new(StringComparer.Ordinal);

    // A golden submission has signatures and checks of arguments that its starter has, too: what is given hides nothing.
    private readonly List<string> _given = [];

    /// <summary>Reads what is hidden in a course: the solutions' bodies, the checks, expectations, bans and mistakes, the answers to the
    /// quizzes, and the golden submissions.</summary>
    /// <param name="layout">The course.</param>
    /// <exception cref="CourseException">A quiz is damaged.</exception>
    public static HiddenTexts Of(CourseLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        HiddenTexts hidden = new();
        foreach (string module in layout.Modules)
        {
            foreach (string file in FilesIn(layout.SolutionOf(module), "*.cs", SearchOption.TopDirectoryOnly))
            {
                (List<string> bodies, string given) = Split(File.ReadAllText(file));
                foreach (string body in bodies) hidden.Add(Name(file), body, SolutionPassage, ShortestBody);
                hidden._given.Add(Pack(given).Packed);
            }

            string quiz = Path.Combine(layout.SolutionOf(module), "quiz.yaml");
            if (File.Exists(quiz)) hidden.AddQuiz(quiz);
            string mistakes = Path.Combine(layout.ChecksOf(module), "mistakes.yaml");
            if (File.Exists(mistakes)) hidden.AddMistakes(mistakes);
            foreach (string file in FilesIn(layout.ChecksOf(module), "*", SearchOption.AllDirectories)
                .Where(f => !IsBuildOutput(layout.ChecksOf(module), f)))
            {
                if (file.EndsWith(".cs", StringComparison.Ordinal))
                    hidden.Add(Name(file), File.ReadAllText(file), CheckPassage, CheckPassage);
                else if (file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".yaml", StringComparison.Ordinal))
                    hidden.Add(Name(file), File.ReadAllText(file), RecordPassage, RecordPassage);
            }
        }

        foreach (string file in FilesIn(Path.Combine(layout.Root, "tests", "Submissions"), "*.yaml", SearchOption.AllDirectories))
            hidden.Add(Name(file), File.ReadAllText(file), RecordPassage, RecordPassage);
        return hidden;

        string Name(string file) => Path.GetRelativePath(layout.Root, file).Replace('\\', '/');
    }

    /// <summary>Looks for a hidden passage in a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The hidden file that the passage is from, and the passage; null when there is none.</returns>
    public (string File, string Passage)? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string packed = Pack(text).Packed;
        var byBeginning = _passages.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int start = 0; start + ShortestText <= packed.Length; start++)
        {
            if (!byBeginning.TryGetValue(packed.AsSpan(start, ShortestText), out List<(string Passage, string File)>? passages)) continue;
            foreach ((string passage, string file) in passages)
            {
                if (packed.AsSpan(start).StartsWith(passage, StringComparison.Ordinal)
                    && !_given.Exists(given => given.Contains(passage, StringComparison.Ordinal)))
                {
                    return (file, passage);
                }
            }
        }

        return null;
    }

    private void Add(string file, string text, int length, int shortest)
    {
        (string packed, List<int> starts) = Pack(text);
        if (packed.Length < shortest) return;
        int window = Math.Min(length, packed.Length);
        foreach (int start in starts.Where(s => s + window <= packed.Length))
        {
            string passage = packed.Substring(start, window), beginning = passage[..ShortestText];
            if (!_passages.TryGetValue(beginning, out List<(string, string)>? passages)) _passages[beginning] = passages = [];
            if (!passages.Contains((passage, file))) passages.Add((passage, file));
        }
    }

    // The questions are handed out; why an answer is right or wrong is not.
    private void AddQuiz(string file)
    {
        foreach (Question question in QuizParser.Load(file).Questions)
        {
            foreach (string text in (IEnumerable<string>)[question.Because ?? "", .. question.Explain.Values])
                Add("quiz.yaml", text, int.MaxValue, ShortestText);
        }
    }

    private void AddMistakes(string file)
    {
        foreach (Mistake mistake in MistakeCatalog.Parse(File.ReadAllText(file), file))
            Add(mistake.Id, mistake.Says, int.MaxValue, ShortestText);
    }

    // What a student writes, body by body, and all that is handed out around it.
    private static (List<string> Bodies, string Given) Split(string source)
    {
        List<string> bodies = [], given = [];
        List<string>? body = null;
        foreach (string line in source.Split('\n'))
        {
            string trimmed = line.Trim();
            if (trimmed == "#region Solution") body = [];
            else if (trimmed == "#endregion" && body is not null)
            {
                bodies.Add(string.Join('\n', body));
                body = null;
            }
            else (body ?? given).Add(line);
        }

        return (bodies, string.Join('\n', given));
    }

    private static (string Packed, List<int> Starts) Pack(string text)
    {
        System.Text.StringBuilder packed = new(text.Length);
        List<int> starts = [];
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            if (IsDirective(line.Trim())) continue;
            int start = packed.Length;
            foreach (char c in line)
            {
                if (!char.IsWhiteSpace(c)) _ = packed.Append(c);
            }

            if (packed.Length > start) starts.Add(start);
        }

        return (packed.ToString(), starts);
    }

    // Not a declaration, such as "using var x = y();".
    private static bool IsDirective(ReadOnlySpan<char> line) =>
        line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(";", StringComparison.Ordinal) && !line.ContainsAny('=', '(');

    private static IEnumerable<string> FilesIn(string folder, string pattern, SearchOption depth) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, depth).Order(StringComparer.Ordinal) : [];

    private static bool IsBuildOutput(string root, string file) =>
        Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj";
}

using System.Globalization;
using LLMCourse.Authoring.Samples;
using LLMCourse.Authoring.Scaffolding;
using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Quizzes;

namespace LLMCourse.Authoring.Verifying;

/// <summary>What a module lacks or has that is stale, found in its files before anything is run.</summary>
/// <param name="layout">The course.</param>
/// <param name="name">The module's full name.</param>
/// <param name="only">The exercises that are looked at; empty for all.</param>
internal sealed class Preflight(CourseLayout layout, string name, IReadOnlyCollection<ExerciseId> only)
{
    private const int ChecksPerExercise = 4, MistakesPerExercise = 3;
    private const int FewestToBalance = 8, MostOfOneLetter = 40;
    private const string Placeholder = "TODO:";

    /// <summary>Looks.</summary>
    /// <returns>Findings about the files, and, where they hold, about what is recorded.</returns>
    public IReadOnlyList<Finding> Run()
    {
        string solution = layout.SolutionOf(name);
        string[] exercises = [.. SolutionExercises.Of(solution).Where(IsWanted)];
        string[] missing = [.. only.Select(e => e.Text).Except(exercises)
            .Select(e => $"{name} has no exercise {e}: no member of the solution has [Exercise(\"{e}\")].")];
        Finding files = Finding.From("every exercise has public tests and a row in the handout, and mistakes fit the solution",
            [.. missing, .. Files(solution, exercises), .. Mistakes(solution)]);
        if (!files.Holds) return [files];
        Finding recorded = Finding.From("every exercise is recorded, and has enough checks and mistakes", Recorded(exercises));
        return only.Count > 0 ? [files, recorded] : [files, recorded, Finding.From("nothing is left to be written", Unwritten(solution))];
    }

    private bool IsWanted(string exercise) => only.Count == 0 || only.Contains(ExerciseId.Parse(exercise));

    private IEnumerable<string> Files(string solution, string[] exercises)
    {
        if (exercises.Length == 0 && only.Count == 0) yield return $"{name} has no exercises yet. The first: grader new {name[..3]}.E1";
        string[] tests = [.. Directory.EnumerateFiles(solution, "*Tests.cs").Select(File.ReadAllText)];
        string readme = Path.Combine(solution, "README.md"), handout = File.Exists(readme) ? File.ReadAllText(readme) : "";
        foreach (string exercise in exercises)
        {
            if (!tests.Any(t => t.Contains($"\"{exercise}\"", StringComparison.Ordinal)))
                yield return $"{exercise} has no public tests: no *Tests.cs has [Trait(\"Exercise\", \"{exercise}\")].";
            if (!handout.Contains($"| {exercise} |", StringComparison.Ordinal))
                yield return $"{exercise} has no row '| {exercise} | …' in the handout's table of exercises.";
        }

        if (only.Count > 0) yield break;
        string quiz = Path.Combine(solution, "quiz.yaml"), samples = layout.SamplesOf(name);
        if (!File.Exists(quiz)) yield return "There is no quiz.yaml.";
        else
        {
            IReadOnlyList<Question> questions = QuizParser.Load(quiz).Questions;
            foreach (Question question in questions.Where(q => string.IsNullOrWhiteSpace(q.Because)))
                yield return $"{question.Id} of the quiz does not say why its answer is right: write 'because'.";
            if (Lopsided(questions) is { } problem) yield return problem;
        }

        decimal[] percents = Directory.Exists(samples)
            ? [.. Directory.EnumerateFiles(samples, "*.yaml").Select(f => SampleSubmission.Load(f).Expect.Percent)]
            : [];
        if (!percents.Contains(100)) yield return $"tests/Submissions/{name[..3]} has no submission that must get 100 %.";
        if (!percents.Contains(0)) yield return $"tests/Submissions/{name[..3]} has no submission that must get 0 %.";
    }

    // Authors like to hide the answer in the middle, and whoever gives one letter everywhere then earns half of the quiz.
    private static string? Lopsided(IReadOnlyList<Question> questions)
    {
        Question[] choices = [.. questions.Where(q => q.Kind == QuestionKind.Choice)];
        if (choices.Length < FewestToBalance) return null;
        (string letter, int count) = choices.CountBy(q => q.Answer[0]).MaxBy(pair => pair.Value);
        return 100 * count <= MostOfOneLetter * choices.Length ? null
            : string.Create(CultureInfo.InvariantCulture,
                $"{count} of the quiz's {choices.Length} questions with one right choice have the answer {letter}; at most {MostOfOneLetter} % may. Exchange the letters of some choices.");
    }

    // What `grader new` leaves to be written has no id behind the word, other than the TODO of an exercise, which students read.
    private IEnumerable<string> Unwritten(string solution)
    {
        foreach (string file in new[] { solution, layout.ChecksOf(name) }.SelectMany(Directory.EnumerateFiles)
            .Where(f => Path.GetExtension(f) is ".cs" or ".md" or ".yaml").Order(StringComparer.Ordinal))
        {
            string[] lines = File.ReadAllLines(file);
            int first = Array.FindIndex(lines, line => line.Contains(Placeholder, StringComparison.Ordinal));
            if (first < 0) continue;
            int count = lines.Count(line => line.Contains(Placeholder, StringComparison.Ordinal));
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{Path.GetRelativePath(layout.Root, file)}:{first + 1}: {count} of its lines still say '{Placeholder}'.");
        }
    }

    private IEnumerable<string> Mistakes(string solution)
    {
        string file = Path.Combine(layout.ChecksOf(name), "mistakes.yaml");
        if (!File.Exists(file)) yield break;
        foreach (Mistake mistake in MistakeCatalog.Parse(File.ReadAllText(file), file).Where(m => IsWanted(m.Exercise.Text)))
        {
            string source = Path.Combine(solution, mistake.File);
            string? problem = null;
            if (!File.Exists(source)) problem = $"{mistake.Id}: the solution has no file {mistake.File}.";
            else
            {
                try
                {
                    _ = mistake.Apply(File.ReadAllText(source));
                }
                catch (InvalidDataException e)
                {
                    problem = e.Message;
                }
            }

            if (problem is not null) yield return problem;
        }
    }

    private IEnumerable<string> Recorded(string[] exercises)
    {
        if (!File.Exists(layout.ManifestOf(name)))
        {
            yield return $"{name} was never recorded. Build the course, then: ./course release -m {name[..3]}; ./course record -m {name[..3]}";
            yield break;
        }

        ModuleContent content = ModuleContent.Load(layout, name);
        foreach (string exercise in exercises)
        {
            if (!content.Manifest.Exercises.Any(e => e.Id == exercise))
            {
                yield return $"{exercise} is not in the recorded manifest: ./course record -m {name[..3]}";
                continue;
            }

            Check[] checks = [.. content.ChecksOf(ExerciseId.Parse(exercise))];
            int mistakes = content.Mistakes.Count(m => m.Mistake.Exercise.Text == exercise);
            if (checks.Length < ChecksPerExercise)
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{exercise} has {checks.Length} checks; write {ChecksPerExercise} at least.");
            if (mistakes < MistakesPerExercise)
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{exercise} has {mistakes} mistakes; plant {MistakesPerExercise} at least.");
            foreach (Check check in checks.Where(c => content.Expectations.Read(c.Id) is null))
                yield return $"{check.Id} was never recorded: ./course record -m {name[..3]} --only {exercise}";
        }

        foreach (ManifestExercise gone in content.Manifest.Exercises.Where(e => IsWanted(e.Id) && !exercises.Contains(e.Id)))
            yield return $"{gone.Id} is recorded, but no member of the solution has it any more: ./course record -m {name[..3]}";
    }
}

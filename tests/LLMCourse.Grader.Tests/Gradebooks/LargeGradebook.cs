using System.Globalization;
using LLMCourse.Checks;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Tests.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Gradebooks;

/// <summary>Writes a gradebook as large as one wants, with results as large as real ones, without grading anything.</summary>
internal static class LargeGradebook
{
    private const int ChecksPerExercise = 18; // 5 exercises of these come to what M02 has, 89 checks and 6 KB of packed JSON

    /// <summary>Writes a class in which every student has an attempt and every fifth a second one;
    /// equal arguments give equal gradebooks.</summary>
    public static void Write(string path, int students, ulong seed = 1)
    {
        var random = new CheckRandom(seed);
        using Gradebook book = Gradebook.OpenForGrading(path);
        book.Enrol(Enumerable.Range(0, students)
            .Select(i => new Student(Key(i), $"Student Number{i}", $"{Key(i)}@example.edu", Key(i),
                string.Create(CultureInfo.InvariantCulture, $"{100_000 + i}"), $"LLM-{i % 20}")));
        for (int i = 0; i < students; i++)
        {
            for (int attempt = 0; attempt <= (i % 5 == 0 ? 1 : 0); attempt++)
            {
                book.Save(
                    TemporaryGradebook.Attempt(Key(i), "M02", $"{Key(i)}-{attempt}", TemporaryGradebook.Noon.AddMinutes(i + attempt)),
                    Result(random));
            }
        }
    }

    private static string Key(int i) => string.Create(CultureInfo.InvariantCulture, $"s{i:000000}");

    private static GradeResult Result(CheckRandom random)
    {
        GradeResult result = SampleResults.Mixed();
        ExerciseResult[] exercises = [.. result.Exercises.Select(e => Exercise(e, random))];
        decimal earned = exercises.Sum(e => e.Earned), maximum = exercises.Sum(e => e.Maximum);
        return result with
        {
            Exercises = exercises,
            Score = new ScoreSummary(earned, maximum, Math.Round(100 * earned / maximum, 2, MidpointRounding.AwayFromZero))
        };
    }

    private static ExerciseResult Exercise(ExerciseResult exercise, CheckRandom random)
    {
        CheckResult[] checks = [.. Enumerable.Range(0, ChecksPerExercise).Select(i => exercise.Checks[i % exercise.Checks.Count] with
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{exercise.Id}.c{i}"),
            Outcome = random.NextDouble() < 0.7 ? Outcome.Passed : Outcome.Failed,
            Points = 1,
            // Numbers as in real messages, which do not pack as well as words.
            Detail = string.Create(CultureInfo.InvariantCulture,
                $"expected {random.NextDouble():R}, got {random.NextDouble():R}; largest difference {random.NextDouble():R}"),
        })];
        return exercise with
        {
            Checks = checks,
            Earned = Math.Round(exercise.Maximum * checks.Count(c => c.Outcome == Outcome.Passed) / ChecksPerExercise, 2)
        };
    }
}

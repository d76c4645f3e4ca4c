using System.Globalization;
using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Quizzes;
using LLMCourse.Grading.Results;

namespace LLMCourse.Authoring.Samples;

/// <summary>Makes up a class whose grades are known beforehand: solutions, starters, half-done work, planted mistakes alone and together,
/// and hostile submissions.</summary>
/// <param name="layout">The course.</param>
/// <param name="module">The module.</param>
public sealed class MadeUpClass(CourseLayout layout, ModuleContent module)
{
    private const int PercentComplete = 25, PercentStarter = 5, PercentPartial = 15, PercentGolden = 12;

    private readonly IReadOnlyList<SampleSubmission> _golden =
        [.. SampleSubmission.LoadAll(layout.SamplesOf(module.Manifest.Name)).Where(s => s.Only.Count == 0)];

    // With checks that train: a mistake is not known by them, but it loses their points.
    private readonly IReadOnlyDictionary<string, Dictionary<string, CheckBehaviour>> _behaviours = module.Expectations.ReadMistakes();

    /// <summary>Draws students; equal seeds give equal classes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Any number.</param>
    /// <returns>Students <c>s0001</c> and so on.</returns>
    public IEnumerable<MadeUpStudent> Draw(int count, ulong seed)
    {
        var random = new CheckRandom(seed);
        for (int i = 1; i <= count; i++)
        {
            long dice = random.NextInteger(0, 100);
            (string kind, decimal? percent, SampleSubmission submission) =
                (dice -= PercentComplete) < 0 ? Solved("complete", [.. module.Manifest.Exercises.Select(e => e.Id)])
                : (dice -= PercentStarter) < 0 ? Solved("starter", [])
                : (dice -= PercentPartial) < 0
                    ? Solved("partial", [.. module.Manifest.Exercises.Select(e => e.Id).Where(_ => random.NextInteger(0, 2) == 1)])
                : dice - PercentGolden < 0 && _golden.Count > 0 ? Golden(_golden[(int)random.NextInteger(0, _golden.Count)])
                : Mistaken(random);
            yield return new MadeUpStudent(string.Create(CultureInfo.InvariantCulture, $"s{i:0000}"), kind, percent, submission);
        }
    }

    private (string Kind, decimal? Percent, SampleSubmission Submission) Golden(SampleSubmission sample) =>
        (sample.Name, module.Manifest.Files.Except(sample.Remove).Any() ? sample.Expect.Percent : null, sample);

    private (string Kind, decimal? Percent, SampleSubmission Submission) Solved(string kind, IReadOnlyList<string> exercises)
    {
        int earned = module.Manifest.Exercises.Where(e => exercises.Contains(e.Id)).Sum(e => e.Weight),
            all = module.Manifest.Exercises.Sum(e => e.Weight);
        bool quiz = exercises.Count > 0 && module.Quiz is not null;
        if (quiz) earned += QuizSheet.Weight;
        if (module.Quiz is not null) all += QuizSheet.Weight;
        return (kind, Percent(earned, all), new SampleSubmission { Solve = [.. exercises], Answer = quiz ? ["all"] : [] });
    }

    // One to three mistakes, each in an exercise and a file of its own, so that none changes what another does.
    private (string Kind, decimal? Percent, SampleSubmission Submission) Mistaken(CheckRandom random)
    {
        List<RecordedMistake> chosen = [];
        long wanted = random.NextInteger(1, 4);
        for (int tries = 0; tries < 20 && chosen.Count < wanted; tries++)
        {
            RecordedMistake candidate = module.Mistakes[(int)random.NextInteger(0, module.Mistakes.Count)];
            if (!chosen.Exists(c => c.Mistake.Exercise == candidate.Mistake.Exercise || c.Mistake.File == candidate.Mistake.File))
                chosen.Add(candidate);
        }

        decimal earned = module.Quiz is null ? 0 : QuizSheet.Weight, all = earned;
        foreach (ManifestExercise exercise in module.Manifest.Exercises)
        {
            List<Check> checks = [.. module.ChecksOf(ExerciseId.Parse(exercise.Id)).Where(c => c is not PerformanceCheck)];
            RecordedMistake? mistake = chosen.Find(c => c.Mistake.Exercise.Text == exercise.Id);
            int passed = checks.Where(c => mistake is null || !_behaviours[mistake.Mistake.Id].TryGetValue(c.Id, out CheckBehaviour? b)
                || b.Outcome == Outcome.Passed).Sum(c => c.Points);
            earned += Math.Round((decimal)exercise.Weight * passed / checks.Sum(c => c.Points), 4, MidpointRounding.AwayFromZero);
            all += exercise.Weight;
        }

        return (string.Join(' ', chosen.Select(c => c.Mistake.Id)), Percent(earned, all), new SampleSubmission
        {
            Solve = ["all"],
            Answer = ["all"],
            Edits = [.. chosen.Select(c => new TextChange { File = c.Mistake.File, Find = c.Mistake.Find, Replace = c.Mistake.Replace })],
        });
    }

    private static decimal Percent(decimal earned, decimal all) => Math.Round(100 * earned / all, 2, MidpointRounding.AwayFromZero);
}

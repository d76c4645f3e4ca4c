using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using LLMCourse.Authoring.Recording;
using LLMCourse.Authoring.Samples;
using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Quizzes;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Authoring.Verifying;

/// <summary>Proves that a module's checks are any good.</summary>
/// <param name="layout">The course.</param>
/// <param name="module">The module.</param>
/// <param name="pipeline">Grades it.</param>
/// <param name="workers">Where code runs.</param>
/// <param name="only">The exercises whose checks are proved; empty for all.</param>
public sealed class Verifier(CourseLayout layout, ModuleContent module, GradingPipeline pipeline, WorkerPool workers,
    IReadOnlyCollection<ExerciseId> only)
{
    private readonly GradeOptions _options = new() { Only = [.. only.Select(e => e.Text)] };

    /// <summary>Runs the proof.</summary>
    /// <param name="progress">Receives how far it has come.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<Finding>> VerifyAsync(IProgress<GradeProgress>? progress, CancellationToken cancellation)
    {
        IReadOnlyList<RecordedMistake> mistakes = Mistakes;
        IReadOnlyList<SampleSubmission> samples = only.Count == 0 ? Samples : [];
        Experiment? experiment = only.Count == 0 ? module.Experiment : null;
        int done = 0, total = 2 + mistakes.Count + samples.Count + (experiment is null ? 0 : 1);
        void Report(string what) => progress?.Report(new GradeProgress(Interlocked.Increment(ref done) - 1, total, what));
        List<Finding> findings = [];

        Report("the solution");
        GradeResult solution = await GradeSolutionAsync(cancellation).ConfigureAwait(false);
        findings.Add(Finding.From("the solution earns everything", Lost(solution)));

        Report("the starter");
        GradeResult starter = await pipeline.GradeAsync(layout.AssignmentOf(module.Manifest.Name), _options, null, cancellation)
            .ConfigureAwait(false);
        findings.Add(Finding.From("the starter earns nothing and says 'not implemented' everywhere", Gained(starter)));

        // An experiment takes as long as many mistakes, on one processor.
        Task<IReadOnlyList<string>> unproven = experiment is null
            ? Task.FromResult<IReadOnlyList<string>>([])
            : UnprovenAsync(experiment, cancellation);
        Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, CheckBehaviour>>> running = BehavioursAsync(mistakes, Report, cancellation);
        if (experiment is not null) Report(experiment.Id);
        await Task.WhenAll(running, unproven).ConfigureAwait(false);
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, CheckBehaviour>> current = await running.ConfigureAwait(false);

        findings.AddRange(Caught(current));
        findings.Add(Finding.From("every check catches at least one mistake", Blind(current)));
        if (samples.Count > 0) findings.Add(await GoldenAsync(samples, Report, cancellation).ConfigureAwait(false));
        if (experiment is not null)
            findings.Add(Finding.From("what the experiment claims holds for the solution", await unproven.ConfigureAwait(false)));
        return findings;
    }

    /// <summary>Runs some of the mistakes and golden submissions again, of a module that was proved before.</summary>
    /// <param name="mistakes">The mistakes.</param>
    /// <param name="samples">The golden submissions.</param>
    /// <param name="progress">Receives how far it has come.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<Finding>> VerifyAgainAsync(IReadOnlyCollection<RecordedMistake> mistakes,
        IReadOnlyCollection<SampleSubmission> samples, IProgress<GradeProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(mistakes);
        ArgumentNullException.ThrowIfNull(samples);
        int done = 0, total = mistakes.Count + samples.Count;
        void Report(string what) => progress?.Report(new GradeProgress(Interlocked.Increment(ref done) - 1, total, what));
        List<Finding> findings = [];
        if (mistakes.Count > 0) findings.AddRange(Caught(await BehavioursAsync(mistakes, Report, cancellation).ConfigureAwait(false)));
        if (samples.Count > 0) findings.Add(await GoldenAsync(samples, Report, cancellation).ConfigureAwait(false));
        return findings;
    }

    /// <summary>Gets the module's golden submissions.</summary>
    public IReadOnlyList<SampleSubmission> Samples => SampleSubmission.LoadAll(layout.SamplesOf(module.Manifest.Name));

    private IReadOnlyList<RecordedMistake> Mistakes => [.. module.Mistakes.Where(m => IsWanted(m.Mistake.Exercise))];

    private Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, CheckBehaviour>>> BehavioursAsync(
        IReadOnlyCollection<RecordedMistake> mistakes, Action<string> starting, CancellationToken cancellation) =>
        new Recorder(layout, workers).BehavioursAsync(module, mistakes, new SolutionBuilder(layout, module.Manifest), module.Expectations,
            starting, cancellation);

    private IEnumerable<Finding> Caught(IReadOnlyDictionary<string, IReadOnlyDictionary<string, CheckBehaviour>> current) =>
        [
            Finding.From("every mistake loses points in its own exercise", Harmless(current)),
            Finding.From("every mistake is recognised by name, and no other one without same_as", Confused(current)),
        ];

    private async Task<Finding> GoldenAsync(IReadOnlyCollection<SampleSubmission> samples, Action<string> starting,
        CancellationToken cancellation)
    {
        string folder = Directory.CreateTempSubdirectory("llmcourse-golden-").FullName;
        try
        {
            ConcurrentBag<string> differences = [];
            var atOnce = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
            await Parallel.ForEachAsync(samples, atOnce, async (sample, stop) =>
            {
                starting(sample.Name);
                string path = Path.Combine(folder, sample.Name);
                sample.WriteTo(layout.SolutionOf(module.Manifest.Name), module.Manifest, path);
                GradeResult result = await pipeline.GradeAsync(path, new GradeOptions { Performance = false, Only = sample.Only }, null, stop)
                    .ConfigureAwait(false);
                if (GoldenGrade.Difference(sample, result) is { } difference) differences.Add(difference);
            }).ConfigureAwait(false);
            return Finding.From("every golden submission gets exactly its grade", differences.Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<IReadOnlyList<string>> UnprovenAsync(Experiment experiment, CancellationToken cancellation)
    {
        await using ProbeSession session =
            module.Open(workers, new SolutionBuilder(layout, module.Manifest).Build(cancellation), isOwn: true);
        ProbeReport report = await session.ProbeAsync(experiment, experiment.TimeLimit, null, cancellation).ConfigureAwait(false);
        if (report.Status != ProbeStatus.Completed)
            return [$"{experiment.Id} does not come to its end ({report.Status}): {report.Exception?.Type} {report.Exception?.Message} {report.Explanation}"];
        Dictionary<string, string> files = experiment.Render(new Evidence(report.Observations, []))
            .ToDictionary(file => file.Name, file => file.Content);
        return [.. experiment.Review(files).Where(claim => !claim.Verdict.Passed)
            .Select(claim => $"{experiment.Id}: {claim.Claim} {claim.Verdict.Message} {claim.Verdict.Detail}")];
    }

    private bool IsWanted(ExerciseId exercise) => only.Count == 0 || only.Contains(exercise);

    private async Task<GradeResult> GradeSolutionAsync(CancellationToken cancellation)
    {
        // The solution's folder holds the key of the quiz rather than a student's answers.
        string folder = Directory.CreateTempSubdirectory("llmcourse-solution-").FullName;
        try
        {
            foreach (string file in module.Manifest.Files)
                File.Copy(Path.Combine(layout.SolutionOf(module.Manifest.Name), file), Path.Combine(folder, file));
            if (module.Quiz is not null)
                await File.WriteAllTextAsync(Path.Combine(folder, ModuleManifest.AnswersFile), QuizKey.AsAnswers(module.Quiz), cancellation)
                    .ConfigureAwait(false);
            return await pipeline.GradeAsync(folder, _options, null, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<string> Lost(GradeResult solution) =>
        solution.Diagnostics.Where(d => d.IsError).Select(d => $"{d.Code}: {d.Message}")
            .Concat(solution.Exercises.SelectMany(e => e.Violations).Select(v => $"{v.Code}: {v.Message}"))
            .Concat(solution.Exercises.SelectMany(e => e.Checks).Where(c => c.Outcome != Outcome.Passed)
                .Select(c => $"{c.Id}: {c.Outcome}: {c.Message} {c.Detail}"))
            .Concat(solution.Score.Percent == 100
                ? []
                : [string.Create(CultureInfo.InvariantCulture, $"It scores {solution.Score.Percent} %.")]);

    /// <summary>Tells what the starter should not have earned or said. A check that needs others is blocked
    /// there, since those are not implemented.</summary>
    private static IEnumerable<string> Gained(GradeResult starter) =>
        starter.Diagnostics.Where(d => d.IsError).Select(d => $"{d.Code}: {d.Message}")
            .Concat(starter.Exercises.Where(e => e.Earned != 0)
                .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Id} earns {e.Earned} points.")))
            .Concat(starter.Exercises.Where(e => e.Member is not null).SelectMany(e => e.Checks)
                .Where(c => c.Outcome is not (Outcome.NotImplemented or Outcome.Blocked))
                .Select(c => $"{c.Id}: {c.Outcome}: {c.Message}"));

    private static IEnumerable<string> Harmless(IReadOnlyDictionary<string, IReadOnlyDictionary<string, CheckBehaviour>> current) =>
        current.Where(m => m.Value.Values.All(b => b.Outcome == Outcome.Passed)).OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => $"{m.Key} passes every check of its exercise; write a check that it fails, or drop it.");

    private IEnumerable<string> Confused(IReadOnlyDictionary<string, IReadOnlyDictionary<string, CheckBehaviour>> current)
    {
        foreach (RecordedMistake recorded in module.Mistakes.Where(m => current.ContainsKey(m.Mistake.Id)))
        {
            Mistake mistake = recorded.Mistake;
            if (current[mistake.Id].Values.All(b => b.Outcome == Outcome.Passed)) continue;
            IReadOnlyList<Mistake> matched =
                MistakeMatcher.Match(current[mistake.Id], [.. module.Mistakes.Where(m => m.Mistake.Exercise == mistake.Exercise)]);
            if (!matched.Any(m => m.Id == mistake.Id))
                yield return $"{mistake.Id} is not recognised; run `grader record`, and see that its behaviour is the same each time.";
            foreach (Mistake other in matched.Where(m => m.Id != mistake.Id && !mistake.SameAs.Contains(m.Id)))
                yield return $"{mistake.Id} is also taken for {other.Id}; write a check that tells them apart, or name it in same_as.";
        }
    }

    private IEnumerable<string> Blind(IReadOnlyDictionary<string, IReadOnlyDictionary<string, CheckBehaviour>> current) =>
        module.Checks.Where(c => c is not PerformanceCheck && IsWanted(c.Exercise)
            && !current.Values.Any(m => m.TryGetValue(c.Id, out CheckBehaviour? b) && b.Outcome is not (Outcome.Passed or Outcome.Blocked)))
            .Select(c => $"{c.Id} fails for no mistake; plant one that it catches, or drop it.");
}

using System.Reflection;
using LLMCourse.Checks;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Examining;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Quizzes;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grading.Pipeline;

/// <summary>Grades submissions of one module: intake, compile, inspect, probe, judge, score.</summary>
/// <param name="module">The module.</param>
/// <param name="starter">The module's files as students get them; they stand in for files that are broken or missing.</param>
/// <param name="examiners">Where student code is compiled.</param>
/// <param name="workers">Where student code runs.</param>
/// <param name="clock">Tells the time that is written into the result.</param>
public sealed class GradingPipeline(ModuleContent module, IReadOnlyList<SourceFile> starter, ExaminerPool examiners, WorkerPool workers,
    TimeProvider clock)
{
    /// <summary>Gets the version of the grader, for example <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(GradingPipeline).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Grades one submission.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="progress">Receives how far it has come.</param>
    /// <param name="cancellation">Stops it; workers are killed.</param>
    /// <returns>The grade. Whatever a submission does, it gives a grade; only faults of the course or the machine throw.</returns>
    /// <exception cref="CourseException"><paramref name="path"/> is not a folder.</exception>
    public async Task<GradeResult> GradeAsync(string path, GradeOptions options, IProgress<GradeProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        CheckThatThereAre(options);
        var stages = new StageClock(clock);
        int total = ChecksFor(options).Count + 2;
        progress?.Report(new GradeProgress(0, total, "reading the submission"));
        SourceSet sources = Read(path, cancellation);
        stages.End("intake");

        progress?.Report(new GradeProgress(1, total, "compiling"));
        Examination examination = await ExamineAsync(sources, cancellation).ConfigureAwait(false);
        stages.End("compile and inspect");
        return await GradeAsync(sources, examination, options, stages, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes a submission in: the first stage of a grading, for who looks at what is there before grading it.</summary>
    /// <param name="path">Its folder.</param>
    /// <param name="cancellation">Stops between files.</param>
    /// <exception cref="CourseException"><paramref name="path"/> is not a folder.</exception>
    public SourceSet Read(string path, CancellationToken cancellation) =>
        SourceSet.Read(path, module.Manifest, cancellation);

    /// <summary>Compiles and inspects what was taken in: the second stage.</summary>
    /// <param name="sources">What was taken in.</param>
    /// <param name="cancellation">Ends the process that compiles.</param>
    public Task<Examination> ExamineAsync(SourceSet sources, CancellationToken cancellation) =>
        examiners.ExamineAsync(new ExamineRequest(sources, module.Manifest, starter, module.Bans.Exercises), cancellation);

    /// <summary>Runs and judges what was compiled: the stages that are left.</summary>
    /// <param name="sources">What was taken in.</param>
    /// <param name="examination">What was found in it.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="progress">Receives how far it has come.</param>
    /// <param name="cancellation">Stops it; workers are killed.</param>
    public Task<GradeResult> GradeAsync(SourceSet sources, Examination examination, GradeOptions options,
        IProgress<GradeProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(examination);
        ArgumentNullException.ThrowIfNull(options);
        CheckThatThereAre(options);
        return GradeAsync(sources, examination, options, new StageClock(clock), progress, cancellation);
    }

    private async Task<GradeResult> GradeAsync(
        SourceSet sources, Examination examination, GradeOptions options, StageClock stages, IProgress<GradeProgress>? progress,
        CancellationToken cancellation)
    {
        IReadOnlyList<Check> checks = ChecksFor(options);
        int done = 2, total = checks.Count + 2;
        void Report(string what) => progress?.Report(new GradeProgress(done++, total, what));

        Build build = examination.Build;
        Findings findings = Findings.Of(examination);
        var runner = new CheckRunner(module, workers, module.Expectations);
        (IReadOnlyDictionary<string, CheckRun> runs, IReadOnlyDictionary<string, IReadOnlyList<SourceNote>> reached,
            ExerciseBuilds builds) =
            await runner.RunAsync(findings.Builds, checks, findings.Excused(checks), options.AfterDeadline, c => Report(c.Id), cancellation)
                .ConfigureAwait(false);
        findings = findings.With(reached);
        stages.End("probe and judge");

        IReadOnlyList<PerformanceOutcome> performance = await new PerformanceMeasurer(module, workers)
            .MeasureAsync(builds, [.. checks.OfType<PerformanceCheck>().Where(c => runs[c.Id].Result.Outcome == Outcome.Passed)],
                c => progress?.Report(new GradeProgress(done, total, $"timing {c.Id}")), cancellation)
            .ConfigureAwait(false);
        stages.End("performance");

        var sheet = new ScoreSheet([.. Plan(checks), .. PlanQuiz(options)]);
        foreach ((string id, CheckRun run) in runs)
            sheet.Enter(performance.FirstOrDefault(p => p.Check.Id == id)?.Result ?? run.Result);
        QuizResult? quiz = PlanQuiz(options).Any() ? QuizGrader.Grade(module.Quiz!, sources.Answers) : null;
        if (quiz is not null) QuizSheet.Enter(sheet, module.Manifest, quiz);

        IReadOnlyList<ExerciseResult> exercises =
            [.. new ExerciseAssembler(module, build, findings, sheet, runs).Assemble()
                .Where(e => options.Only.Count == 0 || e.Checks.Count > 0)];
        stages.End("score");
        IsolationSummary isolation = await workers.IsolationAsync(cancellation).ConfigureAwait(false);
        return new GradeResult
        {
            GraderVersion = Version,
            Module = new ModuleSummary(module.Manifest.Id, module.Manifest.Name, module.Manifest.Title, module.ChecksVersion),
            Submission =
                new SubmissionSummary(sources.Name, sources.ContentHash, [.. sources.Files.Select(f => f.Name)], sources.LeftBehind),
            Isolation =
                isolation with { Measures = [.. isolation.Measures, .. module.Bans.Opened(exercises.Select(exercise => exercise.Id))] },
            Score = ScoreSheet.Total(exercises),
            Exercises = exercises,
            Diagnostics = [.. sources.Problems, .. build.Diagnostics],
            Performance = [.. performance.Select(p => p.Measured).OfType<PerformanceResult>()],
            Timings = stages.Summary(runs),
        };
    }

    private IReadOnlyList<Check> ChecksFor(GradeOptions options) =>
        [.. module.Checks.Where(c => options.Asks(c.Id) && (options.Performance || c is not PerformanceCheck))];

    private static IEnumerable<PlannedCheck> Plan(IEnumerable<Check> checks) =>
        checks.Select(c => new PlannedCheck(c.Id, c.Exercise, c.Title, c.Points));

    // The quiz is one whole: a single question is not graded alone.
    private IEnumerable<PlannedCheck> PlanQuiz(GradeOptions options) =>
        module.Quiz is not null && options.Asks(QuizSheet.IdOf(module.Manifest).Text) ? QuizSheet.Plan(module.Manifest, module.Quiz) : [];

    private void CheckThatThereAre(GradeOptions options)
    {
        IEnumerable<string> known = module.Checks.Select(c => c.Id).Concat(module.Manifest.Exercises.Select(e => e.Id))
            .Append(QuizSheet.IdOf(module.Manifest).Text);
        if (options.Only.FirstOrDefault(o => !known.Contains(o, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new CourseException(
                $"{module.Manifest.Name} has no exercise or check '{unknown}'. Its exercises are {string.Join(", ", module.Manifest.Exercises.Select(e => e.Id))} and {QuizSheet.IdOf(module.Manifest)}.");
    }
}

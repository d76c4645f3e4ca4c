using System.Diagnostics;
using LLMCourse.Checks;
using LLMCourse.Grader.Commands.Learning;
using LLMCourse.Grading.Compiling.Examining;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Watching;

namespace LLMCourse.Grader.Commands.Watch;

/// <summary>Grades what is in a folder again and again, each time that it has changed.</summary>
/// <remarks>
/// What counts is what intake reads: a grading is of exactly that, and ends early when intake reads something else. So no save is lost,
/// whatever the file system tells of it, and none is graded twice.
/// </remarks>
internal sealed class WatchSession(
    string folder, ModuleContent module, GradingPipeline pipeline, FolderWatch changes, ProgressKeeper progress, IWatchView view,
    WatchOptions options)
{
    private const int WarmingCompilations = 4;

    // The compiler is warm, and ends sooner than another could start; only what keeps it for longer is not worth waiting for.
    private static readonly TimeSpan CompilerGrace = TimeSpan.FromSeconds(2);

    private readonly ExerciseChanges _changes = new(module.Manifest);
    private readonly SortedSet<string> _toGrade = new(options.Only, StringComparer.Ordinal);
    private WatchState _state = new() { Module = module.Manifest, Parts = progress.PartsOf(module.Manifest) };
    private SourceSet? _compiled;
    private string? _atWork;
    private volatile bool _isCompilerWanted;

    /// <summary>Runs until it is stopped, or once.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CourseException">An exercise that was asked for is not there, or once there is nothing to grade.</exception>
    public async Task<ExitCode> RunAsync(CancellationToken cancellation)
    {
        CheckThatThereAre();
        SourceSet? graded = null;
        Task? warming = null;
        changes.Listen();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            if (TryRead(cancellation) is not { } sources || IsSame(sources, graded))
            {
                await changes.WaitAsync(cancellation).ConfigureAwait(false);
                continue;
            }

            // What went wrong there goes wrong here, too, and is told here.
            _isCompilerWanted = true;
            await (warming ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            graded = sources;
            bool isDone = await GradeAsync(sources, start, cancellation).ConfigureAwait(false);
            if (isDone && options.Once) return Ending();
            if (isDone) warming ??= WarmAsync(sources, cancellation);
        }
    }

    // The first compilations take several times as long as later ones: they are made while nobody waits for them.
    private async Task WarmAsync(SourceSet sources, CancellationToken cancellation)
    {
        _isCompilerWanted = false;
        for (int i = 0; i < WarmingCompilations && !_isCompilerWanted; i++)
            _ = await pipeline.ExamineAsync(sources, cancellation).ConfigureAwait(false);
    }

    private void CheckThatThereAre()
    {
        string[] known = [.. _state.Parts.Select(part => part.Id)];
        if (options.Only.FirstOrDefault(id => !known.Contains(id)) is { } unknown)
            throw new CourseException($"{module.Manifest.Name} has no exercise {unknown}; it has {string.Join(", ", known)}.");
    }

    private ExitCode Ending()
    {
        ExerciseResult[] all = [.. new[] { _state.Result, _state.Others }.OfType<GradeResult>().SelectMany(result => result.Exercises)];
        return all.Any(e => e.Checks.Any(c => c.Outcome == Outcome.GraderError)) ? ExitCode.GraderError
            : all.All(e => e.Earned == e.Maximum) ? ExitCode.Passed
            : ExitCode.Incomplete;
    }

    private SourceSet? TryRead(CancellationToken cancellation)
    {
        try
        {
            SourceSet sources = pipeline.Read(folder, cancellation);
            if (_state.Stage == WatchStage.Unreadable) Show(_state with { Stage = WatchStage.Waiting, Trouble = null });
            return sources;
        }
        catch (Exception e) when (IsPassing(e) && !options.Once)
        {
            if (_state.Stage != WatchStage.Unreadable)
                Show(_state with { Stage = WatchStage.Unreadable, Doing = "waiting for changes…", Trouble = e.Message });
            // Made anew, it is another folder to the system.
            changes.Restart();
            return null;
        }
    }

    // Somebody moves the folder about, as git does with branches: it may be back in a moment.
    private static bool IsPassing(Exception e) => e is CourseException or IOException or UnauthorizedAccessException;

    // What editors put beside the files for a moment is left behind, and makes no difference.
    private static bool IsSame(SourceSet sources, SourceSet? other) => other is not null && sources.ContentHash == other.ContentHash
        && sources.Missing.SequenceEqual(other.Missing) && sources.Problems.SequenceEqual(other.Problems);

    /// <summary>Grades what was read, unless something newer comes.</summary>
    /// <returns>Whether it was graded to the end.</returns>
    private async Task<bool> GradeAsync(SourceSet sources, long start, CancellationToken cancellation)
    {
        using CancellationTokenSource newer = CancellationTokenSource.CreateLinkedTokenSource(cancellation),
            compiling = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task watching = options.Once ? Task.CompletedTask : WatchAsync(sources, newer, compiling);
        try
        {
            await GradeAsync(sources, start, newer.Token, compiling.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            await newer.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(SourceSet sources, CancellationTokenSource newer, CancellationTokenSource compiling)
    {
        do await changes.WaitAsync(newer.Token).ConfigureAwait(false);
        while (IsThere());
        compiling.CancelAfter(CompilerGrace);
        await newer.CancelAsync().ConfigureAwait(false);

        bool IsThere()
        {
            try
            {
                return IsSame(pipeline.Read(folder, newer.Token), sources);
            }
            catch (Exception e) when (IsPassing(e))
            {
                return false;
            }
        }
    }

    private async Task GradeAsync(SourceSet sources, long start, CancellationToken newer, CancellationToken compiling)
    {
        string atWork = _atWork = Choose(sources);
        Show(_state with { Stage = WatchStage.Working, AtWork = atWork, Doing = "compiling…" });
        Examination examination = await pipeline.ExamineAsync(sources, compiling).ConfigureAwait(false);
        _compiled = WithoutBroken(sources, examination);
        newer.ThrowIfCancellationRequested();

        GradeResult result = await pipeline.GradeAsync(sources, examination, OptionsFor([atWork], isTimed: false), new Steps(this), newer)
            .ConfigureAwait(false);
        bool isRight = result.Score.Earned == result.Score.Maximum, isTimed = options.Performance && isRight && HasTimings(atWork);
        if (!isTimed) Keep(result, [atWork]);
        Show(_state with
        {
            Stage = WatchStage.Graded,
            Parts = progress.PartsOf(module.Manifest, _state.Parts),
            Result = result,
            Others = null,
            Took = Stopwatch.GetElapsedTime(start),
            Trouble = progress.Trouble,
            Doing = isTimed ? "timing…" : ""
        });
        if (isTimed)
        {
            result = await pipeline.GradeAsync(sources, examination, OptionsFor([atWork], isTimed: true), new Steps(this), newer)
                .ConfigureAwait(false);
            Keep(result, [atWork]);
            Show(_state with
            {
                Stage = WatchStage.Timed,
                Parts = progress.PartsOf(module.Manifest, _state.Parts),
                Result = result,
                Trouble = progress.Trouble
            });
            isRight = result.Score.Earned == result.Score.Maximum;
        }

        if ((isRight || options.Once) && _toGrade.Count > 0)
        {
            string[] others = [.. _toGrade];
            Show(_state with { Stage = WatchStage.Working, Doing = "grading what it may have touched…" });
            result = await pipeline.GradeAsync(sources, examination, OptionsFor(others, options.Performance), new Steps(this), newer)
                .ConfigureAwait(false);
            Keep(result, others);
            Show(_state with
            {
                Stage = WatchStage.GradedOthers,
                Parts = progress.PartsOf(module.Manifest, _state.Parts),
                Others = result,
                Trouble = progress.Trouble
            });
        }

        Show(_state with { Stage = WatchStage.Waiting, Doing = "waiting for changes…" });
    }

    /// <summary>Chooses the exercise at work: that whose code has changed since it last compiled, else the one
    /// before, else the first that is not done.</summary>
    private string Choose(SourceSet sources)
    {
        string[] asked = options.Only.Count > 0 ? [.. options.Only] : [.. _state.Parts.Select(part => part.Id)];
        ChangedExercises change = _compiled is null ? ChangedExercises.None : _changes.Between(_compiled, sources);
        _toGrade.UnionWith(change.Written.Concat(change.Dependent).Intersect(asked));
        string[] written = [.. change.Written.Intersect(asked)];
        string chosen = _atWork is not null && (written.Length == 0 || written.Contains(_atWork)) ? _atWork
            : written.FirstOrDefault() ?? _state.Parts.FirstOrDefault(part => !part.IsDone && asked.Contains(part.Id))?.Id ?? asked[0];
        _ = _toGrade.Add(chosen);
        return chosen;
    }

    private static GradeOptions OptionsFor(IReadOnlyList<string> exercises, bool isTimed) =>
        new() { Only = exercises, Performance = isTimed };

    // Of a file that does not compile, the last version that did is what the next one is compared with.
    private SourceSet WithoutBroken(SourceSet sources, Examination examination)
    {
        HashSet<string> broken = [.. examination.Build.BrokenFiles,
            .. examination.Build.Diagnostics.Where(note => note.IsError).Select(note => note.Place?.File).OfType<string>()];
        SourceFile[] kept = _compiled is null ? [] : [.. _compiled.Files.Where(file => broken.Contains(file.Name))];
        return sources with { Files = [.. sources.Files.Where(file => !broken.Contains(file.Name)), .. kept] };
    }

    private bool HasTimings(string exercise) => module.Checks.Any(check => check is PerformanceCheck && check.Exercise.Text == exercise);

    private void Keep(GradeResult result, IReadOnlyList<string> exercises)
    {
        progress.Take(result);
        _toGrade.ExceptWith(exercises);
    }

    private void Show(WatchState state) => view.Show(_state = state);

    private sealed class Steps(WatchSession session) : IProgress<GradeProgress>
    {
        public void Report(GradeProgress value) =>
            session.Show(session._state
                with
            {
                Stage = WatchStage.Working,
                Doing =
                    FormattableString.Invariant(
                        $"{(value.What.StartsWith("timing", StringComparison.Ordinal) ? value.What : "checking")}, {value.Done} of {value.Total}…")
            });
    }
}

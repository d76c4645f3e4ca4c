using System.Collections.Concurrent;
using LLMCourse.Checks;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Authoring.Recording;

/// <summary>Records what the solution does in every check, and how it behaves with every mistake.</summary>
/// <param name="layout">The course.</param>
/// <param name="workers">Where code runs.</param>
public sealed class Recorder(CourseLayout layout, WorkerPool workers)
{
    /// <summary>Records one module.</summary>
    /// <param name="module">The module's full name.</param>
    /// <param name="only">The exercises whose checks and mistakes are recorded; empty for all.
    /// What is recorded of the others stays.</param>
    /// <param name="progress">Receives how far it has come.</param>
    /// <param name="cancellation">Stops it; nothing is written then.</param>
    /// <returns>The names of the files that changed.</returns>
    /// <exception cref="InvalidDataException">The solution does not complete a check, or does not do the same twice.</exception>
    public async Task<IReadOnlyList<string>> RecordAsync(string module, IReadOnlyCollection<ExerciseId> only,
        IProgress<GradeProgress>? progress, CancellationToken cancellation)
    {
        ModuleManifest manifest = SolutionReader.Read(layout.SolutionOf(module), cancellation: cancellation);
        ModuleContent content = ModuleContent.Load(layout, module, manifest);
        var builder = new SolutionBuilder(layout, manifest);
        Check[] checks = [.. content.Checks.Where(c => IsWanted(c.Exercise))];
        if (only.FirstOrDefault(e => e.Module == manifest.Id && !content.Checks.Any(c => c.Exercise == e)) is { Text: { } unknown })
            throw new CourseException(
                $"{module} has no exercise {unknown} with checks. There are: {string.Join(", ", content.Checks.Select(c => c.Exercise).Distinct().Order())}.");
        RecordedMistake[] planted = [.. content.Mistakes.Where(m => IsWanted(m.Mistake.Exercise))];
        int done = 0, total = 2 + planted.Length;
        bool IsWanted(ExerciseId exercise) => only.Count == 0 || only.Contains(exercise);
        void Report(string what) => progress?.Report(new GradeProgress(Interlocked.Increment(ref done) - 1, total, what));

        Report("the solution");
        Build solution = builder.Build(cancellation);
        IReadOnlyDictionary<string, IReadOnlyList<Observation>> first = await ObserveAsync(content, checks, solution, cancellation)
            .ConfigureAwait(false);
        Report("the solution again");
        IReadOnlyDictionary<string, IReadOnlyList<Observation>> second = await ObserveAsync(content, checks, solution, cancellation)
            .ConfigureAwait(false);
        foreach (Check check in checks)
        {
            // A recorded expectation that does not come out the same twice would fail right submissions by chance.
            if (!Unchanged.IsSame(check, first[check.Id], second[check.Id]))
                throw new InvalidDataException(
                    $"{check.Id}: two runs of the solution observed different things. Take every input from probe.Random, and observe nothing that depends on time or addresses.");
        }

        Dictionary<string, IReadOnlyList<Observation>> kept = content.Checks.ToDictionary(
            c => c.Id,
            c => first.TryGetValue(c.Id, out IReadOnlyList<Observation>? observed)
                ? Unchanged.Keep(c, content.Expectations.Read(c.Id), observed)
                : content.Expectations.Read(c.Id)
                    ?? throw new InvalidDataException($"{c.Id} has never been recorded; leave --only out, or name its exercise too."));
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, CheckBehaviour>> behaviours =
            await BehavioursAsync(content, planted, builder, new ExpectationTable(kept), Report, cancellation).ConfigureAwait(false);
        IReadOnlyDictionary<string, Dictionary<string, CheckBehaviour>> before = content.Expectations.ReadMistakes();
        Dictionary<string, IReadOnlyDictionary<string, CheckBehaviour>> mistakes = content.Mistakes.ToDictionary(
            m => m.Mistake.Id,
            m => behaviours.TryGetValue(m.Mistake.Id, out IReadOnlyDictionary<string, CheckBehaviour>? observed)
                ? observed.ToDictionary(b => b.Key,
                    b => Unchanged.Keep(before.GetValueOrDefault(m.Mistake.Id)?.GetValueOrDefault(b.Key), b.Value))
                : (IReadOnlyDictionary<string, CheckBehaviour>)(before.GetValueOrDefault(m.Mistake.Id)
                    ?? throw new InvalidDataException(
                        $"The mistake {m.Mistake.Id} has never been recorded; leave --only out, or name its exercise too.")));

        string manifestFile = layout.ManifestOf(module);
        string? manifestBefore = File.Exists(manifestFile)
            ? await File.ReadAllTextAsync(manifestFile, cancellation).ConfigureAwait(false)
            : null;
        (manifest with
        {
            MistakenMembers = MistakeLocator.Locate(manifest, solution.Compilation!, content.Mistakes),
            CheckedMembers = CheckedMembers.Find(manifest, solution.Compilation!, content.ChecksAssemblyFile, content.Checks),
            UncalledMembers = CheckedMembers.FindUncalled(manifest, solution.Compilation!, content.ChecksAssemblyFile),
        }).Save(manifestFile);
        bool same = manifestBefore == await File.ReadAllTextAsync(manifestFile, CancellationToken.None).ConfigureAwait(false);
        IReadOnlyList<string> changed = content.Expectations.Write(kept, mistakes);
        return same ? changed : [Path.GetFileName(manifestFile), .. changed];
    }

    /// <summary>Runs mistakes against the checks of their exercise, several at once.</summary>
    /// <param name="content">The module.</param>
    /// <param name="mistakes">The mistakes.</param>
    /// <param name="builder">Builds its solution with a mistake.</param>
    /// <param name="expected">What the solution does.</param>
    /// <param name="starting">Called with the id of each mistake, from several threads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The behaviour in each check by check id, by the mistake's id.</returns>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, CheckBehaviour>>> BehavioursAsync(
        ModuleContent content, IReadOnlyCollection<RecordedMistake> mistakes, SolutionBuilder builder, IExpectations expected,
        Action<string> starting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(mistakes);
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(starting);
        var behaviours = new ConcurrentDictionary<string, IReadOnlyDictionary<string, CheckBehaviour>>(StringComparer.Ordinal);
        // One more than there are processors: many mistakes wait for a clock or a socket rather than compute.
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount + 1, CancellationToken = cancellation };
        await Parallel.ForEachAsync(mistakes, options, async (recorded, token) =>
        {
            starting(recorded.Mistake.Id);
            behaviours[recorded.Mistake.Id] = await BehaviourAsync(content, builder.Build(recorded.Mistake, token),
                recorded.Mistake.Exercise, expected, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return behaviours;
    }

    private async Task<IReadOnlyDictionary<string, CheckBehaviour>> BehaviourAsync(
        ModuleContent content, Build build, ExerciseId exercise, IExpectations expected, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(content);
        IReadOnlyDictionary<string, CheckRun> runs = await new CheckRunner(content, workers, expected, isOwn: true)
            .RunAsync(build, [.. content.ChecksOf(exercise)], new Dictionary<string, CheckResult>(), afterDeadline: true, done: null,
                cancellation).ConfigureAwait(false);
        foreach ((string id, CheckRun run) in runs)
        {
            if (run.Result.Outcome == Outcome.GraderError) throw new InvalidDataException($"{id}: {run.Result.Message}");
        }

        return runs.ToDictionary(o => o.Key, o => o.Value.Behaviour);
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<Observation>>> ObserveAsync(ModuleContent content,
        IEnumerable<Check> checks, Build build, CancellationToken cancellation)
    {
        var observed = new Dictionary<string, IReadOnlyList<Observation>>(StringComparer.Ordinal);
        await using ProbeSession session = content.Open(workers, build);
        foreach (Check check in checks)
        {
            ProbeReport report = await session.ProbeAsync(check, cancellation).ConfigureAwait(false);
            if (report.Status != ProbeStatus.Completed)
                throw new InvalidDataException(
                    $"{check.Id}: the solution itself does not complete the check ({report.Status}): {report.Exception?.Type} {report.Exception?.Message} {report.Explanation}");
            if (report.Observations.OfType<NumberObservation>().FirstOrDefault(o => o is { IsLeak: true, Value: not 0 }) is { } leak)
                throw new InvalidDataException(
                    $"{check.Id}: '{leak.Name}' leaves {leak.Value} tensors. Mend the solution, a given file, or what the check itself makes inside the call.");
            observed[check.Id] = report.Observations;
        }

        return observed;
    }
}

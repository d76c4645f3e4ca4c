using System.Collections.Concurrent;
using System.Globalization;
using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Authoring.Mutating;

/// <summary>Runs mutants of one module in the sandbox until a check notices them.</summary>
/// <param name="module">The module.</param>
/// <param name="compiler">Compiles them.</param>
/// <param name="workers">Where they run; those of one module share workers, as mistakes do.</param>
internal sealed class MutationRunner(ModuleContent module, MutantCompiler compiler, WorkerPool workers)
{
    // A mutant that takes this much longer than the solution hangs, or is a mistake for its slowness.
    private const int Slower = 10;
    private static readonly TimeSpan LeastLimit = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, TimeSpan> _times = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _lastCaughtBy = new(StringComparer.Ordinal);

    /// <summary>Runs mutants, as many at once as there are processors.</summary>
    /// <param name="mutants">The mutants.</param>
    /// <param name="done">Called after each, from several threads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What became of each, in their order.</returns>
    /// <exception cref="InvalidDataException">The solution itself does not pass a check.</exception>
    public async Task<IReadOnlyList<MutantResult>> RunAsync(IReadOnlyList<Mutant> mutants, Action<MutantResult> done,
        CancellationToken cancellation)
    {
        await TimeSolutionAsync([.. mutants.SelectMany(m => m.Exercises).Distinct()], cancellation).ConfigureAwait(false);
        return await AtOnceAsync(mutants, RunAsync, (_, result) => done(result), cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs mutants against every check of their exercise, whether others notice them or not.</summary>
    /// <param name="mutants">The mutants.</param>
    /// <param name="done">Called after each, from several threads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The behaviour of each in each check, by the check's id, in their order; null for one that does not compile.</returns>
    /// <exception cref="InvalidDataException">The solution itself does not pass a check, or a check broke.</exception>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, CheckBehaviour>?>> ObserveAsync(IReadOnlyList<Mutant> mutants,
        Action<Mutant> done, CancellationToken cancellation)
    {
        await TimeSolutionAsync([.. mutants.Select(m => m.Exercises[0]).Distinct()], cancellation).ConfigureAwait(false);
        return await AtOnceAsync(mutants, ObserveAsync, (mutant, _) => done(mutant), cancellation).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<T>> AtOnceAsync<T>(
        IReadOnlyList<Mutant> mutants, Func<Mutant, CancellationToken, Task<T>> run, Action<Mutant, T> done, CancellationToken cancellation)
    {
        var results = new T[mutants.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        await Parallel.ForAsync(0, mutants.Count, options, async (i, token) =>
        {
            results[i] = await run(mutants[i], token).ConfigureAwait(false);
            done(mutants[i], results[i]);
        }).ConfigureAwait(false);
        return results;
    }

    private async Task<IReadOnlyDictionary<string, CheckBehaviour>?> ObserveAsync(Mutant mutant, CancellationToken cancellation)
    {
        if (compiler.Compile(mutant, cancellation) is not { } image) return null;
        await using ProbeSession session = workers.OpenSession(image, default, module.ChecksAssemblyFile, isOwn: true);
        Dictionary<string, CheckBehaviour> behaviour = [];
        foreach (Check check in Probed(mutant.Exercises[0]))
        {
            CheckRun run = await JudgeAsync(session, check, cancellation).ConfigureAwait(false);
            if (run.Result.Outcome == Outcome.GraderError)
                throw new InvalidDataException($"{check.Id} breaks on {mutant.Member}, {mutant.Change}: {run.Result.Message}");
            behaviour[check.Id] = run.Behaviour;
        }

        return behaviour;
    }

    private async Task<CheckRun> JudgeAsync(ProbeSession session, Check check, CancellationToken cancellation)
    {
        TimeSpan limit = TimeSpan.FromTicks(Math.Min(check.TimeLimit.Ticks, Math.Max(LeastLimit.Ticks, Slower * _times[check.Id].Ticks)));
        ProbeReport report = await session.ProbeAsync(check, limit, null, cancellation).ConfigureAwait(false);
        return CheckJudge.Judge(check, report, module.Expectations.Read(check.Id), afterDeadline: true);
    }

    private async Task<MutantResult> RunAsync(Mutant mutant, CancellationToken cancellation)
    {
        if (compiler.Compile(mutant, cancellation) is not { } image) return new MutantResult(mutant, MutantEnd.DoesNotCompile);
        await using ProbeSession session = workers.OpenSession(image, default, module.ChecksAssemblyFile, isOwn: true);
        foreach (Check check in ChecksFor(mutant))
        {
            CheckResult result = (await JudgeAsync(session, check, cancellation).ConfigureAwait(false)).Result;
            if (result.Outcome == Outcome.Passed) continue;
            if (result.Outcome == Outcome.GraderError) return new MutantResult(mutant, MutantEnd.GraderError, check.Id, result.Message);
            _lastCaughtBy[mutant.Member] = check.Id;
            return new MutantResult(mutant, result.Outcome == Outcome.TimedOut ? MutantEnd.TimedOut : MutantEnd.Caught, check.Id);
        }

        return new MutantResult(mutant, MutantEnd.Survived);
    }

    // What noticed the last mutant of the member mostly notices the next; then the quick ones. A check that needs others comes before
    // them too: where those fail the points are lost all the more.
    private Check[] ChecksFor(Mutant mutant)
    {
        string? likely = _lastCaughtBy.GetValueOrDefault(mutant.Member);
        return mutant.Exercises.SelectMany((exercise, place) => Probed(exercise).Select(check => (check, place)))
            .OrderByDescending(c => c.check.Id == likely).ThenBy(c => c.place).ThenBy(c => _times[c.check.Id])
            .Select(c => c.check).ToArray();
    }

    // Timing says nothing about what is right, and takes the longest.
    private IEnumerable<Check> Probed(ExerciseId exercise) => module.ChecksOf(exercise).Where(c => c is not PerformanceCheck);

    private async Task TimeSolutionAsync(IReadOnlyList<ExerciseId> exercises, CancellationToken cancellation)
    {
        await using ProbeSession session = workers.OpenSession(compiler.Image, default, module.ChecksAssemblyFile, isOwn: true);
        foreach (Check check in exercises.SelectMany(Probed))
        {
            ProbeReport report = await session.ProbeAsync(check, cancellation).ConfigureAwait(false);
            CheckResult result = CheckJudge.Judge(check, report, module.Expectations.Read(check.Id), afterDeadline: true).Result;
            if (result.Outcome != Outcome.Passed)
                throw new InvalidDataException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"The solution itself does not pass {check.Id} ({result.Message} {result.Detail}), so that no mutant can be judged; run `./course verify --module {module.Manifest.Id}`."));
            _times[check.Id] = report.Elapsed;
        }
    }
}

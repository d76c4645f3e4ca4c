using LLMCourse.Authoring.Samples;
using LLMCourse.Checks;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Authoring.Mutating;

/// <summary>Runs the mutants of some modules.</summary>
/// <param name="layout">The course.</param>
/// <param name="workers">Where they run.</param>
/// <param name="contentOf">Gives a module's checks by its full name.</param>
internal sealed class MutationRun(CourseLayout layout, WorkerPool workers, Func<string, ModuleContent> contentOf)
{
    /// <summary>Runs mutants.</summary>
    /// <param name="modules">The modules' full names.</param>
    /// <param name="options">Which of their mutants.</param>
    /// <param name="progress">Receives how far it has come.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CourseException">A solution does not compile, or nothing is left to run.</exception>
    /// <exception cref="InvalidDataException">A list of equivalent mutants is damaged or stale, or a
    /// solution does not pass its checks.</exception>
    public async Task<IReadOnlyList<ModuleMutation>> RunAsync(
        IReadOnlyList<string> modules, MutationOptions options, IProgress<GradeProgress>? progress, CancellationToken cancellation)
    {
        List<Planned> planned = [.. modules.Select(module => Plan(module, options, cancellation))];
        List<(Planned Module, Mutant Mutant)> all = [.. planned.SelectMany(p => p.Mutants.Select(m => (p, m)))];
        if (all.Count == 0)
            throw new CourseException(
                $"There are no mutants of {string.Join(", ", options.Only.Select(e => e.Text).DefaultIfEmpty("these modules"))}.");
        IReadOnlyList<(Planned Module, Mutant Mutant)> drawn = SeededSample.Draw(all, options.Sample, options.Seed);
        int done = 0;
        List<ModuleMutation> results = [];
        foreach (Planned module in planned)
        {
            Mutant[] mutants = [.. drawn.Where(d => d.Module == module).Select(d => d.Mutant)];
            if (mutants.Length == 0) continue;
            var runner = new MutationRunner(contentOf(module.Name), module.Compiler, workers);
            results.Add(new ModuleMutation(module.Name, await runner.RunAsync(mutants, Report, cancellation).ConfigureAwait(false),
                module.Equivalent));
        }

        return results;

        void Report(MutantResult result) =>
            progress?.Report(new GradeProgress(Interlocked.Increment(ref done), drawn.Count, result.Mutant.Member));
    }

    /// <summary>Runs mutants of the exercises with several members against all checks of their
    /// exercise, and records what each fails.</summary>
    /// <param name="modules">The modules' full names.</param>
    /// <param name="perMember">How many of each member are drawn.</param>
    /// <param name="options">Which exercises, and the seed of the draw.</param>
    /// <param name="progress">Receives how far it has come.</param>
    /// <param name="cancellation">Stops it; what is recorded of the module that is being run stays as it was.</param>
    /// <returns>How many mutants are recorded of each module.</returns>
    public async Task<IReadOnlyList<(string Module, int Mutants)>> RecordKillsAsync(
        IReadOnlyList<string> modules, int perMember, MutationOptions options, IProgress<GradeProgress>? progress,
        CancellationToken cancellation)
    {
        List<(string, int)> recorded = [];
        foreach (string name in modules)
        {
            ModuleContent content = contentOf(name);
            Planned module = Plan(name, options, cancellation);
            HashSet<string> several = [.. content.Manifest.Exercises.Where(e => e.Members.Count > 1).Select(e => e.Id)];
            Mutant[] drawn = [.. module.Mutants.Where(m => several.Contains(m.Exercises[0].Text)).GroupBy(m => m.CountsFor)
                .SelectMany(g => SeededSample.Draw([.. g], perMember, options.Seed))];
            int done = 0;
            var runner = new MutationRunner(content, module.Compiler, workers);
            IReadOnlyList<IReadOnlyDictionary<string, CheckBehaviour>?> behaviours = await runner.ObserveAsync(
                drawn, m => progress?.Report(new GradeProgress(Interlocked.Increment(ref done), drawn.Length, m.Member)),
                cancellation).ConfigureAwait(false);
            Failures failures = new(content.Expectations);
            KilledMutant[] killed =
            [
                .. drawn.Zip(behaviours).Where(d => d.Second is not null)
                    .Select(d => new KilledMutant(d.First.Exercises[0].Text, d.First.Serves, d.First.Change, [.. failures.Of(d.Second!)]))
                    .Where(k => k.Failures.Count > 0),
            ];
            string file = Path.Combine(layout.ChecksOf(name), KillMatrix.FileName);
            IEnumerable<KilledMutant> kept = options.Only.Count == 0
                ? []
                : KillMatrix.Load(file).Mutants.Where(m => !options.Only.Any(e => e.Text == m.Exercise));
            new KillMatrix([.. kept.Concat(killed).OrderBy(k => k.Exercise, StringComparer.Ordinal)
                .ThenBy(k => k.Members[0], StringComparer.Ordinal)]).Save(file);
            recorded.Add((name, killed.Length));
        }

        return recorded;
    }

    private Planned Plan(string module, MutationOptions options, CancellationToken cancellation)
    {
        ModuleManifest manifest = contentOf(module).Manifest;
        if (options.Only.FirstOrDefault(e => e.Module == manifest.Id && !manifest.Exercises.Any(x => x.Id == e.Text))
            is { Text: { } unknown })
            throw new CourseException(
                $"{module} has no exercise {unknown}. There are: {string.Join(", ", manifest.Exercises.Select(e => e.Id))}.");
        var compiler = new MutantCompiler(manifest, SolutionReader.FilesOf(layout.SolutionOf(module)), ReferenceSet.For(manifest.Libraries),
            cancellation);
        IReadOnlyList<Mutant> all = MutantGenerator.Generate(manifest, compiler.Solution, cancellation);
        EquivalentMutants equivalents = EquivalentMutants.Load(layout, module);
        equivalents.CheckAgainst(all);
        IReadOnlySet<(string, string)>? again = options.Again is null ? null : MutationReport.Survivors(options.Again);
        ILookup<bool, Mutant> wanted = all
            .Where(m => (options.Only.Count == 0 || options.Only.Contains(m.Exercises[0]))
                && (again?.Contains((m.Member, m.Change)) ?? true))
            .ToLookup(m => equivalents.ReasonFor(m) is not null);
        return new Planned(
            module,
            compiler,
            [.. options.Equivalents ? wanted.SelectMany(g => g) : wanted[false]],
            options.Equivalents ? [] : [.. wanted[true].Select(m => (m, equivalents.ReasonFor(m)!))]);
    }

    private sealed record Planned(string Name, MutantCompiler Compiler, IReadOnlyList<Mutant> Mutants,
        IReadOnlyList<(Mutant, string)> Equivalent);
}

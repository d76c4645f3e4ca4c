using LLMCourse.Checks;
using LLMCourse.Grader.Compiling;
using LLMCourse.Grader.Course;
using LLMCourse.Grader.Pipeline;
using LLMCourse.Grader.Probing;

namespace LLMCourse.Grader.Mutating;

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
    /// <exception cref="InvalidDataException">A list of equivalent mutants is damaged or stale, or a solution does not pass its checks.</exception>
    public async Task<IReadOnlyList<ModuleMutation>> RunAsync(
        IReadOnlyList<string> modules, MutationOptions options, IProgress<GradeProgress>? progress, CancellationToken cancellation)
    {
        List<Planned> planned = [.. modules.Select(module => Plan(module, options, cancellation))];
        List<(Planned Module, Mutant Mutant)> all = [.. planned.SelectMany(p => p.Mutants.Select(m => (p, m)))];
        if (all.Count == 0) throw new CourseException($"There are no mutants of {string.Join(", ", options.Only.Select(e => e.Text).DefaultIfEmpty("these modules"))}.");
        IReadOnlyList<(Planned Module, Mutant Mutant)> drawn = MutationSample.Draw(all, options.Sample, options.Seed);
        int done = 0;
        List<ModuleMutation> results = [];
        foreach (Planned module in planned)
        {
            Mutant[] mutants = [.. drawn.Where(d => d.Module == module).Select(d => d.Mutant)];
            if (mutants.Length == 0) continue;
            var runner = new MutationRunner(contentOf(module.Name), module.Compiler, workers);
            results.Add(new ModuleMutation(module.Name, await runner.RunAsync(mutants, Report, cancellation).ConfigureAwait(false), module.Equivalent));
        }

        return results;

        void Report(MutantResult result) => progress?.Report(new GradeProgress(Interlocked.Increment(ref done), drawn.Count, result.Mutant.Member));
    }

    private Planned Plan(string module, MutationOptions options, CancellationToken cancellation)
    {
        ModuleManifest manifest = contentOf(module).Manifest;
        if (options.Only.FirstOrDefault(e => e.Module == manifest.Id && !manifest.Exercises.Any(x => x.Id == e.Text)) is { Text: { } unknown })
            throw new CourseException($"{module} has no exercise {unknown}. There are: {string.Join(", ", manifest.Exercises.Select(e => e.Id))}.");
        var compiler = new MutantCompiler(manifest, SolutionReader.FilesOf(layout.SolutionOf(module)), ReferenceSet.Default, cancellation);
        IReadOnlyList<Mutant> all = MutantGenerator.Generate(manifest, compiler.Solution, cancellation);
        EquivalentMutants equivalents = EquivalentMutants.Load(layout, module);
        equivalents.CheckAgainst(all);
        IReadOnlySet<(string, string)>? again = options.Again is null ? null : MutationReport.Survivors(options.Again);
        ILookup<bool, Mutant> wanted = all
            .Where(m => (options.Only.Count == 0 || options.Only.Contains(m.Exercises[0])) && (again?.Contains((m.Member, m.Change)) ?? true))
            .ToLookup(m => equivalents.ReasonFor(m) is not null);
        return new Planned(
            module,
            compiler,
            [.. options.Equivalents ? wanted.SelectMany(g => g) : wanted[false]],
            options.Equivalents ? [] : [.. wanted[true].Select(m => (m, equivalents.ReasonFor(m)!))]);
    }

    private sealed record Planned(string Name, MutantCompiler Compiler, IReadOnlyList<Mutant> Mutants, IReadOnlyList<(Mutant, string)> Equivalent);
}

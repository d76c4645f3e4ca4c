using System.Runtime.Loader;
using System.Security.Cryptography;
using System.Text;
using LLMCourse.Checks;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Quizzes;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grading.Pipeline;

/// <summary>Everything trusted that grading a module needs, loaded once.</summary>
public sealed class ModuleContent
{
    /// <summary>The file beside the checks that lists mutants which are no mistakes.</summary>
    public const string EquivalentMutantsFile = "equivalents.yaml";

    private static readonly string[] VersionedExtensions = [".cs", ".json", ".yaml"];

    private readonly Lazy<IReadOnlyList<RecordedMistake>> _mistakes;
    private readonly Lazy<KillMatrix> _kills;

    private ModuleContent(CourseLayout layout, ModuleManifest manifest, Func<IReadOnlyList<RecordedMistake>> mistakes,
        Func<KillMatrix> kills)
    {
        _mistakes = new Lazy<IReadOnlyList<RecordedMistake>>(mistakes);
        _kills = new Lazy<KillMatrix>(kills);
        Layout = layout;
        Manifest = manifest;
    }

    /// <summary>Gets where the course lies.</summary>
    public CourseLayout Layout { get; }

    /// <summary>Gets the module's files, exercises and public signatures.</summary>
    public ModuleManifest Manifest { get; }

    /// <summary>Gets the checks, without the experiment, in order.</summary>
    public required IReadOnlyList<Check> Checks { get; init; }

    /// <summary>Gets the module's experiment; null if it has none.</summary>
    public required Experiment? Experiment { get; init; }

    /// <summary>Gets the recorded expectations.</summary>
    public required ExpectationStore Expectations { get; init; }

    /// <summary>Gets the mistakes with their recorded behaviour; one that is not recorded yet has none. Read when first asked for: a
    /// submission that is right needs none.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public IReadOnlyList<RecordedMistake> Mistakes => _mistakes.Value;

    /// <summary>Gets what the exercises ban and allow.</summary>
    public required BanList Bans { get; init; }

    /// <summary>Gets the quiz with its key; null if the module has none.</summary>
    public required Quiz? Quiz { get; init; }

    /// <summary>Gets the path of the checks' assembly.</summary>
    public required string ChecksAssemblyFile { get; init; }

    /// <summary>Gets the path of the solution's assembly, for what submissions are timed against.</summary>
    public required string SolutionAssemblyFile { get; init; }

    /// <summary>Gets a hash of the checks, their expectations, bans and mistakes, 16 hexadecimal digits.</summary>
    public required string ChecksVersion { get; init; }

    /// <summary>Loads a module.</summary>
    /// <param name="layout">The course.</param>
    /// <param name="module">The module's full name, for example <c>M02.Attention</c>.</param>
    /// <param name="manifest">The manifest; null to read the recorded one.</param>
    /// <exception cref="CourseException">Something of it is missing.</exception>
    /// <exception cref="InvalidDataException">Something of it is damaged.</exception>
    public static ModuleContent Load(CourseLayout layout, string module, ModuleManifest? manifest = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        manifest ??= ModuleManifest.Load(layout.ManifestOf(module));
        string folder = layout.ChecksOf(module);
        string assemblyName = $"LLMCourse.Checks.{manifest.Id}.dll";
        string assemblyFile = Path.Combine(AppContext.BaseDirectory, "checks", assemblyName);
        if (!File.Exists(assemblyFile))
            throw new CourseException(
                $"{assemblyFile} does not exist; build the solution, which puts the checks of every module beside the grader.");

        IReadOnlyList<Check> all = CheckCatalog.Load(AssemblyLoadContext.Default.LoadFromAssemblyPath(assemblyFile));
        var store = new ExpectationStore(Path.Combine(folder, "expected"));
        string mistakes = Path.Combine(folder, "mistakes.yaml"), bans = Path.Combine(folder, "bans.yaml"),
            kills = Path.Combine(folder, KillMatrix.FileName);
        string quiz = Path.Combine(layout.SolutionOf(module), "quiz.yaml");
        HashSet<string> trained = [.. all.Where(c => c.IsTrained).Select(c => c.Id)];
        return new ModuleContent(layout, manifest, () => ReadMistakes(mistakes, store, trained), () => KillMatrix.Load(kills))
        {
            Checks = [.. all.Where(c => c is not LLMCourse.Checks.Experiment)],
            Experiment = all.OfType<Experiment>().SingleOrDefault(),
            Expectations = store,
            Bans = File.Exists(bans) ? BanList.Load(bans) : new BanList(new Dictionary<string, ExerciseBans>()),
            Quiz = File.Exists(quiz) ? QuizParser.Load(quiz) : null,
            ChecksAssemblyFile = assemblyFile,
            SolutionAssemblyFile = Path.Combine(AppContext.BaseDirectory, "checks", $"{manifest.Name}.dll"),
            ChecksVersion = Version(folder, quiz),
        };
    }

    /// <summary>Gets the checks of one exercise.</summary>
    public IEnumerable<Check> ChecksOf(ExerciseId exercise) => Checks.Where(c => c.Exercise == exercise);

    /// <summary>Gets what is known of where faults of one exercise are made: its mutants and its mistakes, each with the ids of the members
    /// in which it is a fault and what it fails. One whose member is not known is left out.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <param name="ran">Says whether a check was run; what others tell is left out.</param>
    public IEnumerable<(string Id, IReadOnlyList<string> Members, IReadOnlySet<string> Failures)> KnownFaults(ManifestExercise exercise,
        Func<string, bool> ran)
    {
        ArgumentNullException.ThrowIfNull(exercise);
        ArgumentNullException.ThrowIfNull(ran);
        Failures failures = new(Expectations);
        foreach (RecordedMistake mistake in Mistakes.Where(m => m.Mistake.Exercise.Text == exercise.Id))
        {
            if (Manifest.MemberMistaken(exercise, mistake.Mistake.Id) is { } member)
                yield return (mistake.Mistake.Id, [member.DocId], failures.Of(mistake.Behaviour.Where(b => ran(b.Key)).ToDictionary()));
        }

        foreach (KilledMutant mutant in _kills.Value.Mutants.Where(m => m.Exercise == exercise.Id))
            yield return (mutant.Change, mutant.Members,
                mutant.Failures.Where(f => ran(Failures.CheckOf(f))).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Opens a session with a build and the module's checks; the caller disposes of it.</summary>
    /// <param name="workers">Where the code runs.</param>
    /// <param name="build">The code.</param>
    /// <param name="isOwn">Whether it is the course's own, which may share workers with other such code.</param>
    public ProbeSession Open(WorkerPool workers, Build build, bool isOwn = false)
    {
        ArgumentNullException.ThrowIfNull(workers);
        ArgumentNullException.ThrowIfNull(build);
        return workers.OpenSession(build.Assembly, build.Symbols, ChecksAssemblyFile, isOwn);
    }

    /// <summary>Opens a session with the solution and the module's checks, in which nothing of any submission
    /// is loaded; the caller disposes of it.</summary>
    /// <param name="workers">Where the code runs.</param>
    /// <exception cref="CourseException">The solution was not built with the grader.</exception>
    public ProbeSession OpenSolution(WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        return File.Exists(SolutionAssemblyFile)
            ? workers.OpenSession(File.ReadAllBytes(SolutionAssemblyFile), default, ChecksAssemblyFile, isOwn: true)
            : throw new CourseException(
                $"{SolutionAssemblyFile} does not exist; build the solution, which puts what submissions are timed against beside the grader.");
    }

    private static IReadOnlyList<RecordedMistake> ReadMistakes(string file, ExpectationStore store, HashSet<string> trained)
    {
        if (!File.Exists(file)) return [];
        IReadOnlyDictionary<string, Dictionary<string, CheckBehaviour>> behaviours = store.ReadMistakes();
        return [.. MistakeCatalog.Parse(File.ReadAllText(file), file)
            .Select(m => new RecordedMistake(m, behaviours.TryGetValue(m.Id, out Dictionary<string, CheckBehaviour>? b) ? Known(b) : []))];

        // A mistake that nothing else catches is known by what it learns, as far as that goes.
        Dictionary<string, CheckBehaviour> Known(Dictionary<string, CheckBehaviour> behaviour)
        {
            Dictionary<string, CheckBehaviour> steady = behaviour.Where(b => !trained.Contains(b.Key)).ToDictionary(StringComparer.Ordinal);
            return steady.Values.Any(b => b.Outcome != Outcome.Passed) ? steady : behaviour;
        }
    }

    private static string Version(string folder, string quiz)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        IEnumerable<string> files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => VersionedExtensions.Contains(Path.GetExtension(f)) && !IsBuildOutput(Path.GetRelativePath(folder, f))
                && Path.GetFileName(f) != EquivalentMutantsFile)
            .Append(quiz).Where(File.Exists);
        foreach (string file in files.OrderBy(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, file).Replace('\\', '/')));
            hash.AppendData(Encoding.UTF8.GetBytes(File.ReadAllText(file).ReplaceLineEndings("\n")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static bool IsBuildOutput(string relative) =>
        relative.StartsWith("bin" + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            || relative.StartsWith("obj" + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

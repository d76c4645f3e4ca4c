using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Judging;

namespace LLMCourse.Authoring.Recording;

/// <summary>Compiles a module's solution, as it is or with a mistake in it, the way a submission is compiled.</summary>
/// <param name="layout">The course.</param>
/// <param name="manifest">The module.</param>
public sealed class SolutionBuilder(CourseLayout layout, ModuleManifest manifest)
{
    private readonly Dictionary<string, string> _sources =
        manifest.Files.ToDictionary(f => f, f => File.ReadAllText(Path.Combine(layout.SolutionOf(manifest.Name), f)));

    /// <summary>Compiles the solution.</summary>
    /// <exception cref="InvalidDataException">It does not compile.</exception>
    public Build Build(CancellationToken cancellation) => Compile("the solution", _sources, cancellation);

    /// <summary>Compiles the solution with a mistake.</summary>
    /// <exception cref="InvalidDataException">The mistake's text does not stand in the
    /// solution, or the result does not compile.</exception>
    public Build Build(Mistake mistake, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(mistake);
        if (!_sources.TryGetValue(mistake.File, out string? source))
            throw new InvalidDataException(
                $"{mistake.Id}: the module has no file {mistake.File}; it has {string.Join(", ", manifest.Files)}.");
        return Compile(mistake.Id, new Dictionary<string, string>(_sources) { [mistake.File] = mistake.Apply(source) }, cancellation);
    }

    private Build Compile(string name, Dictionary<string, string> sources, CancellationToken cancellation)
    {
        var set = new SourceSet { Name = name, Files = [.. manifest.Files.Select(f => new SourceFile(f, sources[f]))], ContentHash = "" };
        Build build = SubmissionCompiler.Compile(set, manifest, ReferenceSet.For(manifest.Libraries), cancellation: cancellation);
        return build.Success
            ? build
            : throw new InvalidDataException($"{name} does not compile:\n"
                + string.Join('\n',
                    build.Diagnostics.Where(d => d.IsError).Select(d => $"  {d.Place?.File}:{d.Place?.Line} {d.Code} {d.Message}")));
    }
}

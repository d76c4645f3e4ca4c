using System.Collections.Immutable;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Results;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace LLMCourse.Grading.Compiling;

/// <summary>Compiles a submission in this process: Roslyn, fixed references and options, no
/// analyzers, no generators but .NET's own.</summary>
/// <remarks>
/// A file that is missing or does not compile is replaced by its starter, and so on until the rest compiles: an error in one
/// file costs the exercises of that file alone. A file of the student's own that does not compile is left out.
/// </remarks>
public static class SubmissionCompiler
{
    // Warnings that point at a likely mistake; the rest is taste.
    private static readonly HashSet<string> Helpful =
        ["CS0162", "CS0168", "CS0219", "CS0649", "CS1717", "CS4014", "CS8602", "CS8603", "CS8604"];

    /// <summary>Compiles a submission.</summary>
    /// <param name="sources">What was taken from it.</param>
    /// <param name="manifest">Its module.</param>
    /// <param name="references">What it may use.</param>
    /// <param name="starter">The module's files as they were handed out; null to give up when
    /// a file is missing or does not compile.</param>
    /// <param name="limits">How much work compiling may be; null for the default.</param>
    /// <param name="cancellation">Stops the compiler.</param>
    /// <returns>The build; source of any kind gives one, never an exception.</returns>
    public static Build Compile(
        SourceSet sources,
        ModuleManifest manifest,
        ReferenceSet references,
        IReadOnlyList<SourceFile>? starter = null,
        CompilerLimits? limits = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(references);
        limits ??= new CompilerLimits();
        Attempt attempt = new(sources, manifest, references, starter ?? [], limits);
        try
        {
            return BoundedWork.Run(attempt.Run, limits.StackBytes, limits.Time, cancellation);
        }
        catch (TimeoutException)
        {
            return Failure(manifest, $"The compiler did not finish within {limits.Time.TotalSeconds:0} s. Write the code more simply: fewer nested lambdas, generics and expressions.");
        }
        catch (InsufficientExecutionStackException)
        {
            return Failure(manifest, "The source nests too deeply for the compiler. Split the expression or the statement.");
        }
    }

    private static Build Failure(ModuleManifest manifest, string message) => new()
    {
        Success = false,
        Diagnostics = [new SourceNote("FILE003", true, message, null, null)],
        BrokenFiles = manifest.Files,
        BrokenExercises = [.. manifest.Exercises.Select(exercise => exercise.Id)],
    };

    private sealed class Attempt(SourceSet sources, ModuleManifest manifest, ReferenceSet references, IReadOnlyList<SourceFile> starter,
        CompilerLimits limits)
    {
        private readonly List<SourceNote> _notes = [];
        private readonly Dictionary<string, SyntaxTree> _trees = new(StringComparer.Ordinal);
        private readonly HashSet<string> _broken = new(StringComparer.Ordinal);
        private int _untold;

        internal Build Run(CancellationToken cancellation)
        {
            foreach (SourceFile file in sources.Files)
            {
                if (NestingGuard.TooDeep(file, limits) is { } note)
                {
                    _notes.Add(note);
                    continue;
                }

                _trees[file.Name] = ModuleCompilation.Parse(file, cancellation);
            }

            bool replaced = Replace(manifest.Files.Where(file => !_trees.ContainsKey(file)), cancellation);
            string[] missing = [.. sources.Missing.Where(file => !sources.Problems.Any(problem => problem.Place?.File == file)
                && !_notes.Any(note => note.Place?.File == file))];
            string[] given = [.. missing.Where(file => manifest.ExercisesIn(file).Count == 0)];
            _notes.AddRange(missing.Except(given).Select(file => new SourceNote("FILE002", true, Missing(file), null, null)));
            if (given.Length > 0)
                _notes.Add(new SourceNote("FILE002", false,
                    $"Taken as given out, since you did not hand {(given.Length == 1 ? "it" : "them")} in: {string.Join(", ", given)}.",
                    null, null));

            // Errors of syntax come first: what a file with one declares is unknown, and errors elsewhere may only follow from that.
            if (!replaced) return Give(null);
            ILookup<string, Diagnostic> syntax = Errors(_trees.Values.SelectMany(tree => tree.GetDiagnostics(cancellation)));
            if (!Report(syntax, follows: false, cancellation)) return Give(null);

            HashSet<string>? first = null;
            while (true)
            {
                CSharpCompilation compilation = FrameworkGenerators.Run(
                    ModuleCompilation.Create(manifest.Name, Ordered(), manifest.Usings, references),
                    out ImmutableArray<Diagnostic> generators, cancellation);
                using BoundedStream assembly = new(limits.AssemblyBytes);
                using BoundedStream symbols = new(limits.AssemblyBytes);
                EmitResult emitted = ModuleCompilation.Emit(compilation, assembly, symbols, cancellation);
                if (emitted.Success) return Give(compilation, assembly, symbols, emitted.Diagnostics);
                if (assembly.IsFull || symbols.IsFull)
                    return Failure(manifest, $"The compiled code is larger than {limits.AssemblyBytes >> 20} MiB. Keep constants and tables short, or compute them.");
                ILookup<string, Diagnostic> errors = Errors(emitted.Diagnostics);
                // What has no place, such as that all constants together are too long, belongs to no file.
                if (errors.Count == 0
                    && emitted.Diagnostics.FirstOrDefault(said => said.Severity == DiagnosticSeverity.Error) is { } placeless)
                    return Failure(manifest, $"The compiler gave up: {Notes.Of(placeless).Message}");
                // What a generator could not do is missing for the compiler; only the generator says why.
                if (first is null) _notes.AddRange(generators.Where(said => said.Severity == DiagnosticSeverity.Error).Select(OfGenerator));
                bool follows = first is not null && errors.All(file => !first.Contains(file.Key));
                first ??= [.. errors.Select(file => file.Key)];
                if (errors.Count == 0 || !Report(errors, follows, cancellation)) return Give(compilation);
            }
        }

        /// <summary>Reports errors and puts the starter in the place of the files that have them.</summary>
        /// <returns>Whether compiling can go on.</returns>
        private bool Report(ILookup<string, Diagnostic> errors, bool follows, CancellationToken cancellation)
        {
            string[] causes = [.. _broken.Order(StringComparer.Ordinal)];
            foreach (IGrouping<string, Diagnostic> file in errors)
            {
                if (_broken.Contains(file.Key)) return false;
                if (!follows)
                {
                    // A note copies a message and a line: those beyond the limit are only counted.
                    foreach (Diagnostic error in file)
                    {
                        if (_notes.Count(note => note.IsError) < limits.Errors) _notes.Add(Notes.Of(error));
                        else _untold++;
                    }

                    continue;
                }

                SourceNote note = Notes.Of(file.First());
                _notes.Add(note with
                {
                    Message = $"{file.Key} uses what {string.Join(" and ", causes)} declares, and can be graded once that compiles.",
                });
            }

            return Replace(errors.Select(file => file.Key), cancellation);
        }

        private bool Replace(IEnumerable<string> files, CancellationToken cancellation)
        {
            foreach (string file in files.ToArray())
            {
                SourceFile? original = starter.FirstOrDefault(other => other.Name == file);
                _ = _broken.Add(file);
                // A file of the student's own has no starter: the rest is compiled without it.
                if (original is null && manifest.Files.Contains(file)) return false;
                if (original is null)
                {
                    _ = _trees.Remove(file);
                    continue;
                }

                _trees[file] = ModuleCompilation.Parse(original, cancellation);
            }

            return true;
        }

        // The student's own come last, so that of two declarations of one type theirs is the one too many.
        private IEnumerable<SyntaxTree> Ordered() =>
            manifest.Files.Concat(sources.Files.Select(file => file.Name)).Distinct().Where(_trees.ContainsKey)
                .Select(file => _trees[file]);

        private Build Give(CSharpCompilation? compilation, MemoryStream? assembly = null, MemoryStream? symbols = null,
            IEnumerable<Diagnostic>? warnings = null)
        {
            if (warnings is not null)
            {
                _notes.AddRange(warnings
                    .Where(warning => Helpful.Contains(warning.Id) && warning.Location.SourceTree is { } tree
                        && !_broken.Contains(tree.FilePath))
                    .Select(Notes.Of).Take(limits.Warnings));
            }

            bool success = assembly is not null;
            return new Build
            {
                Success = success,
                Assembly = assembly?.ToArray(),
                Symbols = symbols?.ToArray(),
                Compilation = compilation,
                Places = PlacesIn(compilation, success),
                Diagnostics = [.. Capped()],
                BrokenFiles = success ? [.. manifest.Files.Where(_broken.Contains)] : manifest.Files,
                BrokenExercises = [.. manifest.Exercises
                    .Where(exercise => !success || exercise.Members.Any(member => _broken.Contains(member.File)))
                    .Select(exercise => exercise.Id)],
            };
        }

        private Dictionary<string, SourcePlace> PlacesIn(CSharpCompilation? compilation, bool success)
        {
            Dictionary<string, SourcePlace> places = new(StringComparer.Ordinal);
            if (compilation is null || !success) return places;
            foreach (ManifestMember member in manifest.Exercises.SelectMany(exercise => exercise.Members)
                .Where(member => !_broken.Contains(member.File)))
            {
                Location? location = PublicApi.Find(compilation, member.DocId)?.Locations.FirstOrDefault(place => place.IsInSource);
                if (location is not null) places[member.DocId] = Notes.PlaceOf(location);
            }

            return places;
        }

        private IEnumerable<SourceNote> Capped()
        {
            SourceNote[] errors = [.. _notes.Where(note => note.IsError)];
            IEnumerable<SourceNote> kept = errors.Take(limits.Errors).Concat(_notes.Where(note => !note.IsError))
                .OrderBy(note => note.Place is null ? -1 : manifest.Files.ToList().IndexOf(note.Place.File))
                .ThenBy(note => note.Place?.Line).ThenBy(note => note.Place?.Column);
            int more = _untold + Math.Max(0, errors.Length - limits.Errors);
            return more == 0
                ? kept
                : kept.Append(
                    new SourceNote("FILE004", true, $"And {more} more errors. Put the first ones right and compile again.", null, null));
        }

        private string Missing(string file) =>
            $"{file} is missing, and with it {string.Join(", ", manifest.ExercisesIn(file))}. Hand it in under exactly this name.";

        // A generator knows the place in a file, and not the file's tree.
        private static SourceNote OfGenerator(Diagnostic said) => Notes.Of(said) with { Place = Notes.PlaceOf(said.Location) };

        private static ILookup<string, Diagnostic> Errors(IEnumerable<Diagnostic> diagnostics) =>
            diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Location.SourceTree is not null)
                .ToLookup(diagnostic => diagnostic.Location.SourceTree!.FilePath, StringComparer.Ordinal);
    }
}

using System.Collections.Concurrent;
using LLMCourse.Classes.Batches;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using Microsoft.CodeAnalysis;

namespace LLMCourse.Classes.Similarity;

/// <summary>Reads the submissions of a class and takes out of them what everybody was given.</summary>
/// <param name="manifest">The module.</param>
/// <param name="starter">The module's files as students get them.</param>
internal sealed class SubmissionCodeReader(ModuleManifest manifest, IReadOnlyList<SourceFile> starter)
{
    // Shorter than what is compared: a given statement is still given when a student wrote something before and after it.
    private const int ShortestGiven = 8;

    private static readonly CompilerLimits Limits = new();

    private readonly ConcurrentBag<NotCompared> _notCompared = [];

    /// <summary>Gets what could not be compared, in order of its names.</summary>
    public IReadOnlyList<NotCompared> NotCompared =>
        [.. _notCompared.OrderBy(n => n.Source, StringComparer.Ordinal).ThenBy(n => n.Why, StringComparer.Ordinal)];

    /// <summary>Reads the submissions, in the order of their students' keys.</summary>
    public IReadOnlyList<SubmissionCode> Read(IReadOnlyList<FoundSubmission> submissions, CancellationToken cancellation)
    {
        ParallelOptions options = new() { CancellationToken = cancellation };
        var parsed = new ConcurrentBag<Parsed>();
        Parallel.ForEach(submissions, options, submission =>
        {
            if (Open(submission, cancellation) is { } sources
                && Guarded(submission.Source, () => Parse(submission, sources.Files, cancellation), cancellation) is { } one)
                parsed.Add(one);
        });
        List<Parsed> all = [.. parsed.OrderBy(p => p.Submission.Student.Key, StringComparer.Ordinal)];

        // Which names a student may have changed is known only when every submission has been looked at.
        Parsed template = Parse(null!, starter, cancellation);
        var library = new LibraryNames(template.Names, all.Select(p => p.Names));
        HashSet<ulong> given =
            [.. Grams.Of(new Tokenizer(template.Names, library).Tokenize(template.Trees, cancellation), ShortestGiven).Select(g => g.Hash)];
        var codes = new ConcurrentDictionary<int, SubmissionCode>();
        Parallel.For(0, all.Count, options, i =>
        {
            if (Guarded(all[i].Submission.Source, () => Code(all[i], library, given, cancellation), cancellation) is { } code)
                codes[i] = code;
        });
        return [.. codes.OrderBy(c => c.Key).Select(c => c.Value)];
    }

    private SourceSet? Open(FoundSubmission submission, CancellationToken cancellation)
    {
        using var unpacked = new UnpackedSubmission();
        try
        {
            SourceSet sources = SourceSet.Read(unpacked.Place(submission, manifest, cancellation).Folder, manifest, cancellation);
            if (sources.Files.Count > 0) return sources;
            _notCompared.Add(new NotCompared(submission.Source, "It holds none of the module's files."));
        }
        catch (Exception e) when (e is ArchiveRefusedException or CourseException or UnauthorizedAccessException or IOException)
        {
            _notCompared.Add(new NotCompared(submission.Source, unpacked.Readable(e.Message)));
        }

        return null;
    }

    private Parsed Parse(FoundSubmission submission, IReadOnlyList<SourceFile> files, CancellationToken cancellation)
    {
        var parsed = new Parsed(submission, files, new DeclaredNames(), []);
        foreach (SourceFile file in files)
        {
            if (NestingGuard.TooDeep(file, Limits) is { } note)
            {
                _notCompared.Add(new NotCompared($"{submission?.Source}/{file.Name}", note.Message));
                continue;
            }

            SyntaxTree tree = ModuleCompilation.Parse(file, cancellation);
            parsed.Trees.Add((file.Name, tree));
            parsed.Names.Add(file.Name, tree.GetRoot(cancellation));
        }

        return parsed;
    }

    private SubmissionCode Code(Parsed parsed, LibraryNames library, HashSet<ulong> given, CancellationToken cancellation)
    {
        CodeTokens tokens = new Tokenizer(parsed.Names, library).Tokenize(parsed.Trees, cancellation);
        List<int> starts = [.. Grams.Of(tokens, ShortestGiven).Where(g => given.Contains(g.Hash)).Select(g => g.Start)];
        foreach (int start in starts) tokens.Given.AsSpan(start, ShortestGiven).Fill(true);
        FoundSubmission from = parsed.Submission;
        if (tokens.IsCut)
            _notCompared.Add(
                new NotCompared(from.Source, $"It has more than {CodeTokens.Most} tokens; what comes after them was left out."));
        return new SubmissionCode(from.Student.Key, from.Student.Name, from.Source,
            parsed.Trees.ToDictionary(t => t.File, t => LinesOf(t.Tree), StringComparer.Ordinal), tokens);
    }

    private static string[] LinesOf(SyntaxTree tree) => [.. tree.GetText().Lines.Select(line => line.ToString())];

    // Source may be made to nest deeply or to take long: that costs the one submission its place in the list, and is said.
    private T? Guarded<T>(string source, Func<T> work, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return BoundedWork.Run(_ => work(), Limits.StackBytes, Limits.Time, cancellation);
        }
        catch (Exception e) when (e is TimeoutException or InsufficientExecutionStackException)
        {
            _notCompared.Add(new NotCompared(source, "Its source nests too deeply to be read."));
            return null;
        }
    }

    private sealed record Parsed(FoundSubmission Submission, IReadOnlyList<SourceFile> Files, DeclaredNames Names,
        List<(string File, SyntaxTree Tree)> Trees);
}

using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Mono.Cecil;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>Finds the bodies that some exercises may not use, and the exercises that can share a process all the same.</summary>
internal sealed class BannedBodies(Build build, CSharpCompilation compilation, ModuleManifest manifest, BanList bans,
    CancellationToken cancellation)
{
    private readonly Dictionary<string, (SourceText Text, MemberOwners Owners, SyntaxNode Root)> _files = compilation.SyntaxTrees
        .Where(ModuleCompilation.IsOfModule)
        .ToDictionary(tree => tree.FilePath,
            tree => (tree.GetText(), new MemberOwners(compilation.GetSemanticModel(tree), cancellation), tree.GetRoot()),
            StringComparer.Ordinal);

    /// <summary>Finds both.</summary>
    /// <param name="reached">What each exercise's code reaches, as far as the source shows it.</param>
    internal (IReadOnlyList<BannedBody> Bodies,
        IReadOnlyList<IReadOnlyList<BuildStep>> Sequences) Find(IReadOnlyDictionary<string, HashSet<ISymbol>> reached)
    {
        List<BannedBody> bodies = [];
        List<HashSet<string>> reachedBy = [];
        using (ModuleDefinition module = CompiledCode.Open(build.Assembly, build.Symbols))
        {
            foreach (CodeBody body in CompiledCode.Bodies(module))
            {
                cancellation.ThrowIfCancellationRequested();
                Dictionary<string, SourceNote> notes = NotesOn(body);
                if (notes.Count == 0) continue;
                bodies.Add(new BannedBody(body.Token, notes));
                HashSet<ISymbol> owners = OwnersOf(body);
                reachedBy.Add([.. reached.Where(pair => pair.Value.Overlaps(owners)).Select(pair => pair.Key)]);
            }
        }

        return (bodies, Sequences([.. manifest.Exercises.Select(exercise => exercise.Id)], Reaches));

        // What an exercise reaches and may not use itself is not to be left to it.
        bool Reaches(string exercise, IEnumerable<string> without) =>
            bodies.Where((body, i) => reachedBy[i].Contains(exercise) && !body.Notes.ContainsKey(exercise))
                .Any(body => without.Any(body.Notes.ContainsKey));
    }

    /// <summary>Orders exercises into few processes: in each, an exercise has its turn before all whose code it may not meet.</summary>
    /// <param name="exercises">The exercises.</param>
    /// <param name="reaches">Whether one reaches something that one of others may not use.</param>
    private static List<IReadOnlyList<BuildStep>> Sequences(IReadOnlyList<string> exercises,
        Func<string, IEnumerable<string>, bool> reaches)
    {
        List<IReadOnlyList<BuildStep>> sequences = [];
        for (IReadOnlyList<string> left = exercises; left.Count > 0;)
        {
            List<string> here = [.. left];
            List<BuildStep> steps = [];
            while (here.Count > 0)
            {
                string[] next = [.. here.Where(exercise => !reaches(exercise, here))];
                if (next.Length > 0)
                {
                    steps.Add(new BuildStep(next, [.. here]));
                    _ = here.RemoveAll(next.Contains);
                }
                else
                {
                    // Each waits for another: whoever the most wait for goes to the next process.
                    _ = here.Remove(here.MaxBy(last => here.Count(exercise => reaches(exercise, [last])))!);
                }
            }

            sequences.Add(steps);
            left = [.. left.Except(steps.SelectMany(step => step.Exercises))];
        }

        return sequences;
    }

    private Dictionary<string, SourceNote> NotesOn(CodeBody body)
    {
        Dictionary<string, SourceNote> notes = new(StringComparer.Ordinal);
        foreach (string exercise in manifest.Exercises.Select(exercise => exercise.Id))
        {
            ExerciseBans rules = bans.For(exercise);
            foreach (CodeUse use in body.Uses)
            {
                if (rules.WhyNot(use.Name, use.Display) is not (string code, string message)) continue;
                SourcePlace? place = use.Place is { } at && _files.ContainsKey(at.File) ? at : null;
                notes[exercise] = new SourceNote(code, true, message, place, place is null ? null : LineOf(place));
                break;
            }
        }

        return notes;
    }

    private string LineOf(SourcePlace place) => Notes.LineOf(_files[place.File].Text.Lines[place.Line - 1]);

    private HashSet<ISymbol> OwnersOf(CodeBody body)
    {
        HashSet<ISymbol> owners = new(SymbolEqualityComparer.Default);
        foreach (SourcePlace place in body.Places)
        {
            if (!_files.TryGetValue(place.File, out (SourceText Text, MemberOwners Owners, SyntaxNode Root) file)) continue;
            int position = file.Text.Lines[place.Line - 1].Start + place.Column - 1;
            if (file.Root.FindToken(position).Parent is { } node && file.Owners.Of(node) is { } owner) _ = owners.Add(owner);
        }

        return owners;
    }
}

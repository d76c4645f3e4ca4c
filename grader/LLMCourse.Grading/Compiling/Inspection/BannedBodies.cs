using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Mono.Cecil;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>Finds the bodies that some exercises may not use, and the exercises that can do without the same ones.</summary>
internal sealed class BannedBodies(Build build, CSharpCompilation compilation, ModuleManifest manifest, BanList bans, CancellationToken cancellation)
{
    private readonly Dictionary<string, (SourceText Text, MemberOwners Owners, SyntaxNode Root)> _files = compilation.SyntaxTrees
        .Where(ModuleCompilation.IsOfModule)
        .ToDictionary(tree => tree.FilePath, tree => (tree.GetText(), new MemberOwners(compilation.GetSemanticModel(tree), cancellation), tree.GetRoot()), StringComparer.Ordinal);

    /// <summary>Finds both.</summary>
    /// <param name="reached">What each exercise's code reaches, as far as the source shows it.</param>
    internal (IReadOnlyList<BannedBody> Bodies, IReadOnlyList<IReadOnlyList<string>> Groups) Find(IReadOnlyDictionary<string, HashSet<ISymbol>> reached)
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

        List<List<string>> groups = [];
        foreach (string exercise in manifest.Exercises.Select(exercise => exercise.Id))
        {
            if (groups.FirstOrDefault(group => CanShare([.. group, exercise])) is { } home) home.Add(exercise);
            else groups.Add([exercise]);
        }

        return (bodies, groups);

        // Each has what it reaches, but for what it may not use itself.
        bool CanShare(IReadOnlyList<string> group)
        {
            for (int i = 0; i < bodies.Count; i++)
            {
                IReadOnlyDictionary<string, SourceNote> notes = bodies[i].Notes;
                if (group.Any(notes.ContainsKey) && group.Any(exercise => !notes.ContainsKey(exercise) && reachedBy[i].Contains(exercise))) return false;
            }

            return true;
        }
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

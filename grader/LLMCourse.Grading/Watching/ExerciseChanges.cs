using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Quizzes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LLMCourse.Grading.Watching;

/// <summary>Finds the exercises that somebody worked on between two versions of a submission, by
/// comparing the members of its files.</summary>
/// <remarks>It reads syntax alone, which is there also where nothing compiles. Comments and white space change nothing.</remarks>
/// <param name="manifest">The module.</param>
public sealed class ExerciseChanges(ModuleManifest manifest)
{
    private readonly Dictionary<(string Type, string Name), HashSet<string>> _members = MembersOf(manifest);

    // The files of the last two versions; parsing those that stay the same would be the whole cost of a comparison.
    private Dictionary<SourceFile, IReadOnlyList<SourceMember>> _read = [];

    /// <summary>Compares two versions.</summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one.</param>
    public ChangedExercises Between(SourceSet before, SourceSet after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        _read = before.Files.Concat(after.Files).Distinct()
            .ToDictionary(file => file, file => _read.GetValueOrDefault(file) ?? MemberReader.Read(file));
        SourceMember[] old = [.. before.Files.SelectMany(file => _read[file])], now = [.. after.Files.SelectMany(file => _read[file])];
        SourceMember[] all = [.. old, .. now];
        HashSet<string> written = new(StringComparer.Ordinal), dependent = new(StringComparer.Ordinal);
        foreach (IGrouping<(string, string, string), SourceMember> versions in Changed(old, now).GroupBy(KeyOf))
        {
            string[] own = [.. versions.SelectMany(ExercisesOf)];
            SourceMember member = versions.First();
            written.UnionWith(own.Length > 0 ? own : OwnersOf(member, all));
            if (!IsOutside(member)) dependent.UnionWith(UsersOf(member, all, through: true).SelectMany(ExercisesOf));
        }

        if (before.Answers != after.Answers && manifest.HasQuiz) _ = written.Add(QuizSheet.IdOf(manifest).Text);
        return new ChangedExercises(InOrder(written), InOrder(dependent.Except(written)));
    }

    private static IEnumerable<SourceMember> Changed(IReadOnlyList<SourceMember> old, IReadOnlyList<SourceMember> now)
    {
        // Parts of a partial type have one key, wherever they stand, so that moving a member to another file changes nothing.
        ILookup<(string, string, string), SourceMember> before = old.ToLookup(KeyOf), after = now.ToLookup(KeyOf);
        foreach ((string, string, string) key in old.Concat(now).Select(KeyOf).Distinct())
        {
            List<SourceMember> left = [.. before[key]];
            foreach (SourceMember member in after[key])
            {
                if (left.FindIndex(other => IsSame(other, member)) is >= 0 and var at) left.RemoveAt(at);
                else yield return member;
            }

            foreach (SourceMember gone in left) yield return gone;
        }
    }

    // What stands outside of types is of its file.
    private static (string, string, string) KeyOf(SourceMember member) => IsOutside(member) ? ("", "", member.File) : member.Key;

    private static bool IsSame(SourceMember one, SourceMember other) =>
        one.Nodes.Count == other.Nodes.Count && one.Nodes.Zip(other.Nodes)
            .All(pair => ReferenceEquals(pair.First, pair.Second) || SyntaxFactory.AreEquivalent(pair.First, pair.Second, topLevel: false));

    /// <summary>Finds whose a helper is: of the exercises of its file that use it; else of all exercises of its file; else of the exercises
    /// elsewhere that use it.</summary>
    private IEnumerable<string> OwnersOf(SourceMember helper, IReadOnlyList<SourceMember> all)
    {
        IReadOnlyList<string> inFile =
            [.. manifest.ExercisesIn(helper.File)
                .Concat(all.Where(member => member.File == helper.File).SelectMany(ExercisesOf)).Distinct()];
        if (inFile.Count == 1) return inFile;
        string[] users = IsOutside(helper) ? [] : [.. UsersOf(helper, all, through: false).SelectMany(ExercisesOf).Distinct()];
        string[] both = [.. users.Intersect(inFile)];
        return both.Length > 0 ? both : inFile.Count > 0 ? inFile : users;
    }

    /// <summary>Finds the members that use another, or use those that do, and so on.</summary>
    /// <param name="used">The member that is used.</param>
    /// <param name="all">Where to look.</param>
    /// <param name="through">Whether to go on from members of exercises, too.</param>
    private HashSet<SourceMember> UsersOf(SourceMember used, IReadOnlyList<SourceMember> all, bool through)
    {
        // One forward is like another by its name: it is meant where the type around the call mentions the type that has it.
        ILookup<string, SourceMember> types = all.ToLookup(member => member.Type),
            files = all.Where(IsOutside).ToLookup(member => member.File);
        HashSet<SourceMember> users = new(ReferenceEqualityComparer.Instance);
        HashSet<(string Type, string Name)> done = [];
        Queue<SourceMember> open = new([used]);
        while (open.TryDequeue(out SourceMember? of))
        {
            if (!done.Add((of.Type, of.KnownAs))) continue;
            foreach (SourceMember user
                in all.Where(member => member.Mentions.Contains(of.KnownAs) && (member.Type == of.Type || Knows(member, of.TypeName))))
            {
                if (users.Add(user) && (through || !ExercisesOf(user).Any())) open.Enqueue(user);
            }
        }

        return users;

        bool Knows(SourceMember member, string type) =>
            types[member.Type].Concat(files[member.File]).Any(other => other.Mentions.Contains(type));
    }

    private static bool IsOutside(SourceMember member) => member.Type.Length == 0 && member.Name.Length == 0;

    private IEnumerable<string> ExercisesOf(SourceMember member)
    {
        IEnumerable<string> marked = member.Marks.Where(mark => manifest.Exercises.Any(exercise => exercise.Id == mark));
        return (_members.TryGetValue((member.Type, member.Name), out HashSet<string>? recorded)
            ? recorded.Concat(marked)
            : marked).Distinct();
    }

    private static string[] InOrder(IEnumerable<string> exercises) => [.. exercises.OrderBy(ExerciseId.Parse)];

    // "M:Space.Type.Name``1(System.Int64)" is (Space.Type, Name).
    private static Dictionary<(string, string), HashSet<string>> MembersOf(ModuleManifest manifest)
    {
        Dictionary<(string, string), HashSet<string>> members = [];
        foreach (ManifestExercise exercise in manifest.Exercises)
        {
            foreach (ManifestMember member in exercise.Members)
            {
                string full = member.DocId[2..].Split('(')[0].Split("``")[0];
                int dot = full.LastIndexOf('.');
                (string, string) key = member.DocId[0] == 'T' ? (full, "") : (full[..dot], full[(dot + 1)..]);
                if (!members.TryGetValue(key, out HashSet<string>? known)) members[key] = known = new(StringComparer.Ordinal);
                _ = known.Add(exercise.Id);
            }
        }

        return members;
    }
}

using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Batches;

/// <summary>Finds out which student of the roster or the gradebook each submission is of: by key, login, lms_id or e-mail, case aside. What
/// is only near is said, not guessed.</summary>
internal sealed class StudentMatcher
{
    private const int MostNamed = 20;

    private readonly IReadOnlyList<Student> _roster;
    private readonly List<Student> _known;
    private readonly Dictionary<string, Student> _byKey;
    private readonly ILookup<string, Student> _byId;
    private readonly ILookup<string, Student> _byName;
    private readonly List<string> _notes = [];

    /// <summary>Prepares to match.</summary>
    /// <param name="roster">The roster; may be empty.</param>
    /// <param name="enrolled">The students of the gradebook; may be empty.</param>
    public StudentMatcher(IReadOnlyList<Student> roster, IReadOnlyList<Student> enrolled)
    {
        _roster = roster;
        HashSet<string> keys = [.. roster.Select(s => s.Key)];
        Student[] others = [.. enrolled.Where(e => !keys.Contains(e.Key))];
        Same = [.. others.Select(e => (From: e, Into: InRoster(e, roster, enrolled))).Where(p => p.Into is not null)
            .Select(p => (p.From.Key, p.Into!.Key))];
        HashSet<string> same = [.. Same.Select(s => s.From)];
        _known = [.. roster, .. others.Where(e => !same.Contains(e.Key))];
        _byKey = _known.ToDictionary(s => s.Key, StringComparer.Ordinal);
        _byId = _known.SelectMany(s => Ids(s).Select(id => (Id: id, Student: s)))
            .ToLookup(p => p.Id, p => p.Student, StringComparer.Ordinal);
        _byName = _known.Where(s => s.Name.Length > 0).ToLookup(s => NameOf(s.Name), StringComparer.Ordinal);
    }

    /// <summary>Gets students of the gradebook who are another student of the roster under the
    /// key that an earlier hand-in gave them.</summary>
    public IReadOnlyList<(string From, string Into)> Same { get; }

    /// <summary>Gives each submission its student, and puts together what is of one.</summary>
    public FoundClass Join(FoundClass found)
    {
        ILookup<string, FoundSubmission> called = found.Submissions.Where(f => f.IsKnownByName)
            .ToLookup(f => NameOf(f.Student.Name), StringComparer.Ordinal);
        Dictionary<string, Student> fresh = new(StringComparer.Ordinal);
        FoundSubmission[] joined =
            [.. found.Submissions.Select(f => f.IsKnownByName ? ByName(f, called[NameOf(f.Student.Name)].Count()) : ById(f, fresh))];
        PointOutStrangers(joined);
        PointOutTwins(joined);
        foreach ((string from, string into) in Same) _notes.Add(
            $"{from} is {into} by the roster: what was graded as {from} is in the row of {into} now.");
        return found with { Submissions = SubmissionFinder.OfEach(joined), Notes = [.. found.Notes, .. _notes] };
    }

    private FoundSubmission ById(FoundSubmission found, Dictionary<string, Student> fresh)
    {
        if (_byKey.TryGetValue(found.Student.Key, out Student? exact)) return found with { Student = exact };
        Student[] students = [.. Ids(found.Student).SelectMany(id => _byId[id]).Distinct()];
        if (students.Length == 1) return found with { Student = students[0] };
        if (students.Length > 1)
            return found with
            {
                Refused =
                $"It may be of {string.Join(" or of ", students.Select(s => $"'{s.Key}'"))}: '{found.Student.Key}' is an id of each. Correct the roster."
            };

        // Two new ones that differ in case alone are one: logins and e-mail addresses are.
        string folded = PersonName.Folded(found.Student.Key);
        if (!fresh.TryGetValue(folded, out Student? first)) fresh[folded] = first = found.Student;
        return found with { Student = first };
    }

    private FoundSubmission ByName(FoundSubmission found, int namesakes)
    {
        Student[] students = [.. _byName[NameOf(found.Student.Name)]];
        if (students.Length == 1 && namesakes == 1) return found with { Student = students[0] };
        if (students.Length > 0)
        {
            return found with
            {
                Refused = $"Moodle's number {found.Student.Key} is another in each assignment, and the name '{found.Student.Name}' is that of {(students.Length > 1 ? string.Join(" and ", students.Select(s => $"'{s.Key}'")) : $"{namesakes} hand-ins")}. "
                    + "Grade it from a folder named by the student's key.",
            };
        }

        // The number may be taken by somebody of an earlier assignment.
        return _byKey.ContainsKey(found.Student.Key) || _byId.Contains(found.Student.Key)
            ? found with { Student = found.Student with { Key = PersonName.Clean(found.Student.Name) } }
            : found;
    }

    private void PointOutStrangers(IReadOnlyList<FoundSubmission> joined)
    {
        if (_roster.Count == 0) return;
        HashSet<string> roster = [.. _roster.Select(s => s.Key)];
        HashSet<string> there = [.. joined.Select(f => f.Student.Key)];
        Student[] absent = [.. _roster.Where(s => !there.Contains(s.Key))];
        Student[] strangers =
            [.. joined.Where(f => f.Refused is null && !roster.Contains(f.Student.Key)).Select(f => f.Student).DistinctBy(s => s.Key)];
        foreach (Student stranger in strangers.Take(MostNamed))
        {
            Student? near = absent.FirstOrDefault(a => Names(a).Intersect(Names(stranger), StringComparer.Ordinal).Any())
                ?? (NearestName.Among(stranger.Key, absent.SelectMany(a => Ids(a))) is { } id
                    ? absent.First(a => Ids(a).Contains(id))
                    : null);
            _notes.Add($"'{stranger.Key}' is not in the roster{(near is null ? "." : $". Is it '{near.Key}'{(near.Name.Length > 0 ? $", {near.Name}" : "")}? If so, put '{stranger.Key}' into the roster as that student's login.")}");
        }

        if (strangers.Length > MostNamed) _notes.Add($"… and {strangers.Length - MostNamed} more are not in the roster.");
    }

    private void PointOutTwins(IReadOnlyList<FoundSubmission> joined)
    {
        IEnumerable<string> keys = _known.Select(s => s.Key).Concat(joined.Select(f => f.Student.Key)).Distinct(StringComparer.Ordinal);
        foreach (IGrouping<string, string> alike in keys.GroupBy(PersonName.Skeleton, StringComparer.Ordinal).Where(g => g.Count() > 1))
            _notes.Add($"{string.Join(" and ", alike.Order(StringComparer.Ordinal).Select(PersonName.Spelt))} look alike and are {alike.Count()} students. Look whether they are.");
    }

    // By what is certain: an id under which it was handed in before the roster was there. A name decides only for the numbers of Moodle.
    private static Student? InRoster(Student enrolled, IReadOnlyList<Student> roster, IReadOnlyList<Student> all)
    {
        HashSet<string> ids = [.. Ids(enrolled)];
        Student[] found = [.. roster.Where(r => Ids(r).Any(ids.Contains))];
        if (found.Length == 0 && enrolled is { LmsId: "", Login: "", Email: "", Name.Length: > 0 } && enrolled.Key.All(char.IsAsciiDigit)
            && all.Count(s => NameOf(s.Name) == NameOf(enrolled.Name)) == 1)
            found = [.. roster.Where(r => NameOf(r.Name) == NameOf(enrolled.Name))];
        return found.Length == 1 ? found[0] : null;
    }

    private static IEnumerable<string> Ids(Student s) =>
        new[] { s.Key, s.Login, s.LmsId, s.Email }.Where(id => id.Length > 0).Select(PersonName.Folded).Distinct(StringComparer.Ordinal);

    // What is near without being sure: the same name, or an e-mail address that begins with the login.
    private static IEnumerable<string> Names(Student s) =>
        new[] { PersonName.Skeleton(s.Key), s.Login.Length > 0
            ? PersonName.Skeleton(s.Login)
            : "", NameOf(s.Name), NameOf(s.Key), PersonName.Folded(s.Email.Split('@')[0]) }.Where(n => n.Length > 0);

    private static string NameOf(string name) => PersonName.Folded(RowMatcher.InOrder(name));
}

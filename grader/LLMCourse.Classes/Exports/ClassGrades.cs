using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Exports;

/// <summary>What every export writes: the numbers of <see cref="FinalGrader"/>, and nothing computed from them anew.</summary>
internal sealed class ClassGrades
{
    private ClassGrades(IReadOnlyList<string> modules, IReadOnlyList<StudentGrades> students, bool hasFinal)
    {
        Modules = modules;
        Students = students;
        HasFinal = hasFinal;
    }

    /// <summary>Gets the exported modules, in their order.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <summary>Gets the students by their keys.</summary>
    public IReadOnlyList<StudentGrades> Students { get; }

    /// <summary>Gets a value indicating whether the final numbers are exported too; not when only one module is.</summary>
    public bool HasFinal { get; }

    /// <summary>Gets a value indicating whether students see a module only once a person has released it.</summary>
    public bool IsReleasedByHand { get; private init; }

    /// <summary>Gets the modules that are not released; where the grades are for students they are not exported.</summary>
    public IReadOnlyList<string> Withheld { get; private init; } = [];

    /// <summary>Gets the zone in which students read times; null for UTC.</summary>
    public TimeZoneInfo? TimeZone { get; private init; }

    /// <summary>Computes a class's grades.</summary>
    /// <param name="gradebook">The gradebook.</param>
    /// <param name="policy">The course file.</param>
    /// <param name="module">Only this module, such as <c>M02</c> or <c>M02.Attention</c>; null for all.</param>
    /// <param name="forStudents">Whether students will see them: then modules that are not released are left out.</param>
    /// <exception cref="CourseException">There is nothing to export, or no such module.</exception>
    public static ClassGrades Load(Gradebook gradebook, CoursePolicy policy, string? module = null, bool forStudents = false)
    {
        var grader = new FinalGrader(gradebook, policy, releasedOnly: forStudents);
        IReadOnlyList<FinalGrade> finals = grader.All();
        if (finals.Count == 0)
            throw new CourseException(
                $"{gradebook.Path} has no students yet. `grader batch FOLDER --gradebook {gradebook.Path}` grades a class into it.");
        if (grader.Modules.Count == 0)
            throw new CourseException(
                $"{gradebook.Path} has no grades yet. `grader batch FOLDER --gradebook {gradebook.Path}` grades a class into it.");
        IReadOnlyList<string> modules = module is null ? grader.Modules : [Resolve(module, grader.Modules, gradebook.Path)];
        if (forStudents && modules.All(grader.Withheld.Contains))
        {
            throw new CourseException(
                $"{(modules.Count == 1 ? $"{modules[0]} is not released" : "No module is released")}, and the course file says `release: manual`: students would see the grades. "
                + $"`grader gradebook release {modules[0]} --who NAME --gradebook {gradebook.Path}` releases it.");
        }

        if (forStudents) modules = [.. modules.Except(grader.Withheld)];

        HashSet<(string, string)> decided = [.. gradebook.Overrides().Select(o => (o.Student, o.Module))];
        ILookup<(string, string), Comment> comments = gradebook.Comments().ToLookup(c => (c.Student, c.Module));
        HashSet<string> exported = [.. modules];
        GradeState State(Student student, ModuleGrade grade) => decided.Contains((student.Key, grade.Module)) ? GradeState.Override
            : grade.IsUngraded ? GradeState.Ungraded : grade.IsOpen ? GradeState.Open : grade.Chosen is null
                ? GradeState.Missing
                : GradeState.Graded;
        return new ClassGrades(
            modules,
            [.. finals.Select(f => new StudentGrades(f,
                [.. f.Modules.Where(m => exported.Contains(m.Module))
                    .Select(m => new ModuleEntry(m, State(f.Student, m)) { Comments = [.. comments[(f.Student.Key, m.Module)]] })]))],
            module is null)
        {
            IsReleasedByHand = policy.ReleaseByHand,
            Withheld = grader.Withheld,
            TimeZone = policy.TimeZone,
        };
    }

    private static string Resolve(string module, IReadOnlyList<string> known, string gradebook)
    {
        // Folders are named M02.Attention; a gradebook has the part before the dot.
        string id = ModuleIds.Short(module);
        return known.FirstOrDefault(m => m.Equals(id, StringComparison.OrdinalIgnoreCase)) ?? throw new CourseException(
            $"{gradebook} has no module '{module}'; it has {string.Join(", ", known)}.{(NearestName.Among(id, known) is { } near ? $" Did you mean {near}?" : "")}");
    }
}

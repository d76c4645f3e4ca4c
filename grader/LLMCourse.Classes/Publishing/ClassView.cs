using System.Globalization;
using LLMCourse.Classes.Analysis;
using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Publishing;

/// <summary>What pages are written from, but for the reports: small beside them, and read once.</summary>
internal sealed class ClassView
{
    private readonly ILookup<string, GradedAttempt> _attempts;
    private readonly ILookup<string, Comment> _comments;

    /// <summary>Reads a class.</summary>
    /// <param name="gradebook">The gradebook, held still by the caller.</param>
    /// <param name="options">What the site is to be.</param>
    /// <param name="cancellation">Stops it.</param>
    public ClassView(Gradebook gradebook, PublishOptions options, CancellationToken cancellation)
    {
        Options = options;
        var grader = new FinalGrader(gradebook, options.Policy, reasons: options.For == Audience.Instructors,
            releasedOnly: options.For == Audience.Students);
        Withheld = new HashSet<string>(grader.Withheld, StringComparer.Ordinal);
        Modules = grader.Modules;
        Grades = grader.All();
        Attempts = gradebook.Attempts();
        _attempts = Attempts.ToLookup(a => a.Attempt.Student, StringComparer.Ordinal);
        _comments = gradebook.Comments().ToLookup(c => c.Student, StringComparer.Ordinal);
        Counting = CountingAttempts.Of(gradebook, Grades).ToDictionary(a => (a.Attempt.Student, a.Attempt.Module));
        Items = options.For == Audience.Instructors ? ItemAnalyzer.Analyze(gradebook, Grades, cancellation) : [];
        Present = [.. Grades.Where(g => _attempts.Contains(g.Student.Key) || g.Modules.Any(m => m.Percent > 0))];
    }

    /// <summary>Gets what the site is to be.</summary>
    public PublishOptions Options { get; }

    /// <summary>Gets the modules that count.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <summary>Gets the modules whose grades students may not see yet.</summary>
    public IReadOnlySet<string> Withheld { get; }

    /// <summary>Gets everybody's final number.</summary>
    public IReadOnlyList<FinalGrade> Grades { get; }

    /// <summary>Gets those who handed something in, or whom a person gave points.</summary>
    public IReadOnlyList<FinalGrade> Present { get; }

    /// <summary>Gets every attempt.</summary>
    public IReadOnlyList<GradedAttempt> Attempts { get; }

    /// <summary>Gets the attempt of each student and module that counts, or would if no person had decided.</summary>
    public IReadOnlyDictionary<(string Student, string Module), GradedAttempt> Counting { get; }

    /// <summary>Gets the item analysis of each module; empty on a site for students.</summary>
    public IReadOnlyList<ModuleItems> Items { get; }

    /// <summary>Gets the day of the newest grade.</summary>
    public string Date => Attempts.Count == 0 ? "nothing yet" : Stamp(Attempts.Max(a => a.GradedUtc));

    /// <summary>Gets a student's attempts, modules in order, then times.</summary>
    public IEnumerable<GradedAttempt> AttemptsOf(string student) => _attempts[student];

    /// <summary>Gets what a student was told about a module and its exercises: the module first, then exercise by exercise.</summary>
    public IReadOnlyList<Comment> CommentsOn(string student, string module) =>
        Hides(module) ? [] : [.. _comments[student].Where(c => c.Module == module).OrderBy(c => c.About.Length)
            .ThenBy(c => c.About, StringComparer.Ordinal)];

    /// <summary>Gets what a module's grades are of those who have one in it.</summary>
    public IReadOnlyList<decimal> PercentsIn(string module) =>
        [.. Present.Select(g => (g.Student, Grade: g.Modules.First(m => m.Module == module)))
            .Where(g => g.Grade.Percent > 0 || Counting.ContainsKey((g.Student.Key, module))).Select(g => g.Grade.Percent)];

    /// <summary>Returns whether the site must not show what a module's work is worth.</summary>
    public bool Hides(string module) => Options.For == Audience.Students && Withheld.Contains(module);

    /// <summary>Returns whether a module's work is shown here and not to students.</summary>
    public bool Flags(string module) => Options.For == Audience.Instructors && Withheld.Contains(module);

    /// <summary>Returns what to call a student.</summary>
    public static string NameOf(Student student) => student.Name.Length > 0 ? student.Name : student.Key;

    /// <summary>Returns a time for people.</summary>
    public string Stamp(DateTimeOffset time) => ClassTime.Shown(time, Options.Policy.TimeZone);

    /// <summary>Returns a percent with two decimals, as the gradebook and the exports have it.</summary>
    public static string Percent(decimal percent) => percent.ToString("0.00", CultureInfo.InvariantCulture) + " %";

    /// <summary>Returns a module's grade, or why there is none yet.</summary>
    public static string Number(ModuleGrade grade) =>
        grade.IsWithheld ? "not released" : grade.IsUngraded ? "not graded" : grade.IsOpen ? "open" : Percent(grade.Percent);

    /// <summary>Returns what somebody who teaches looks for in a module's grades, in words.</summary>
    public static IReadOnlyList<string> FlagsOf(ModuleGrade grade) =>
    [
        .. grade.IsLate ? ["late"] : (string[])[], .. grade.IsOverridden ? ["overridden"] : (string[])[], .. grade.IsExtended
            ? ["extended"]
            : (string[])[],
        .. grade.IsMissing ? ["missing"] : (string[])[], .. !grade.HasNumber ? [Number(grade)] : (string[])[],
    ];

    /// <summary>Returns a share as a whole percent.</summary>
    public static string Share(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";
}

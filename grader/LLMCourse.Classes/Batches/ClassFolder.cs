using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Batches;

/// <summary>Reads the folder of a class with all that is known of the class: the roster, the gradebook and a file of times.</summary>
internal sealed record ClassFolder
{
    /// <summary>Gets the folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the gradebook's file; null, or one that is not there yet, when nothing is known from it.</summary>
    public string? Gradebook { get; init; }

    /// <summary>Gets the students of the roster.</summary>
    public IReadOnlyList<Student> Roster { get; init; } = [];

    /// <summary>Gets the name of GitHub Classroom's assignment; null when it is not known.</summary>
    public string? Assignment { get; init; }

    /// <summary>Gets the file that says when students handed in; null for none.</summary>
    public string? Times { get; init; }

    /// <summary>Gets the zone of times without an offset, by its IANA name; null when each must have one.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Finds the submissions, each with its student.</summary>
    /// <param name="layout">The course.</param>
    /// <returns>The class, and students of the gradebook who are others of the roster.</returns>
    /// <exception cref="CourseException">The folder or the file of times cannot be read.</exception>
    public (FoundClass Found, IReadOnlyList<(string From, string Into)> Same) Read(CourseLayout layout)
    {
        TimeZoneInfo? zone = null;
        if (TimeZone is { } name && !Moment.TryZone(name, out zone))
            throw new CourseException($"There is no time zone '{name}'. Give one such as Europe/Berlin or UTC.");
        IReadOnlyList<Student> enrolled = [];
        IReadOnlyList<(string, string)> earlier = [];
        if (Gradebook is { } file && File.Exists(file))
        {
            using Gradebook book = Gradebooks.Gradebook.Open(file);
            enrolled = book.Students();
            earlier = [.. book.Attempts().Select(a => (a.Attempt.Source, a.Attempt.Student))
                .Concat(book.UngradedHandIns().Select(u => (u.Source, u.Student))).Distinct()];
        }

        var context = new FindContext
        {
            Assignment = Assignment,
            Roster = Roster,
            Enrolled = enrolled,
            Earlier = earlier,
            Words = [.. layout.Modules.SelectMany(m => (string[])[m[4..], m])]
        };
        var matcher = new StudentMatcher(Roster, enrolled);
        FoundClass found = matcher.Join(SubmissionFinder.Find(Folder, context));
        if (Times is null) return (found, matcher.Same);
        (IReadOnlyList<FoundSubmission> timed, IReadOnlyList<string> notes) = TimesFile.Load(Times, zone).Apply(found.Submissions);
        return (found with { Submissions = timed, Notes = [.. found.Notes, .. notes] }, matcher.Same);
    }
}

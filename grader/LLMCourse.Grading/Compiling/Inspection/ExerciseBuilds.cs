using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>The builds that a submission's exercises are checked with: in each exercise's there is no code that it may not use.</summary>
/// <remarks>
/// Exercises share a build where none of them reaches a body that the others have to do without. Whether one does is read from the
/// source, and only saves workers: where it was wrong, a body is reached that the exercise may use, and it is checked again with a
/// build of its own.
/// </remarks>
public sealed class ExerciseBuilds
{
    private readonly Build _whole;
    private readonly IReadOnlyList<BannedBody> _bodies;

    /// <summary>Creates the builds.</summary>
    /// <param name="whole">The submission as compiled.</param>
    /// <param name="bodies">The bodies that some exercises may not use.</param>
    /// <param name="groups">The exercises that share a build; one that is not named has a build of its own.</param>
    public ExerciseBuilds(Build whole, IReadOnlyList<BannedBody> bodies, IReadOnlyList<IReadOnlyList<string>> groups)
    {
        _whole = whole;
        _bodies = bodies;
        Groups = groups;
    }

    /// <summary>Creates the builds of code that is trusted: every exercise has all of it.</summary>
    public ExerciseBuilds(Build whole)
        : this(whole, [], [])
    {
    }

    /// <summary>Gets the exercises that share a build.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Groups { get; }

    /// <summary>Returns the same builds, but for one exercise that shares none.</summary>
    public ExerciseBuilds Apart(string exercise) => new(_whole, _bodies, [.. Groups.Select(group => (IReadOnlyList<string>)[.. group.Where(other => other != exercise)])]);

    /// <summary>Returns the exercises that share a build with one, itself included.</summary>
    public IReadOnlyList<string> GroupOf(string exercise) => Groups.FirstOrDefault(group => group.Contains(exercise)) ?? [exercise];

    /// <summary>Returns the build for exercises: without every body that one of them may not use.</summary>
    public Build For(IReadOnlyCollection<string> exercises) => BodyCutter.Cut(
        _whole,
        [.. _bodies.Select((body, number) => (body, number)).Where(item => exercises.Any(item.body.Notes.ContainsKey)).Select(item => (item.body.Token, item.number))]);

    /// <summary>Returns what to say of bodies that an exercise reached.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <param name="reached">Their numbers.</param>
    /// <returns>A note for each that it may not use: none where they were taken out for another exercise's sake.</returns>
    public IReadOnlyList<SourceNote> NotesOn(string exercise, IEnumerable<int> reached) =>
        [.. reached.Where(number => number >= 0 && number < _bodies.Count).Select(number => _bodies[number].Notes.GetValueOrDefault(exercise)).OfType<SourceNote>()];
}

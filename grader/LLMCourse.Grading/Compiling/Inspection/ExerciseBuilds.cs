using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>The builds that a submission's exercises are checked with: in each exercise's there is no code that it may not use.</summary>
/// <remarks>
/// Exercises share a build where none of them reaches a body that the others have to do without, and builds share a process, one after
/// the other, where an earlier one has nothing that a later exercise may not use. Who reaches what is read from the source, and only saves
/// workers: where it was wrong, a body is reached that the exercise may use, and it is checked again with a build and a process of its own.
/// </remarks>
public sealed class ExerciseBuilds
{
    private readonly Build _whole;
    private readonly IReadOnlyList<BannedBody> _bodies;

    /// <summary>Creates the builds.</summary>
    /// <param name="whole">The submission as compiled.</param>
    /// <param name="bodies">The bodies that some exercises may not use.</param>
    /// <param name="sequences">The steps that share a process; an exercise that is in none has a process of its own.</param>
    public ExerciseBuilds(Build whole, IReadOnlyList<BannedBody> bodies, IReadOnlyList<IReadOnlyList<BuildStep>> sequences)
    {
        _whole = whole;
        _bodies = bodies;
        Sequences = sequences;
    }

    /// <summary>Creates the builds of code that is trusted: every exercise has all of it.</summary>
    public ExerciseBuilds(Build whole)
        : this(whole, [], [])
    {
    }

    /// <summary>Gets the steps that share a process, in the order in which they have to run.</summary>
    public IReadOnlyList<IReadOnlyList<BuildStep>> Sequences { get; }

    /// <summary>Returns the same builds, but for one exercise that shares none.</summary>
    public ExerciseBuilds Apart(string exercise) => new(
        _whole,
        _bodies,
        [.. Sequences.Select(sequence => (IReadOnlyList<BuildStep>)[
            .. sequence.Select(step => step with { Exercises = [.. step.Exercises.Where(other => other != exercise)] })])]);

    /// <summary>Returns the step that checks an exercise.</summary>
    public BuildStep StepOf(string exercise) =>
        Sequences.SelectMany(sequence => sequence).FirstOrDefault(step => step.Exercises.Contains(exercise)) ?? Alone(exercise);

    /// <summary>Returns a step of one exercise, whose build has all that it may use.</summary>
    public static BuildStep Alone(string exercise) => new([exercise], [exercise]);

    /// <summary>Returns the build of a step.</summary>
    public Build For(BuildStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return BodyCutter.Cut(
            _whole,
            [.. _bodies.Select((body, number) => (body, number)).Where(item => step.Without.Any(item.body.Notes.ContainsKey))
                .Select(item => (item.body.Token, item.number))]);
    }

    /// <summary>Returns what to say of bodies that an exercise reached.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <param name="reached">Their numbers.</param>
    /// <returns>A note for each that it may not use: none where they were taken out for another exercise's sake.</returns>
    public IReadOnlyList<SourceNote> NotesOn(string exercise, IEnumerable<int> reached) =>
        [.. reached.Where(number => number >= 0 && number < _bodies.Count)
            .Select(number => _bodies[number].Notes.GetValueOrDefault(exercise)).OfType<SourceNote>()];
}

namespace LLMCourse.Checks;

/// <summary>One thing that a submission has to get right: what to run, and how to judge what was seen.</summary>
/// <remarks>
/// <para><see cref="Probe"/> runs in the worker against whichever implementation is loaded there: the solution when
/// expectations are recorded, each planted mistake when the checks are verified, and every submission. <see cref="Judge"/>
/// runs in the grader, where no student code is.</para>
/// <para>A judge may use what any correct implementation has (rows that sum to 1), and recorded expectations. It must not hold
/// expected numbers: this assembly is mounted in the sandbox.</para>
/// </remarks>
/// <param name="id">The exercise's id and a name, for example <c>M02.E2.oracle-4d</c>.</param>
/// <param name="title">What a right submission does, as a sentence that completes "Attend …".</param>
/// <param name="points">Its share within its exercise.</param>
public abstract class Check(string id, string title, int points = 1)
{
    /// <summary>Gets the id, for example <c>M02.E2.oracle-4d</c>.</summary>
    public string Id { get; } = id;

    /// <summary>Gets the exercise that this checks.</summary>
    public ExerciseId Exercise { get; } = ExerciseId.Parse(id[..id.LastIndexOf('.')]);

    /// <summary>Gets what a right submission does.</summary>
    public string Title { get; } = title;

    /// <summary>Gets the check's share within its exercise; at least 1.</summary>
    public int Points { get; } = points;

    /// <summary>Gets how much of this check a student sees. The default is <see cref="CheckVisibility.Hidden"/>.</summary>
    public CheckVisibility Visibility { get; init; } = CheckVisibility.Hidden;

    /// <summary>Gets the ids of checks that must have passed; otherwise this one is blocked and not run.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Gets how far numbers may be from the expected ones. The default is <see cref="Tolerance.Layer"/>.</summary>
    public Tolerance Tolerance { get; init; } = Tolerance.Layer;

    /// <summary>Gets whether what is observed comes out of so many steps of training that another kind of processor, which rounds otherwise,
    /// gives other numbers for a wrong answer. Such a check says whether an answer is right, and not which mistake it has.</summary>
    public bool IsTrained { get; init; }

    /// <summary>Gets how long the probe may take before it counts as hanging; the default is 10 s.</summary>
    /// <remarks>Time in which the worker was kept waiting for a processor does not count.</remarks>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets what to say when the judge fails the check and has nothing better.</summary>
    public string? Hint { get; init; }

    /// <summary>Runs the implementation and observes what it does.</summary>
    /// <param name="probe">Gives seeded inputs, takes observations.</param>
    public abstract void Probe(Probe probe);

    /// <summary>Judges what was observed; by default against the recorded expectation, within <see cref="Tolerance"/>.</summary>
    /// <param name="evidence">What was observed and what was expected.</param>
    public virtual Verdict Judge(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return evidence.EqualsExpected(Tolerance);
    }
}

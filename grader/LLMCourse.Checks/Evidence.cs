namespace LLMCourse.Checks;

/// <summary>What a judge has in hand: what the submission's probe observed, and what the solution's did.</summary>
public sealed class Evidence
{
    private readonly Dictionary<string, Observation> _actual;
    private readonly Dictionary<string, Observation> _expected;

    /// <summary>Creates the evidence for one check.</summary>
    /// <param name="actual">What the submission's probe observed.</param>
    /// <param name="expected">What the solution's observed when expectations were recorded; empty for a check that records none.</param>
    public Evidence(IReadOnlyList<Observation> actual, IReadOnlyList<Observation> expected)
    {
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(expected);
        Actual = actual;
        Expected = expected;
        _actual = actual.ToDictionary(o => o.Name, StringComparer.Ordinal);
        _expected = expected.ToDictionary(o => o.Name, StringComparer.Ordinal);
    }

    /// <summary>Gets what the submission's probe observed, in order.</summary>
    public IReadOnlyList<Observation> Actual { get; }

    /// <summary>Gets what the solution's probe observed, in order.</summary>
    public IReadOnlyList<Observation> Expected { get; }

    /// <summary>Compares everything that was observed with everything that was expected, and stops at the first difference.</summary>
    public Verdict EqualsExpected(Tolerance tolerance) => EqualsExpected(_ => tolerance);

    /// <summary>Compares everything that was observed with everything that was expected, and stops at the first difference.</summary>
    /// <param name="toleranceOf">How far the numbers of an observation may be apart, by its name.</param>
    public Verdict EqualsExpected(Func<string, Tolerance> toleranceOf)
    {
        ArgumentNullException.ThrowIfNull(toleranceOf);
        foreach (Observation expected in Expected)
        {
            Verdict verdict = EqualsExpected(expected.Name, toleranceOf(expected.Name));
            if (!verdict.Passed) return verdict;
        }

        Observation? extra = Actual.FirstOrDefault(o => !_expected.ContainsKey(o.Name));
        if (extra is null) return Verdict.Pass;

        // Names may come from the submission, such as those of its parameters: one that the solution does not have is the submission's
        // fault, and never a reason to leave the check out of the score. Where nothing is recorded at all it is the course's.
        return Expected.Count > 0
            ? Verdict.Fail($"`{extra.Name}` is there, and should not be.",
                hint: "Compare the names of your parameters with the table of the handout.")
            : throw new InvalidOperationException($"'{extra.Name}' was observed but has no recorded expectation; run `grader record`.");
    }

    /// <summary>Compares one observation with its expectation.</summary>
    /// <param name="name">The observation's name.</param>
    /// <param name="tolerance">How far numbers may be apart.</param>
    /// <exception cref="InvalidOperationException">No expectation is recorded under this name: a fault of
    /// the checks, not of the submission.</exception>
    public Verdict EqualsExpected(string name, Tolerance tolerance)
    {
        if (!_expected.TryGetValue(name, out Observation? expected))
            throw new InvalidOperationException($"No expectation is recorded for '{name}'; run `grader record`.");
        return _actual.TryGetValue(name, out Observation? actual)
            ? ObservationComparer.Compare(expected, actual, tolerance)
            : Verdict.Fail($"`{name}` was never reached: the check ended before it.");
    }

    /// <summary>Gets an observed tensor.</summary>
    /// <exception cref="ObservationMissingException">It was not observed, or is not a tensor: the
    /// submission returned something else.</exception>
    public TensorObservation Tensor(string name) => Get<TensorObservation>(name);

    /// <summary>Gets an observed number.</summary>
    /// <exception cref="ObservationMissingException">It was not observed, or is not a number.</exception>
    public double Number(string name) => Get<NumberObservation>(name).Value;

    /// <summary>Gets an observed truth value.</summary>
    /// <exception cref="ObservationMissingException">It was not observed, or is not a truth value.</exception>
    public bool Flag(string name) => Get<FlagObservation>(name).Value;

    /// <summary>Gets an observed text.</summary>
    /// <exception cref="ObservationMissingException">It was not observed, or is not a text.</exception>
    public string? Text(string name) => Get<TextObservation>(name).Value;

    private T Get<T>(string name)
        where T : Observation =>
        _actual.TryGetValue(name, out Observation? o) && o is T wanted
            ? wanted
            : throw new ObservationMissingException(name, o is TextObservation { Value: null });
}

namespace LLMCourse.Checks;

/// <summary>One thing that a probe saw. Inert data: primitives only, so that nothing of the submission travels with it.</summary>
/// <param name="Name">What was observed; unique within the probe.</param>
public abstract record Observation(string Name);

/// <summary>An observed tensor, copied out of the library.</summary>
/// <param name="Name">What was observed.</param>
/// <param name="Type">The element type that the tensor had.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its elements in row-major order, widened: float types exactly, integers and truth values as numbers.
/// Integers beyond 2⁵³ are not exact.</param>
public sealed record TensorObservation(string Name, ElementType Type, IReadOnlyList<long> Shape, IReadOnlyList<double> Values)
    : Observation(Name)
{
    /// <summary>Writes dtype and shape, for example <c>float32 [2, 3]</c>.</summary>
    public string Describe() => $"{Type.ToString().ToLowerInvariant()} [{string.Join(", ", Shape)}]";

    /// <inheritdoc/>
    public bool Equals(TensorObservation? other) =>
        other is not null && Name == other.Name && Type == other.Type && Shape.SequenceEqual(other.Shape)
            && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type, Values.Count);
}

/// <summary>An observed number: a count, a sum, a time.</summary>
/// <param name="Name">What was observed.</param>
/// <param name="Value">The number.</param>
public sealed record NumberObservation(string Name, double Value) : Observation(Name)
{
    /// <summary>Whether this counts the tensors that a call leaves behind: 0 is right, whatever the solution
    /// leaves. Expectations do not store it.</summary>
    public bool IsLeak { get; init; }
}

/// <summary>An observed truth value.</summary>
/// <param name="Name">What was observed.</param>
/// <param name="Value">The value.</param>
public sealed record FlagObservation(string Name, bool Value) : Observation(Name);

/// <summary>An observed text, cut at <see cref="ObservationLimits.TextLength"/> characters.</summary>
/// <param name="Name">What was observed.</param>
/// <param name="Value">The text; null where the submission returned null.</param>
public sealed record TextObservation(string Name, string? Value) : Observation(Name);

/// <summary>Whether a call threw what it had to throw.</summary>
/// <param name="Name">What was tried.</param>
/// <param name="Wanted">The full name of the exception type that satisfies the check.</param>
/// <param name="Thrown">The full name of what was thrown; null when nothing was.</param>
/// <param name="Satisfied">Whether it was <paramref name="Wanted"/> or derives from it.</param>
/// <param name="Message">The message of the exception, cut like any text.</param>
public sealed record ThrowObservation(string Name, string Wanted, string? Thrown, bool Satisfied, string? Message) : Observation(Name);

using static TorchSharp.torch;

namespace LLMCourse.Checks;

/// <summary>Which implementation a performance check times.</summary>
public enum Implementation
{
    /// <summary>The student's.</summary>
    Submission,

    /// <summary>The reference's, which the student's is measured against.</summary>
    Reference,
}

/// <summary>
/// Times the submission against the reference, interleaved in one run and by the grader's clock. The figure is a ratio, so
/// that it is the same on a slow machine and on a fast one.
/// </summary>
/// <param name="id">The exercise's id and a name, for example <c>M02.E2.speed</c>.</param>
/// <param name="title">What a right submission does.</param>
/// <param name="points">Its share within its exercise.</param>
public abstract class PerformanceCheck(string id, string title, int points = 1) : Check(id, title, points)
{
    /// <summary>Gets what the size is, for example "S (sequence length)".</summary>
    public abstract string SizeName { get; }

    /// <summary>Gets the sizes over which growth is fitted, ascending.</summary>
    public abstract IReadOnlyList<int> Sizes { get; }

    /// <summary>Gets the size, one of <see cref="Sizes"/>, at which the ratio is taken.</summary>
    public abstract int ComparedSize { get; }

    /// <summary>Gets the largest ratio of median times, submission over reference, that passes.</summary>
    public abstract double MaximumRatio { get; }

    /// <summary>Gets the largest exponent k in time ∝ sizeᵏ that passes.</summary>
    public abstract double MaximumExponent { get; }

    /// <summary>Prepares one piece of work; untimed.</summary>
    /// <param name="probe">Gives seeded inputs; the seed differs from round to round, so that a remembered result does not help.</param>
    /// <param name="size">One of <see cref="Sizes"/>.</param>
    /// <param name="implementation">Whose code to call.</param>
    /// <returns>The work, timed each time it is called; its result, which the caller disposes, is
    /// compared between both implementations.</returns>
    public abstract Func<Tensor> Prepare(Probe probe, int size, Implementation implementation);

    /// <summary>Observes the result of the work once, at the smallest size: only right work is timed.</summary>
    public override void Probe(Probe probe)
    {
        ArgumentNullException.ThrowIfNull(probe);
        using IDisposable scope = NewDisposeScope();
        probe.Observe("result", Prepare(probe, Sizes[0], Implementation.Submission)());
    }
}

using LLMCourse.Checks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Judging;

/// <summary>How an implementation behaved in one check.</summary>
/// <param name="Outcome">How the check ended.</param>
/// <param name="Fault">What it threw, by type, where it threw; else null.</param>
/// <param name="Observed">The fingerprint of each observation by its name, where the check failed; else empty.</param>
public sealed record CheckBehaviour(Outcome Outcome, string? Fault, IReadOnlyDictionary<string, Fingerprint> Observed)
{
    /// <summary>Creates the behaviour from what a probe observed.</summary>
    /// <param name="outcome">How the check ended.</param>
    /// <param name="fault">What it threw, by type; or null.</param>
    /// <param name="observations">What was observed.</param>
    public static CheckBehaviour From(Outcome outcome, string? fault, IReadOnlyList<Observation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        Dictionary<string, Fingerprint> observed = outcome == Outcome.Failed ? observations.ToDictionary(o => o.Name, Fingerprint.Of) : [];
        return new CheckBehaviour(outcome, outcome == Outcome.Threw ? fault : null, observed);
    }

    /// <summary>Says whether two implementations behaved alike in this check.</summary>
    public bool IsAlike(CheckBehaviour other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Outcome == other.Outcome && Fault == other.Fault && Observed.Count == other.Observed.Count
            && Observed.All(o => other.Observed.TryGetValue(o.Key, out Fingerprint? f) && f.IsClose(o.Value));
    }
}

using LLMCourse.Checks;
using LLMCourse.Grader.Results;

namespace LLMCourse.Grader.Judging;

/// <summary>How an implementation behaved in one check: how it ended and the fingerprints of what was observed.</summary>
/// <param name="Outcome">How the check ended.</param>
/// <param name="Observed">The fingerprint of each observation by its name; empty when the probe did not come to its end.</param>
public sealed record CheckBehaviour(Outcome Outcome, IReadOnlyDictionary<string, Fingerprint> Observed)
{
    /// <summary>Creates the behaviour from what a probe observed.</summary>
    public static CheckBehaviour From(Outcome outcome, IReadOnlyList<Observation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        bool complete = outcome is Outcome.Passed or Outcome.Failed;
        return new CheckBehaviour(outcome, complete ? observations.ToDictionary(o => o.Name, Fingerprint.Of) : new Dictionary<string, Fingerprint>());
    }

    /// <summary>Says whether two implementations behaved alike in this check.</summary>
    public bool IsAlike(CheckBehaviour other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Outcome == other.Outcome && Observed.Count == other.Observed.Count
            && Observed.All(o => other.Observed.TryGetValue(o.Key, out Fingerprint? f) && f.IsClose(o.Value));
    }
}

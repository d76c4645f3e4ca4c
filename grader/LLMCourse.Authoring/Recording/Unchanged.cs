using LLMCourse.Checks;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Authoring.Recording;

/// <summary>Finds what a recording would change in its last digits alone, so that it stays as it stands in the file.</summary>
/// <remarks>Another processor or another libtorch rounds differently. Were that written, a review would
/// have to find what has really changed.</remarks>
internal static class Unchanged
{
    // Half of what a submission is allowed: right answers keep the other half.
    private const double Share = 0.5;

    // Half of the distance at which two fingerprints are told apart.
    private const double FingerprintShare = 5e-4;

    /// <summary>Takes each observation from the file that differs from the new one by rounding alone.</summary>
    /// <param name="check">Says how far numbers may be apart, and judges whether what was kept still fits.</param>
    /// <param name="recorded">What stands in the file; null when nothing does.</param>
    /// <param name="observed">What the solution does now.</param>
    /// <returns>What to write.</returns>
    public static IReadOnlyList<Observation> Keep(Check check, IReadOnlyList<Observation>? recorded, IReadOnlyList<Observation> observed)
    {
        if (recorded is null) return observed;
        Dictionary<string, Observation> old = recorded.ToDictionary(o => o.Name, StringComparer.Ordinal);
        Observation[] kept =
            [.. observed.Select(o => old.TryGetValue(o.Name, out Observation? before) && IsRounding(check, before, o) ? before : o)];

        // A judge may compare more exactly than the check's tolerance says.
        return check.Judge(new Evidence(observed, kept)).Passed ? kept : observed;
    }

    /// <summary>Says whether two runs observed the same up to rounding.</summary>
    /// <remarks>
    /// Not to the bit: BLAS libraries choose their kernels by the addresses of matrices too, and what <c>torch.tensor(array)</c> makes lies
    /// wherever .NET has put the array.
    /// </remarks>
    public static bool IsSame(Check check, IReadOnlyList<Observation> first, IReadOnlyList<Observation> second) =>
        first.Count == second.Count && first.Zip(second).All(o => o.First.Name == o.Second.Name && IsRounding(check, o.First, o.Second));

    private static bool IsRounding(Check check, Observation before, Observation after)
    {
        // 0 passes whatever stands in the file, which would let as many tensors pass as the solution once left.
        if (after is NumberObservation { IsLeak: true } leak) return before is NumberObservation number && number.Value.Equals(leak.Value);
        Tolerance rounding =
            check.Tolerance with { Absolute = check.Tolerance.Absolute * Share, Relative = check.Tolerance.Relative * Share };
        return ObservationComparer.Compare(before, after, rounding).Passed;
    }

    /// <summary>Takes each number of a mistake's behaviour from the file that differs from the new one by rounding alone.</summary>
    /// <param name="recorded">The behaviour in the file; null when none is.</param>
    /// <param name="observed">The behaviour now.</param>
    public static CheckBehaviour Keep(CheckBehaviour? recorded, CheckBehaviour observed)
    {
        if (recorded is null || recorded.Outcome != Outcome.Failed || observed.Outcome != Outcome.Failed) return observed;
        return observed with
        {
            Observed = observed.Observed.ToDictionary(
                o => o.Key,
                o => recorded.Observed.TryGetValue(o.Key, out Fingerprint? before) && before.IsClose(o.Value, FingerprintShare)
                    ? before
                    : o.Value),
        };
    }
}

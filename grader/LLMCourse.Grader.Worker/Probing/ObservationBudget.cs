using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;

namespace LLMCourse.Grader.Worker.Probing;

/// <summary>Says in the worker what the grader would refuse, so that a submission that returns too much is told so.</summary>
internal static class ObservationBudget
{
    /// <summary>Says whether the grader will take these observations.</summary>
    public static bool Fits(IReadOnlyList<Observation> observations) => Excess(observations) is null;

    /// <summary>Does nothing if the grader will take these observations.</summary>
    /// <exception cref="ObservationBudgetException">It will not.</exception>
    public static void Check(IReadOnlyList<Observation> observations)
    {
        if (Excess(observations) is { } excess) throw new ObservationBudgetException(excess);
    }

    private static string? Excess(IReadOnlyList<Observation> observations)
    {
        if (observations.Count > ObservationLimits.Count)
            return $"The check observed {observations.Count} values; at most {ObservationLimits.Count} are kept.";
        TensorObservation[] tensors = [.. observations.OfType<TensorObservation>()];
        if (Array.Find(tensors, t => t.Shape.Count > ObservationLimits.TensorRank) is { } deep)
            return $"'{deep.Name}' has {deep.Shape.Count} dimensions; a tensor has at most {ObservationLimits.TensorRank} here.";
        long elements = tensors.Sum(t => (long)t.Values.Count);
        return elements > ProtocolLimits.Elements
            ? $"The tensors that were returned have {elements} elements together; at most {ProtocolLimits.Elements} are kept."
            : null;
    }
}

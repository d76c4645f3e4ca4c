using System.Globalization;
using LLMCourse.Checks;

namespace LLMCourse.Grading.Judging;

/// <summary>
/// A few numbers that stand for one observation, close for observations that differ by rounding and far apart otherwise, so that
/// a submission's behaviour can be compared with a mistake's without keeping all of its numbers.
/// </summary>
/// <remarks>
/// For a tensor: element type and shape as text, how many elements are NaN and infinite, the mean magnitude m, and three sums
/// Σ wᵢ·xᵢ / (m·√n) with fixed pseudo-random signs wᵢ (Achlioptas 2003, "Database-friendly random projections"): two different
/// tensors agree in all of them by chance with a probability far below one in a million at the distance used here.
/// </remarks>
/// <param name="Kind">What has to be equal to the letter: kind, element type, shape, counts of
/// NaN and infinities, exceptions, texts.</param>
/// <param name="Numbers">What has to be close.</param>
public sealed record Fingerprint(string Kind, IReadOnlyList<double> Numbers)
{
    private const int Projections = 3;

    // Two right ways of writing the same formula differ by rounding, 1e-5 or so of the magnitude; different formulas by far more.
    private const double Closeness = 1e-3;

    /// <summary>Takes the fingerprint of an observation.</summary>
    public static Fingerprint Of(Observation observation) => observation switch
    {
        TensorObservation t => OfTensor(t),
        NumberObservation n =>
            new Fingerprint(double.IsFinite(n.Value) ? "number" : $"number {ObservationComparer.Format(n.Value)}",
                double.IsFinite(n.Value) ? [n.Value] : []),
        FlagObservation f => new Fingerprint(f.Value ? "true" : "false", []),
        TextObservation { Value: null } => new Fingerprint("null", []),
        TextObservation x => new Fingerprint("text " + x.Value, []),
        ThrowObservation r => new Fingerprint(r.Satisfied ? "refused" : r.Thrown is null ? "accepted" : "threw something else", []),
        _ => throw new InvalidOperationException($"Observations of type {observation.GetType().Name} have no fingerprint."),
    };

    /// <summary>Says whether two observations behaved alike.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="closeness">How far numbers may be apart, absolute below 1 and relative above.</param>
    public bool IsClose(Fingerprint other, double closeness = Closeness)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Kind == other.Kind && Numbers.Count == other.Numbers.Count
            && Numbers.Zip(other.Numbers)
                .All(p => Math.Abs(p.First - p.Second) <= closeness * Math.Max(1, Math.Max(Math.Abs(p.First), Math.Abs(p.Second))));
    }

    private static Fingerprint OfTensor(TensorObservation tensor)
    {
        int nan = 0, infinite = 0, finite = 0;
        double magnitude = 0;
        foreach (double value in tensor.Values)
        {
            if (double.IsNaN(value)) nan++;
            else if (double.IsInfinity(value)) infinite++;
            else (finite, magnitude) = (finite + 1, magnitude + Math.Abs(value));
        }

        magnitude = finite == 0 ? 0 : magnitude / finite;
        double[] sums = new double[Projections];
        var signs = new CheckRandom(0x5EED);
        double scale = magnitude * Math.Sqrt(Math.Max(1, tensor.Values.Count));
        foreach (double value in tensor.Values)
        {
            for (int p = 0; p < Projections; p++)
            {
                double sign = signs.NextDouble() < 0.5 ? -1 : 1;
                if (double.IsFinite(value) && scale > 0) sums[p] += sign * value / scale;
            }
        }

        string kind = string.Create(CultureInfo.InvariantCulture, $"{tensor.Describe()} nan {nan} inf {infinite}");
        return new Fingerprint(kind, [Math.Sign(magnitude) * Math.Log(1 + magnitude), .. sums]);
    }
}

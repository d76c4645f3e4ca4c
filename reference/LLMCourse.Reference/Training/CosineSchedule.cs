namespace LLMCourse.Reference.Training;

/// <summary>A learning rate that rises in a line, then falls along half a cosine.</summary>
/// <remarks>
/// Loshchilov and Hutter 2017, §3, eq. 5 (<see href="https://arxiv.org/abs/1608.03983"/>), one period. Differs: a warm-up before it,
/// and step 0 has already 1/<see cref="WarmUpSteps"/> of the peak instead of none.
/// Peak 1, floor 0.1, 2 steps of warm-up of 6: 0.5, 1, 1, 0.868, 0.55, 0.232, and 0.1 from then on.
/// </remarks>
public sealed record CosineSchedule
{
    /// <summary>Gets the greatest rate. The default suits models of about a million parameters; larger ones take less.</summary>
    public double Peak { get; init; } = 1e-3;

    /// <summary>Gets the rate at the end, at least 0. The default is a tenth of the default peak, as in Hoffmann et al. 2022.</summary>
    public double Floor { get; init; } = 1e-4;

    /// <summary>Gets the number of steps that rise.</summary>
    public int WarmUpSteps { get; init; } = 100;

    /// <summary>Gets the number of steps until the floor is reached, the rising ones included.</summary>
    public int TotalSteps { get; init; } = 2000;

    /// <summary>Computes the rate of a step.</summary>
    /// <param name="step">The number of steps taken before, from 0.</param>
    /// <returns>The learning rate.</returns>
    public double At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step < WarmUpSteps)
            return Peak * (step + 1) / WarmUpSteps;
        if (step >= TotalSteps)
            return Floor;
        double progress = (double)(step - WarmUpSteps) / (TotalSteps - WarmUpSteps);
        return Floor + ((Peak - Floor) * 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }

    /// <summary>Checks that the values fit each other.</summary>
    /// <returns>This schedule.</returns>
    /// <exception cref="ArgumentException">One does not.</exception>
    public CosineSchedule Validate()
    {
        if (!(Peak > 0 && double.IsFinite(Peak)) || !(Floor >= 0 && Floor <= Peak))
            throw new ArgumentException(
                FormattableString.Invariant($"Peak is {Peak} and Floor {Floor}; choose a positive peak and a floor from 0 to the peak."));
        if (WarmUpSteps < 0 || TotalSteps < 1 || WarmUpSteps > TotalSteps)
            throw new ArgumentException(
                $"WarmUpSteps is {WarmUpSteps} and TotalSteps {TotalSteps}; the warm-up is a part of the whole, so choose 0 ≤ WarmUpSteps ≤ TotalSteps.");
        return this;
    }
}

using System.Globalization;

namespace LLMCourse.Classes.Gradebooks;

/// <summary>That an attempt was graded again after its checks changed.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="MadeUtc">When.</param>
/// <param name="Why">The reason, for whoever asks later.</param>
/// <param name="EarnedBefore">The attempt's points before.</param>
/// <param name="MaximumBefore">The points that could be had before.</param>
/// <param name="EarnedAfter">Its points after.</param>
/// <param name="MaximumAfter">The points that could be had after.</param>
/// <param name="Exercises">The exercises that were graded again; the others kept what they had.</param>
public sealed record Regrade(
    Attempt Attempt,
    DateTimeOffset MadeUtc,
    string Why,
    decimal EarnedBefore,
    decimal MaximumBefore,
    decimal EarnedAfter,
    decimal MaximumAfter,
    IReadOnlyList<RegradedExercise> Exercises)
{
    /// <summary>Gets the grade in percent before, not rounded.</summary>
    public decimal PercentBefore => MaximumBefore == 0 ? 0 : 100 * EarnedBefore / MaximumBefore;

    /// <summary>Gets the grade in percent after, not rounded.</summary>
    public decimal PercentAfter => MaximumAfter == 0 ? 0 : 100 * EarnedAfter / MaximumAfter;

    /// <summary>Gets whether the points of an exercise changed.</summary>
    public bool Changes => Exercises.Any(e => e.Changes);

    /// <summary>Says it, a line for the whole and one for each exercise.</summary>
    /// <param name="zone">The zone whose clocks the class goes by; null for UTC.</param>
    public IEnumerable<string> Lines(TimeZoneInfo? zone = null)
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"graded again on {ClassTime.Shown(MadeUtc, zone)}, {Why}: {EarnedBefore:0.##} of {MaximumBefore:0.##} points became {EarnedAfter:0.##} of {MaximumAfter:0.##}");
        foreach (RegradedExercise exercise in Exercises) yield return "  " + exercise.Line();
    }
}

/// <summary>An exercise that was graded again.</summary>
/// <param name="Exercise">For example <c>M02.E4</c>.</param>
/// <param name="ChecksBefore">Which checks graded it before; empty when none did.</param>
/// <param name="ChecksAfter">Which did now.</param>
/// <param name="EarnedBefore">Its points before.</param>
/// <param name="MaximumBefore">The points that could be had before.</param>
/// <param name="EarnedAfter">Its points now.</param>
/// <param name="MaximumAfter">The points that can be had now.</param>
public sealed record RegradedExercise(
    string Exercise, string ChecksBefore, string ChecksAfter, decimal EarnedBefore, decimal MaximumBefore, decimal EarnedAfter,
    decimal MaximumAfter)
{
    /// <summary>Gets whether its points changed.</summary>
    public bool Changes => EarnedBefore != EarnedAfter || MaximumBefore != MaximumAfter;

    /// <summary>Says it.</summary>
    public string Line() => string.Create(CultureInfo.InvariantCulture,
        $"{Exercise}: {(Changes ? $"{Of(EarnedBefore, MaximumBefore)} became {Of(EarnedAfter, MaximumAfter)}" : $"still {Of(EarnedAfter, MaximumAfter)}")}, by the checks {ChecksAfter} instead of {(ChecksBefore.Length == 0 ? "none" : ChecksBefore)}");

    private static string Of(decimal earned, decimal maximum) =>
        string.Create(CultureInfo.InvariantCulture, $"{earned:0.##} of {maximum:0.##}");
}

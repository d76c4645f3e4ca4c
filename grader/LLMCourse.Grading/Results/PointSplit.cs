namespace LLMCourse.Grading.Results;

/// <summary>Divides an exercise's points over its checks, for formats that want points per check, so that the parts sum exactly.</summary>
public static class PointSplit
{
    // Four decimals: finer than any exercise's rounding, and what every importer of scores accepts.
    private const decimal Unit = 0.0001m;

    /// <summary>Divides an exercise's points over its checks.</summary>
    /// <param name="exercise">The exercise.</param>
    /// <returns>For each check, in order, what it earned and what it could have earned. The earned parts sum to
    /// <see cref="ExerciseResult.Earned"/> and the maxima to <see cref="ExerciseResult.Maximum"/>, exactly, provided that the exercise has
    /// a check that counts; a check that ended as a grader error has 0 of 0.</returns>
    public static IReadOnlyList<CheckPoints> Over(ExerciseResult exercise)
    {
        ArgumentNullException.ThrowIfNull(exercise);
        int[] passed = [.. exercise.Checks.Select(c => c.Outcome == Outcome.Passed ? c.Points : 0)];
        int[] open = [.. exercise.Checks.Select(c => c.Outcome is Outcome.Passed or Outcome.GraderError ? 0 : c.Points)];
        int all = passed.Sum() + open.Sum();
        if (all == 0) return [.. exercise.Checks.Select(_ => new CheckPoints(0, 0))];

        // As a rule an exercise earns the share of its passed checks, rounded. Then a passed check earns all that it could have.
        decimal fair = exercise.Maximum * passed.Sum() / all;
        bool asARule = Math.Abs(fair - exercise.Earned) <= 0.01m
            && (passed.Sum() > 0 || exercise.Earned == 0)
            && (open.Sum() > 0 || exercise.Earned == exercise.Maximum);
        if (asARule)
        {
            decimal[] earned = Divide(exercise.Earned, passed);
            decimal[] missed = Divide(exercise.Maximum - exercise.Earned, open);
            return [.. earned.Zip(missed, (e, m) => new CheckPoints(e, e + m))];
        }

        // Otherwise (an exercise that earns nothing although some checks passed) every check earns the same share of its maximum.
        int[] counted = [.. passed.Zip(open, (p, o) => p + o)];
        decimal[] maxima = Divide(exercise.Maximum, counted);
        decimal[] parts = Divide(exercise.Earned, counted);
        return [.. parts.Zip(maxima, (e, m) => new CheckPoints(e, m))];
    }

    /// <summary>Divides an amount by weights with the largest-remainder method, in units of 0.0001.</summary>
    /// <param name="amount">What to divide; at least 0.</param>
    /// <param name="weights">A weight of at least 0 for each part.</param>
    /// <returns>The parts; they sum to <paramref name="amount"/> exactly, or are all 0 when every weight is.</returns>
    public static decimal[] Divide(decimal amount, IReadOnlyList<int> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        decimal[] parts = new decimal[weights.Count];
        int total = weights.Sum();
        if (total == 0) return parts;

        decimal given = 0;
        decimal[] remainders = new decimal[weights.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            decimal exact = amount * weights[i] / total;
            parts[i] = Math.Floor(exact / Unit) * Unit;
            remainders[i] = exact - parts[i];
            given += parts[i];
        }

        // Ties go to the earlier part, so that the division is the same each time.
        foreach (int i in Enumerable.Range(0, parts.Length).Where(i => weights[i] > 0).OrderByDescending(i => remainders[i]).ThenBy(i => i))
        {
            decimal more = Math.Min(Unit, amount - given);
            if (more <= 0) break;
            parts[i] += more;
            given += more;
        }

        return parts;
    }
}

/// <summary>A check's part of its exercise's points.</summary>
/// <param name="Earned">Points earned.</param>
/// <param name="Maximum">Points that could be had.</param>
public readonly record struct CheckPoints(decimal Earned, decimal Maximum);

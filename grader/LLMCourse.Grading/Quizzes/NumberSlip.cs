namespace LLMCourse.Grading.Quizzes;

/// <summary>Recognises how a number came to be wrong: the kind of slip, and never in which
/// direction, which would give the answer away.</summary>
internal static class NumberSlip
{
    // Nearer than any two of the factors are to each other.
    private const double Near = 0.005;

    private static readonly (double[] Factors, string Says)[] Slips =
    [
        ([2], "A factor of 2 fits: something is counted twice that is there once, or once that is there twice."),
        ([4], "A factor of 4 fits: numbers and their bytes (a float32 takes 4), or a factor of 2 that was meant twice."),
        ([8], "A factor of 8 fits: bits and bytes."),
        ([10], "A factor of 10 fits: look at the decimal point."),
        ([100], "A factor of 100 fits: a fraction and percent."),
        ([1e3, 1e6, 1e9], "A factor of 1,000 fits: look at the unit."),
        ([1024, 1024 * 1024, 1024 * 1024 * 1024], "A factor of 1,024 fits: bytes, KiB, MiB and GiB."),
        ([1.024, 1.024 * 1.024, 1.024 * 1.024 * 1.024], "It is nearly right: units of 1,000 (MB) and of 1,024 (MiB) are mixed up."),
        ([Math.Log(2), Math.Log(10), Math.Log2(10)], "The logarithm fits another base: natural, of 2, or of 10."),
    ];

    /// <summary>Says what kind of slip fits.</summary>
    /// <param name="given">The wrong number.</param>
    /// <param name="right">The right number.</param>
    /// <returns>A sentence; null where none fits.</returns>
    public static string? Describe(double given, double right)
    {
        if (right == 0 || given == 0) return null;
        if (IsNear(-given, right)) return "The size fits, and the sign does not.";
        foreach ((double[] factors, string says) in Slips)
        {
            if (factors.Any(factor => IsNear(given, right * factor) || IsNear(given * factor, right))) return says;
        }

        if (Math.Abs(right) > 2 && double.IsInteger(right) && Math.Abs(given - right) == 1)
            return "It is off by one: count both ends, or only one of them?";
        if (right is > 0 and < 1 && IsNear(given, 1 - right)) return "It fits what is left of 1.";
        return given > 0 && right > 0 && (IsNear(given * given, right) || IsNear(given, right * right))
            ? "A square or a square root fits."
            : null;
    }

    private static bool IsNear(double one, double other) => Math.Abs(one - other) <= Near * Math.Abs(other);
}

using System.Diagnostics;
using System.Globalization;

namespace LLMCourse.Checks;

/// <summary>Compares an observation with what was expected: kind, then dtype and shape, then NaN and
/// infinities, then the worst element.</summary>
public static class ObservationComparer
{
    /// <summary>Compares two observations.</summary>
    /// <param name="expected">What the solution's probe observed.</param>
    /// <param name="actual">What the submission's probe observed.</param>
    /// <param name="tolerance">How far numbers may be apart.</param>
    public static Verdict Compare(Observation expected, Observation actual, Tolerance tolerance)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(tolerance);
        return (expected, actual) switch
        {
            (TensorObservation e, TensorObservation a) => Tensors(e, a, tolerance),
            (NumberObservation e, NumberObservation a) => Numbers(e, a, tolerance),
            (FlagObservation e, FlagObservation a) => e.Value == a.Value
                ? Verdict.Pass
                : Verdict.Fail($"`{e.Name}` is wrong.", $"Expected {Word(e.Value)}, got {Word(a.Value)}."),
            (TextObservation e, TextObservation a) => Texts(e, a),
            (ThrowObservation e, ThrowObservation a) => Throws(e, a),
            (_, TextObservation { Value: null }) => Verdict.Fail($"`{expected.Name}` is null.", hint: "Return a value on every path."),
            _ => Verdict.Fail($"`{expected.Name}` is not {Kind(expected)} but {Kind(actual)}."),
        };
    }

    /// <summary>Compares two tensors.</summary>
    /// <param name="expected">The right one.</param>
    /// <param name="actual">The submission's.</param>
    /// <param name="tolerance">How far elements may be apart.</param>
    public static Verdict Tensors(TensorObservation expected, TensorObservation actual, Tolerance tolerance)
    {
        string name = expected.Name;
        if (!expected.Shape.SequenceEqual(actual.Shape))
            return Verdict.Fail($"`{name}` has the wrong shape.", $"Expected {expected.Describe()}, got {actual.Describe()}.",
                "Write the shape beside each line and follow the axes.");
        if (expected.Type != actual.Type)
            return Verdict.Fail($"`{name}` has the wrong element type: {Lower(actual.Type)}, not {Lower(expected.Type)}.");

        int count = expected.Values.Count, differ = 0, worst = -1, nans = 0, infinities = 0;
        double worstExcess = double.NegativeInfinity, largest = 0;
        for (int i = 0; i < count; i++)
        {
            double e = expected.Values[i], a = actual.Values[i];
            if (tolerance.Allows(e, a)) continue;
            differ++;
            if (double.IsNaN(a)) nans++;
            else if (double.IsInfinity(a)) infinities++;
            double distance = double.IsFinite(a - e) ? Math.Abs(a - e) : double.PositiveInfinity;
            largest = Math.Max(largest, distance);
            double excess = distance - (tolerance.Relative * Math.Abs(e));
            if (worst < 0 || excess > worstExcess || double.IsNaN(excess) && !double.IsInfinity(worstExcess))
                (worst, worstExcess) = (i, excess);
        }

        if (differ == 0) return Verdict.Pass;

        string what = nans > 0 ? $"`{name}` has {Plural(nans, "NaN")} where a number belongs."
            : infinities > 0 ? $"`{name}` has {Plural(infinities, "infinite element")} where a finite number belongs."
            : $"`{name}` is wrong: {differ} of {count} elements differ by more than the tolerance.";
        string bound = tolerance == Tolerance.Exact
            ? $"They have to be equal: {tolerance.Reason}."
            : $"Largest difference {Format(largest)}; tolerance {tolerance} ({tolerance.Reason}).";
        string detail = $"At {Position(worst, expected.Shape)}: {Pair("expected", expected.Values[worst], actual.Values[worst])}. {differ} of {count} differ. {bound}";
        string? hint = nans > 0 ? "NaN comes from ∞ − ∞, 0/0 or 0·∞: a row that is masked throughout, or exp of a large number." : null;
        return Verdict.Fail(what, detail, hint);
    }

    /// <summary>Writes a number as the reports do: 6 significant digits, invariant culture,
    /// <c>-inf</c> and <c>nan</c> in lower case.</summary>
    public static string Format(double value) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ when double.IsNaN(value) => "nan",
        _ => value.ToString("G6", CultureInfo.InvariantCulture),
    };

    private static Verdict Numbers(NumberObservation expected, NumberObservation actual, Tolerance tolerance)
    {
        if (actual is { IsLeak: true, Value: 0 } || tolerance.Allows(expected.Value, actual.Value)) return Verdict.Pass;
        // To a count that is off by one, what a sum of floats may lose says nothing.
        string bound = IsWhole(expected.Value) && IsWhole(actual.Value) ? "" : $"; tolerance {tolerance} ({tolerance.Reason})";
        return Verdict.Fail(
            double.IsNaN(actual.Value) ? $"`{expected.Name}` is NaN." : $"`{expected.Name}` is wrong.",
            $"{Pair("Expected", expected.Value, actual.Value)}{bound}.");
    }

    // In as many digits as it takes to tell the two apart; whole numbers in all of theirs.
    private static string Pair(string expectedWord, double expected, double actual)
    {
        string[] texts = IsWhole(expected) && IsWhole(actual) ? [Say(expected, "0"), Say(actual, "0")] : [Format(expected), Format(actual)];
        foreach (string digits in (string[])["G9", "R"])
        {
            if (texts[0] == texts[1]) texts = [Say(expected, digits), Say(actual, digits)];
        }

        return $"{expectedWord} {texts[0]}, got {texts[1]}";

        static string Say(double value, string format) => double.IsFinite(value)
            ? value.ToString(format, CultureInfo.InvariantCulture)
            : Format(value);
    }

    // Beyond 2⁵³ a double no longer counts.
    private static bool IsWhole(double value) => double.IsInteger(value) && Math.Abs(value) < 1L << 53;

    private static Verdict Texts(TextObservation expected, TextObservation actual)
    {
        if (expected.Value == actual.Value) return Verdict.Pass;
        if (actual.Value is null) return Verdict.Fail($"`{expected.Name}` is null.", hint: "Return a value on every path.");
        if (expected.Value is null)
            return Verdict.Fail($"`{expected.Name}` should be null.", $"It is {TextDifference.Quote(actual.Value)}.");
        return Verdict.Fail($"`{expected.Name}` is wrong{TextDifference.Kind(expected.Value, actual.Value)}.",
            TextDifference.Place(expected.Value, actual.Value));
    }

    private static Verdict Throws(ThrowObservation expected, ThrowObservation actual)
    {
        // Good arguments are accepted only where nothing at all is thrown.
        if (!expected.Satisfied) return actual.Thrown is null
            ? Verdict.Pass
            : Verdict.Fail($"`{expected.Name}`: good arguments have to be accepted; {actual.Thrown} was thrown.");
        if (actual.Satisfied) return Verdict.Pass;
        string wanted = expected.Wanted[(expected.Wanted.LastIndexOf('.') + 1)..];
        string got = actual.Thrown is null ? "nothing was thrown" : $"{actual.Thrown} was thrown";
        return Verdict.Fail(
            $"`{expected.Name}`: a bad argument has to be refused with {wanted}; {got}.",
            hint: "Check arguments at the top of the public member, before any work is done, and say in the message which one is wrong.");
    }

    private static string Position(int index, IReadOnlyList<long> shape)
    {
        if (shape.Count == 0) return "the only element";
        long[] at = new long[shape.Count];
        long rest = index;
        for (int d = shape.Count - 1; d >= 0; d--) (rest, at[d]) = Math.DivRem(rest, shape[d]);
        return $"[{string.Join(", ", at)}]";
    }

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string Word(bool value) => value ? "true" : "false";

    private static string Lower(ElementType type) => type.ToString().ToLowerInvariant();

    private static string Kind(Observation observation) => observation switch
    {
        TensorObservation => "a tensor",
        NumberObservation => "a number",
        FlagObservation => "true or false",
        TextObservation => "a text",
        ThrowObservation => "a call",
        _ => throw new UnreachableException(),
    };
}

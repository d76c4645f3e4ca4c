namespace LLMCourse.Checks.M02;

/// <summary>Judges whether the future leaks: outputs before a changed position have to stay as they were, bit for bit.</summary>
internal static class Causality
{
    /// <summary>Compares two outputs [1, T, C] that may differ from one position on.</summary>
    public static Verdict Judge(Evidence evidence, TensorObservation before, TensorObservation after, int changedAt, Tolerance tolerance)
    {
        bool comparable = before.Shape.Count == 3 && before.Shape[0] == 1 && before.Shape[1] > changedAt
            && before.Shape.SequenceEqual(after.Shape);
        if (!comparable) return evidence.EqualsExpected(tolerance);

        int width = (int)before.Shape[2];
        int leaked = Enumerable.Range(0, changedAt).Count(t => Differs(t * width, width));
        if (leaked > 0)
        {
            return Verdict.Fail(
                "A token changes outputs before it: your model is cheating.",
                $"Token {changedAt} was changed, and {leaked} of the {changedAt} outputs before it changed with it.",
                "A query may not see keys after itself: hand attention a causal mask in every layer.");
        }

        return Differs(changedAt * width, width)
            ? evidence.EqualsExpected(tolerance)
            : Verdict.Fail("The output at a position does not depend on the token there.",
                hint: "The changed token must show in its own output.");

        bool Differs(int from, int count) => Enumerable.Range(from, count).Any(i => !before.Values[i].Equals(after.Values[i]));
    }
}

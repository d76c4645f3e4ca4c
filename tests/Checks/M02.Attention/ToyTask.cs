namespace LLMCourse.Checks.M02;

/// <summary>The task of the experiment: a few letters, a separator, and as many blanks, in which
/// the letters are to be written again.</summary>
internal static class ToyTask
{
    /// <summary>How many letters there are to choose from.</summary>
    public const int Letters = 8;

    /// <summary>How many letters a sequence begins with.</summary>
    public const int Length = 6;

    /// <summary>The positions T of a sequence: letters, separator, blanks.</summary>
    public const int Positions = (2 * Length) + 1;

    /// <summary>How many keys a query sees under the window: from any blank just back to the letter that a copy needs.</summary>
    public const int Window = Length + 2;

    /// <summary>How many different tokens there are: the letters, then the separator, then the blank.</summary>
    public const int Vocabulary = Letters + 2;

    public const string Copy = "copy", Reverse = "reverse";

    public const string NoMask = "none", CausalMask = "causal", WindowMask = "window";

    public static IReadOnlyList<string> Tasks { get; } = [Copy, Reverse];

    public static IReadOnlyList<string> Masks { get; } = [NoMask, CausalMask, WindowMask];

    /// <summary>Returns the position of the letter that belongs into a blank.</summary>
    /// <param name="task">Copy or reverse.</param>
    /// <param name="query">The blank's position, above <see cref="Length"/>.</param>
    public static int SourceOf(string task, int query)
    {
        int blank = query - Length - 1;
        return task == Copy ? blank : Length - 1 - blank;
    }

    /// <summary>Says whether a mask lets a query see a key.</summary>
    public static bool Allows(string mask, int query, int key) => mask switch
    {
        CausalMask => key <= query,
        WindowMask => key <= query && key > query - Window,
        _ => true,
    };

    /// <summary>Completes letters to sequences.</summary>
    /// <param name="letters">int64 <c>[B, Length]</c>.</param>
    /// <returns>int64 <c>[B, Positions]</c>.</returns>
    public static Tensor Sequences(Tensor letters) => cat(
        [letters, full([letters.shape[0], 1], Letters, ScalarType.Int64), full([letters.shape[0], Length], Letters + 1, ScalarType.Int64)],
        1);

    /// <summary>Writes a token: letters from a, the separator as a bar, a blank as a question mark.</summary>
    public static string Text(int token) => token switch
    {
        >= 0 and < Letters => ((char)('a' + token)).ToString(),
        Letters => "|",
        _ => "?",
    };
}

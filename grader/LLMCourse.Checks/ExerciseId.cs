using System.Globalization;
using System.Text.RegularExpressions;

namespace LLMCourse.Checks;

/// <summary>Names one exercise, the same in the handout, the code, the checks, the report and the gradebook.</summary>
/// <remarks>Written <c>M02.E2</c> for an exercise, <c>M02.Q</c> for a module's quiz and <c>M02.X</c> for its experiment.</remarks>
public readonly partial record struct ExerciseId : IComparable<ExerciseId>
{
    private ExerciseId(string text) => Text = text;

    /// <summary>Gets the id as it is written, for example <c>M02.E2</c>.</summary>
    public string Text { get; }

    /// <summary>Gets the id of the module, for example <c>M02</c>.</summary>
    public string Module => Text[..3];

    /// <summary>Gets whether this names the module's quiz.</summary>
    public bool IsQuiz => Text.EndsWith(".Q", StringComparison.Ordinal);

    /// <summary>Gets whether this names the module's experiment.</summary>
    public bool IsExperiment => Text.EndsWith(".X", StringComparison.Ordinal);

    /// <summary>Reads an id.</summary>
    /// <param name="text">For example <c>M02.E2</c>.</param>
    /// <exception cref="FormatException"><paramref name="text"/> is not an exercise id.</exception>
    public static ExerciseId Parse(string text) =>
        TryParse(text, out ExerciseId id)
            ? id
            : throw new FormatException($"'{text}' is not an exercise id; write it as M02.E2, M02.Q or M02.X.");

    /// <summary>Reads an id if <paramref name="text"/> is one.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string? text, out ExerciseId id)
    {
        bool ok = text is not null && Form().IsMatch(text);
        id = ok ? new ExerciseId(text!) : default;
        return ok;
    }

    /// <summary>Orders by module, then exercises by number, then the quiz, then the experiment.</summary>
    public int CompareTo(ExerciseId other) => Key(this).CompareTo(Key(other));

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <(ExerciseId left, ExerciseId right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator <=(ExerciseId left, ExerciseId right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >(ExerciseId left, ExerciseId right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="CompareTo"/>
    public static bool operator >=(ExerciseId left, ExerciseId right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static int Key(ExerciseId id)
    {
        int module = int.Parse(id.Text.AsSpan(1, 2), CultureInfo.InvariantCulture);
        int within = id.IsQuiz ? 1000 : id.IsExperiment ? 1001 : int.Parse(id.Text.AsSpan(5), CultureInfo.InvariantCulture);
        return (module * 10_000) + within;
    }

    [GeneratedRegex(@"\AM[0-9]{2}\.(E[0-9]{1,2}|Q|X)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

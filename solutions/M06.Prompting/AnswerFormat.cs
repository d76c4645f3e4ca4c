namespace LLMCourse.M06;

/// <summary>What answer is looked for in a reply: <see cref="Number"/>, <see cref="Letter"/> or <see cref="Json"/>.</summary>
public sealed record AnswerFormat
{
    private AnswerFormat(AnswerKind kind) => Kind = kind;

    /// <summary>Gets the format of a number.</summary>
    public static AnswerFormat Number { get; } = new(AnswerKind.Number);

    /// <summary>Gets what the answer looks like.</summary>
    public AnswerKind Kind { get; }

    /// <summary>Gets the number of options, for a letter: 4 are A to D.</summary>
    public int Options { get; private init; }

    /// <summary>Gets the name of the field, for JSON; empty otherwise.</summary>
    public string Field { get; private init; } = "";

    /// <summary>Makes the format of an option's letter.</summary>
    /// <param name="options">The number of options, from 2 to 26.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer or more options.</exception>
    public static AnswerFormat Letter(int options = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options, 26);
        return new AnswerFormat(AnswerKind.Letter) { Options = options };
    }

    /// <summary>Makes the format of a field of a JSON object.</summary>
    /// <param name="field">The field's name, not empty.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static AnswerFormat Json(string field = "answer")
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        return new AnswerFormat(AnswerKind.Json) { Field = field };
    }
}

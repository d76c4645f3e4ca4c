namespace LLMCourse.Reference.Corpora;

/// <summary>How much <see cref="GeneratedCorpora"/> writes, and with which characters.</summary>
public sealed record GeneratedOptions
{
    /// <summary>Gets how many lines there are. The default is 1000.</summary>
    public int Lines { get; init; } = 1000;

    /// <summary>Gets the least length of a word in characters, of a number in digits, of a
    /// bracket line in pairs. The default is 1.</summary>
    public int MinLength { get; init; } = 1;

    /// <summary>Gets the greatest length, in the same units. The default is 8.</summary>
    public int MaxLength { get; init; } = 8;

    /// <summary>Gets the characters that words are made of: different ones, without <c>&gt;</c> and
    /// line breaks. The default is a to z.</summary>
    public string Alphabet { get; init; } = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>Gets the kinds of brackets, each an opening and a closing character. The default is <c>()[]{}</c>.</summary>
    public string Brackets { get; init; } = "()[]{}";

    internal void Validate(int longest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Lines);
        if (MinLength < 1 || MaxLength < MinLength || MaxLength > longest)
            throw new ArgumentException(
                $"The lengths must be 1 ≤ MinLength ≤ MaxLength ≤ {longest}, but they are {MinLength} and {MaxLength}.");
        if (Alphabet.Length == 0 || Alphabet.Distinct().Count() != Alphabet.Length || Alphabet.AsSpan().IndexOfAny('>', '\r', '\n') >= 0)
            throw new ArgumentException(
                $"Alphabet must hold different characters, and neither '>' nor a line break, but it is \"{Alphabet}\".");
        if (Brackets.Length < 2 || Brackets.Length % 2 != 0 || Brackets.Distinct().Count() != Brackets.Length)
            throw new ArgumentException($"Brackets must be pairs of different characters such as \"()[]\", but it is \"{Brackets}\".");
    }
}

using System.Collections.Frozen;

namespace LLMCourse.M09;

/// <summary>What a search takes letters with marks for: those of Latin-1 and Latin Extended-A, in lower case.</summary>
/// <remarks>In this course .NET runs without ICU, where <c>string.Normalize</c> gives back what it got; this table is in its place.</remarks>
public static class Folding
{
    private static readonly string[] Rows =
    [
        "a àáâãäåāăą", "c çćĉċč", "d ďđð", "e èéêëēĕėęě", "g ĝğġģ", "h ĥħ", "i ìíîïĩīĭįıİ", "j ĵ", "k ķĸ", "l ĺļľŀł", "n ñńņňŉŋ",
        "o òóôõöøōŏő", "r ŕŗř", "s śŝşšſ", "t ţťŧ", "u ùúûüũūŭůűų", "w ŵ", "y ýÿŷ", "z źżž", "ss ß", "ae æ", "oe œ", "th þ", "ij ĳ",
    ];

    /// <summary>Gets what each lower-case letter folds to: one or two letters from a to z.</summary>
    public static IReadOnlyDictionary<int, string> ByCodePoint { get; } = Rows
        .Select(row => row.Split(' '))
        .SelectMany(row => row[1].Select(letter => (Letter: (int)letter, Folded: row[0])))
        .ToFrozenDictionary(pair => pair.Letter, pair => pair.Folded);
}

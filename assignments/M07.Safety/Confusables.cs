namespace LLMCourse.M07;

/// <summary>Characters that look like ASCII ones: a small part of what Unicode's UTS 39 lists.</summary>
public static class Confusables
{
    /// <summary>Gets the ASCII characters, letters in lower case, by the code points that look like them.</summary>
    public static IReadOnlyDictionary<int, char> ByCodePoint { get; } = Build();

    /// <summary>Gets the letters that digits and signs stand for in leetspeak.</summary>
    public static IReadOnlyDictionary<char, char> Leet { get; } = new Dictionary<char, char>
    {
        ['0'] = 'o',
        ['1'] = 'i',
        ['3'] = 'e',
        ['4'] = 'a',
        ['5'] = 's',
        ['7'] = 't',
        ['@'] = 'a',
        ['$'] = 's',
    };

    private static Dictionary<int, char> Build()
    {
        Dictionary<int, char> table = [];
        const string Cyrillic = "аaеeоoрpсcуyхxіiѕsјjһhԁdкkмmтt", Greek = "αaοoρpνvιiκkτtυuεe";
        foreach (char[] pair in (Cyrillic + Greek).Chunk(2)) table[pair[0]] = pair[1];
        for (char c = '!'; c <= '~'; c++) table['\uFF01' + (c - '!')] = char.ToLowerInvariant(c); // full width
        for (int i = 0; i < 52; i++) table[0x1D400 + i] = (char)('a' + (i % 26)); // mathematical bold, beyond 16 bits
        return table;
    }
}

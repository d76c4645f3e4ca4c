namespace LLMCourse.Reference.Tokenizers;

/// <inheritdoc cref="SplitRule.Cl100k"/>
internal sealed class Cl100kSplitRule : SplitRule
{
    private const int LongestContraction = 3;
    private const int LongestNumber = 3;

    /// <inheritdoc/>
    public override int Next(ReadOnlySpan<byte> text, int start, bool complete = true)
    {
        int word = Utf8Characters.AsciiWordEnd(text, start);
        if (word >= 0) return word;

        byte first = text[start];
        if (first == '\'')
        {
            if (!complete && text.Length - start < LongestContraction) return -1;
            int length = Contraction(text[start..]);
            if (length > 0) return start + length;
        }

        CharacterKind kind = Utf8Characters.KindAt(text, start, out int size);
        int at = start + size;
        if (kind == CharacterKind.Letter) return Open(Utf8Characters.RunEnd(text, at, CharacterKind.Letter), text, complete);
        if (kind == CharacterKind.Number) return Number(text, at, complete);
        if (first is not ((byte)'\r' or (byte)'\n'))
        {
            if (at == text.Length) return complete ? at : -1;
            CharacterKind following = Utf8Characters.KindAt(text, at, out size);
            if (following == CharacterKind.Letter)
                return Open(Utf8Characters.RunEnd(text, at + size, CharacterKind.Letter), text, complete);
            if (kind == CharacterKind.Other) return Symbols(text, at, complete);
            if (first == ' ' && following == CharacterKind.Other) return Symbols(text, at + size, complete);
        }

        int end = Utf8Characters.RunEnd(text, at, CharacterKind.Space);
        if (end == text.Length && !complete) return -1;
        int lineBreak = text[start..end].LastIndexOfAny((byte)'\r', (byte)'\n');
        if (lineBreak >= 0) return start + lineBreak + 1;
        return end == text.Length ? end : WithoutLast(text, start, end);
    }

    private static int Open(int end, ReadOnlySpan<byte> text, bool complete) => end == text.Length && !complete ? -1 : end;

    private static int Number(ReadOnlySpan<byte> text, int at, bool complete)
    {
        for (int digits = 1; digits < LongestNumber; digits++)
        {
            if (at == text.Length) return complete ? at : -1;
            if (Utf8Characters.KindAt(text, at, out int size) != CharacterKind.Number) return at;
            at += size;
        }

        return at;
    }

    private static int Symbols(ReadOnlySpan<byte> text, int at, bool complete)
    {
        at = Utf8Characters.RunEnd(text, at, CharacterKind.Other);
        while (at < text.Length && text[at] is (byte)'\r' or (byte)'\n') at++;
        return Open(at, text, complete);
    }

    /// <summary>Upper and lower case are the same, and so is ſ (U+017F, C5 BF), whose upper case is S.</summary>
    private static int Contraction(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2) return 0;
        int second = text[1] | 0x20;
        if (second is 's' or 'd' or 'm' or 't') return 2;
        if (text.Length < 3) return 0;
        return (second, text[2] | 0x20) is ('l', 'l') or ('v', 'e') or ('r', 'e') || (text[1], text[2]) is (0xC5, 0xBF) ? 3 : 0;
    }
}

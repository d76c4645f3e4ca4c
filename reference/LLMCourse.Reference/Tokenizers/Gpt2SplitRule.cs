namespace LLMCourse.Reference.Tokenizers;

/// <inheritdoc cref="SplitRule.Gpt2"/>
internal sealed class Gpt2SplitRule : SplitRule
{
    private const int LongestContraction = 3;

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
        if (first == ' ')
        {
            if (at == text.Length) return complete ? at : -1;
            CharacterKind following = Utf8Characters.KindAt(text, at, out size);
            if (following != CharacterKind.Space) (kind, at) = (following, at + size);
        }

        int end = Utf8Characters.RunEnd(text, at, kind);
        if (end == text.Length) return complete ? end : -1;
        return kind == CharacterKind.Space ? WithoutLast(text, start, end) : end;
    }

    private static int Contraction(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2) return 0;
        if (text[1] is (byte)'s' or (byte)'d' or (byte)'m' or (byte)'t') return 2;
        return text.Length > 2 && (text[1], text[2]) is ((byte)'l', (byte)'l') or ((byte)'v', (byte)'e') or ((byte)'r', (byte)'e') ? 3 : 0;
    }
}

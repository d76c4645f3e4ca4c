namespace LLMCourse.Reference.Tokenizers;

/// <summary>Cuts text at special tokens and what is between them into pieces, as far as that does not depend on what follows.</summary>
internal static class TextCutter
{
    /// <summary>Cuts a text.</summary>
    /// <param name="rule">How to cut into pieces.</param>
    /// <param name="special">The special tokens to look for, or null for none.</param>
    /// <param name="text">UTF-8.</param>
    /// <param name="complete">Whether nothing follows the text.</param>
    /// <param name="sink">Takes the pieces.</param>
    /// <returns>How many bytes were cut: all of them if the text is complete.</returns>
    public static int Cut<TSink>(SplitRule rule, SpecialTokenFinder? special, ReadOnlySpan<byte> text, bool complete, ref TSink sink)
        where TSink : struct, IPieceSink, allows ref struct
    {
        if (!complete) text = text[..Utf8Characters.CompleteLength(text)];
        if (special is null || special.IsEmpty) return Ordinary(rule, text, complete, ref sink);
        int at = 0;
        while (at < text.Length)
        {
            int before = special.Find(text[at..], complete, out int id, out int length);
            int cut = Ordinary(rule, text.Slice(at, before), complete || id >= 0, ref sink);
            at += cut;
            if (cut < before || id < 0) break;
            sink.Special(id);
            at += length;
        }

        return at;
    }

    private static int Ordinary<TSink>(SplitRule rule, ReadOnlySpan<byte> text, bool complete, ref TSink sink)
        where TSink : struct, IPieceSink, allows ref struct
    {
        int at = 0;
        while (at < text.Length)
        {
            int end = rule.Next(text, at, complete);
            if (end < 0) break;
            sink.Piece(text, at, end);
            at = end;
        }

        return at;
    }
}

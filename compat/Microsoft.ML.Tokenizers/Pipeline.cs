namespace Microsoft.ML.Tokenizers;

/// <summary>Normalise, cut into pieces, encode each piece, stop at the limit.</summary>
internal static class Pipeline
{
    public static EncodeResults<EncodedToken> Tokens<T>(T tokenizer, string? text, ReadOnlySpan<char> span, EncodeSettings settings)
        where T : Tokenizer, IPieceEncoder
    {
        if (IsEmpty(text, span)) return new() { Tokens = [] };
        string source = Prepare(tokenizer, text, span, settings, out string? normalized);
        List<EncodedToken> tokens = [];
        if (tokenizer.Beginning is { } beginning) tokens.Add(beginning);
        foreach ((int offset, int length) in Pieces(tokenizer, source, settings))
        {
            ReadOnlySpan<char> piece = source.AsSpan(offset, length);
            foreach (PieceToken token in tokenizer.Encode(piece))
                tokens.Add(new(token.Id, tokenizer.ValueOf(token.Id, piece[token.Start..token.End]), (offset + token.Start)..(offset + token.End)));
        }

        if (tokenizer.End is { } end) tokens.Add(new(end.Id, end.Value, source.Length..source.Length));
        return new() { Tokens = tokens, NormalizedText = normalized, CharsConsumed = source.Length };
    }

    /// <summary>Encodes from the beginning, into <paramref name="ids"/> where it is given, and returns the number of tokens.</summary>
    public static int Forward<T>(
        T tokenizer, string? text, ReadOnlySpan<char> span, EncodeSettings settings, List<int>? ids, out string? normalized, out int consumed)
        where T : Tokenizer, IPieceEncoder
    {
        int max = CheckedMaximum(settings);
        (normalized, consumed) = (null, 0);
        if (IsEmpty(text, span)) return 0;
        string source = Prepare(tokenizer, text, span, settings, out normalized);
        int count = Add(tokenizer.Beginning, 0, max, ids);
        foreach ((int offset, int length) in Pieces(tokenizer, source, settings))
        {
            if (count >= max) break;
            PieceToken[] tokens = tokenizer.Encode(source.AsSpan(offset, length));
            int taken = Math.Min(tokens.Length, max - count);
            if (!tokenizer.MayCutCharacters) taken = WholeCharacters(tokens, taken);
            for (int i = 0; ids is not null && i < taken; i++) ids.Add(tokens[i].Id);
            count += taken;
            consumed = offset + (taken == tokens.Length ? length : tokens[taken].Start);
            if (taken < tokens.Length) break;
        }

        return Add(tokenizer.End, count, max, ids);
    }

    /// <summary>The index from which the rest of the text has at most the wanted number of tokens.</summary>
    public static int Backward<T>(
        T tokenizer, string? text, ReadOnlySpan<char> span, EncodeSettings settings, out string? normalized, out int count)
        where T : Tokenizer, IPieceEncoder
    {
        int max = CheckedMaximum(settings);
        (normalized, count) = (null, 0);
        if (IsEmpty(text, span)) return 0;
        string source = Prepare(tokenizer, text, span, settings, out normalized);
        count = Add(tokenizer.End, 0, max, null);
        foreach ((int offset, int length) in Pieces(tokenizer, source, settings).Reverse())
        {
            PieceToken[] tokens = tokenizer.Encode(source.AsSpan(offset, length));
            int first = Math.Max(0, tokens.Length - (max - count));
            while (!tokenizer.MayCutCharacters && first > 0 && first < tokens.Length && tokens[first].Start < tokens[first - 1].End) first++;
            count += tokens.Length - first;
            int index = first == 0 ? 0 : first == tokens.Length ? length : tokens[first].Start;
            if (index > 0 || count >= max) return offset + index;
        }

        count = Add(tokenizer.Beginning, count, max, null);
        return 0;
    }

    private static bool IsEmpty(string? text, ReadOnlySpan<char> span) => string.IsNullOrEmpty(text) && span.IsEmpty;

    private static int CheckedMaximum(EncodeSettings settings) => settings.MaxTokenCount > 0
        ? settings.MaxTokenCount
        : throw new ArgumentOutOfRangeException(nameof(settings), "The maximum number of tokens must be greater than zero.");

    private static int Add(EncodedToken? token, int count, int max, List<int>? ids)
    {
        if (token is null || count >= max) return count;
        ids?.Add(token.Value.Id);
        return count + 1;
    }

    private static string Prepare(Tokenizer tokenizer, string? text, ReadOnlySpan<char> span, EncodeSettings settings, out string? normalized)
    {
        string source = text ?? span.ToString();
        normalized = settings.ConsiderNormalization ? tokenizer.Normalizer?.Normalize(source) : null;
        return normalized ?? source;
    }

    private static IEnumerable<(int Offset, int Length)> Pieces(Tokenizer tokenizer, string text, EncodeSettings settings) =>
        settings.ConsiderPreTokenization && tokenizer.PreTokenizer is { } preTokenizer ? preTokenizer.PreTokenize(text) : [(0, text.Length)];

    // Tokens of one character overlap; a cut moves left until it stands between two characters.
    private static int WholeCharacters(PieceToken[] tokens, int taken)
    {
        while (taken > 0 && taken < tokens.Length && tokens[taken].Start < tokens[taken - 1].End) taken--;
        return taken;
    }
}

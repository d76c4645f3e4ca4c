namespace LLMCourse.LlmServers.Constraints;

/// <summary>A model's tokens in the order of their bytes, made once for all constraints.</summary>
internal sealed class TokenTable
{
    /// <summary>Sorts the tokens.</summary>
    /// <exception cref="ArgumentException">A byte is no token of its own, so that a text might not be completed.</exception>
    public TokenTable(IReadOnlyList<ReadOnlyMemory<byte>> tokens, int endToken)
    {
        if (tokens.Where(token => token.Length == 1).Select(token => token.Span[0]).Distinct().Count() < 256)
            throw new ArgumentException(
                "Not every byte is a token of its own, so that a text might not be completed; use a byte-level tokenizer.", nameof(tokens));
        (Bytes, EndToken, Longest) = (tokens, endToken, tokens.Max(token => token.Length));
        Special = [.. Enumerable.Range(0, tokens.Count).Where(id => id != endToken && tokens[id].IsEmpty)];
        int[] sorted = [.. Enumerable.Range(0, tokens.Count).Where(id => id != endToken && !tokens[id].IsEmpty)];
        Array.Sort(sorted, (a, b) => tokens[a].Span.SequenceCompareTo(tokens[b].Span));
        ByBytes = [.. sorted.Select((id, i) => (id, i == 0 ? 0 : tokens[id].Span.CommonPrefixLength(tokens[sorted[i - 1]].Span)))];
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> Bytes { get; }

    public int EndToken { get; }

    /// <summary>The tokens without bytes, but the end token.</summary>
    public int[] Special { get; }

    /// <summary>The others, each with the number of bytes that it shares with the one before it.</summary>
    public (int Id, int Shared)[] ByBytes { get; }

    /// <summary>The number of bytes of the longest.</summary>
    public int Longest { get; }
}

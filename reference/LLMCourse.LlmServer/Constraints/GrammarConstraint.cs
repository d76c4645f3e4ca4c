using LLMCourse.Reference.Decoding;

namespace LLMCourse.LlmServers.Constraints;

/// <summary>Lets a model write texts of a grammar alone. Where there is room for it, the text is whole at the end.</summary>
/// <remarks>Unlike the interface has it, too little room is no error: the text is then held to the grammar but
/// may be cut, as a chat service cuts it.</remarks>
internal sealed class GrammarConstraint : ITokenConstraint
{
    private readonly TokenTable _tokens;
    private readonly GrammarState[] _read;
    private GrammarState _state;

    /// <summary>Begins a text.</summary>
    /// <param name="grammar">The grammar, complete.</param>
    /// <param name="tokens">The model's tokens.</param>
    public GrammarConstraint(ByteGrammar grammar, TokenTable tokens)
    {
        _tokens = tokens;
        _read = new GrammarState[tokens.Longest + 1];
        _state = GrammarState.Begin(grammar);
    }

    /// <inheritdoc/>
    public bool IsComplete => _state.IsComplete;

    /// <inheritdoc/>
    public void Mask(Span<float> logits, int remaining)
    {
        int[] needs = _state.Needs ??= Needs();
        int room = _state.BytesToComplete <= remaining ? remaining - 1 : ByteGrammar.Never - 1;
        for (int i = 0; i < needs.Length; i++)
        {
            if (needs[i] > room)
                logits[_tokens.ByBytes[i].Id] = float.NegativeInfinity;
        }

        foreach (int id in _tokens.Special)
            logits[id] = float.NegativeInfinity;
        if (!IsComplete)
            logits[_tokens.EndToken] = float.NegativeInfinity;
    }

    /// <inheritdoc/>
    public void Accept(int token)
    {
        GrammarState next = _state;
        foreach (byte b in _tokens.Bytes[token].Span)
            next = next.Read(b);
        if (next.IsDead || (token == _tokens.EndToken && !IsComplete))
            throw new ArgumentException($"Token {token} may not come next; choose one that Mask leaves.", nameof(token));
        _state = next;
    }

    /// <summary>For each token how many bytes make the text whole after it. In the order of their bytes: what begins like the one before is
    /// read once, up to where it can be no text any more.</summary>
    private int[] Needs()
    {
        var needs = new int[_tokens.ByBytes.Length];
        int known = 0;
        _read[0] = _state;
        for (int i = 0; i < needs.Length; i++)
        {
            (int id, int shared) = _tokens.ByBytes[i];
            ReadOnlySpan<byte> token = _tokens.Bytes[id].Span;
            for (known = Math.Min(known, shared); known < token.Length && !_read[known].IsDead; known++)
                _read[known + 1] = _read[known].Read(token[known]);
            needs[i] = known < token.Length ? ByteGrammar.Never : _read[known].BytesToComplete;
        }

        return needs;
    }
}

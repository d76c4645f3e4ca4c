using LLMCourse.Reference.Decoding;

namespace LLMCourse.LlmServers.Constraints;

/// <summary>Lets a model write texts of a grammar alone. Where there is room for it, the text is whole at the end.</summary>
/// <remarks>Unlike the interface has it, too little room is no error: the text is then held to the grammar but may be cut, as a chat service cuts it.</remarks>
internal sealed class GrammarConstraint : ITokenConstraint
{
    private readonly TokenTable _tokens;
    private readonly GrammarState[] _states;

    /// <summary>Begins a text.</summary>
    /// <param name="grammar">The grammar, complete.</param>
    /// <param name="tokens">The model's tokens.</param>
    public GrammarConstraint(ByteGrammar grammar, TokenTable tokens)
    {
        _tokens = tokens;
        _states = new GrammarState[tokens.Longest + 1];
        _states[0] = GrammarState.Begin(grammar);
    }

    /// <inheritdoc/>
    public bool IsComplete => _states[0].IsComplete;

    /// <inheritdoc/>
    public void Mask(Span<float> logits, int remaining)
    {
        bool fits = _states[0].BytesToComplete <= remaining;

        // Tokens in the order of their bytes: what begins like the one before is read once, up to where it died.
        int known = 0;
        foreach ((int id, int shared) in _tokens.ByBytes)
        {
            ReadOnlySpan<byte> token = _tokens.Bytes[id].Span;
            for (known = Math.Min(known, shared); known < token.Length && !_states[known].IsDead; known++)
                _states[known + 1] = _states[known].Read(token[known]);
            GrammarState end = _states[known];
            if (known < token.Length || end.IsDead || (fits && end.BytesToComplete > remaining - 1))
                logits[id] = float.NegativeInfinity;
        }

        foreach (int id in _tokens.Special)
            logits[id] = float.NegativeInfinity;
        if (!IsComplete)
            logits[_tokens.EndToken] = float.NegativeInfinity;
    }

    /// <inheritdoc/>
    public void Accept(int token)
    {
        GrammarState next = _states[0];
        foreach (byte b in _tokens.Bytes[token].Span)
            next = next.Read(b);
        if (next.IsDead || (token == _tokens.EndToken && !IsComplete))
            throw new ArgumentException($"Token {token} may not come next; choose one that Mask leaves.", nameof(token));
        _states[0] = next;
    }
}

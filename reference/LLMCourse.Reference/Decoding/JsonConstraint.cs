namespace LLMCourse.Reference.Decoding;

/// <summary>Lets a model write JSON and nothing else: bans every token after which the text
/// could not become a JSON value in time.</summary>
/// <remarks>
/// Willard and Louf 2023, §4 (<see href="https://arxiv.org/abs/2307.09702"/>), with a pushdown automaton over bytes. It never comes to a
/// dead end: from each state one of the bytes that <see cref="NeededBytes"/> names leads one step nearer to the end, and each of them is
/// a token. Tokens are tried in the order of their bytes, so that what begins alike is read once. Not safe for use by several threads.
/// </remarks>
public sealed class JsonConstraint : ITokenConstraint
{
    private readonly byte[][] _tokens;
    private readonly int[] _byBytes;
    private readonly int[] _shared;
    private readonly int _endToken, _maxDepth;
    private readonly bool _hasContinuations;
    private readonly JsonReader[] _states;
    private JsonReader _reader;

    /// <summary>Begins a text.</summary>
    /// <param name="tokens">What each token adds to the text; an empty one is never allowed, except the end token.</param>
    /// <param name="endToken">The token that ends a text, allowed when the text is whole; −1 for none.</param>
    /// <param name="maxDepth">How deep arrays and objects may be nested, 0 to 64.</param>
    /// <exception cref="ArgumentException">A byte of <see cref="NeededBytes"/> is not a token, or a number is out of range.</exception>
    public JsonConstraint(IReadOnlyList<ReadOnlyMemory<byte>> tokens, int endToken = -1, int maxDepth = JsonReader.GreatestDepth)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (endToken < -1 || endToken >= tokens.Count)
            throw new ArgumentOutOfRangeException(nameof(endToken), endToken,
                $"Tokens go from 0 to {tokens.Count - 1}; give one of them, or -1 for none.");
        if (maxDepth is < 0 or > JsonReader.GreatestDepth)
            throw new ArgumentOutOfRangeException(nameof(maxDepth), maxDepth, $"The depth must be from 0 to {JsonReader.GreatestDepth}.");
        _tokens = [.. tokens.Select(token => token.ToArray())];
        (_endToken, _maxDepth) = (endToken, maxDepth);
        HashSet<byte> single = [.. _tokens.Where(token => token.Length == 1).Select(token => token[0])];
        string missing = string.Concat(NeededBytes.Where(c => !single.Contains((byte)c)));
        if (missing.Length > 0)
            throw new ArgumentException(
                $"The characters {missing} are not tokens of their own, so that a text might not be completed; use a tokenizer that has them.", nameof(tokens));

        // A token that ends inside a character is allowed only if every byte that can finish the character is a token too.
        _hasContinuations = Enumerable.Range(0x80, 0x40).All(b => single.Contains((byte)b));
        _byBytes = [.. Enumerable.Range(0, _tokens.Length).Where(id => id != endToken && _tokens[id].Length > 0)];
        Array.Sort(_byBytes, (a, b) => _tokens[a].AsSpan().SequenceCompareTo(_tokens[b]));
        _shared = [.. _byBytes.Select((id, i) => i == 0 ? 0 : _tokens[id].AsSpan().CommonPrefixLength(_tokens[_byBytes[i - 1]]))];
        _states = new JsonReader[_tokens.Max(token => token.Length) + 1];
        _reader = new JsonReader(maxDepth);
    }

    /// <summary>Gets the characters that must be tokens of their own: enough to complete any text.</summary>
    public static string NeededBytes => "\"\\:,{}[]0123456789truefalsnDC";

    /// <inheritdoc/>
    public bool IsComplete => _reader.IsComplete;

    /// <summary>Begins another text.</summary>
    public void Reset() => _reader = new JsonReader(_maxDepth);

    /// <inheritdoc/>
    public void Mask(Span<float> logits, int remaining)
    {
        if (logits.Length != _tokens.Length)
            throw new ArgumentException(
                $"There are {logits.Length} logits, but {_tokens.Length} tokens; give the constraint the model's tokens.", nameof(logits));
        if (remaining <= 0 || _reader.BytesToComplete > remaining)
        {
            throw new ArgumentOutOfRangeException(
                nameof(remaining), remaining,
                $"At least {Math.Max(1, _reader.BytesToComplete)} tokens are needed to complete the text; allow as many.");
        }

        _states[0] = _reader;
        int known = 0, banned = int.MaxValue;
        for (int i = 0; i < _byBytes.Length; i++)
        {
            int id = _byBytes[i];
            byte[] token = _tokens[id];

            // The states of the bytes shared with the token before are still there; if it failed within them, this one fails too.
            if (_shared[i] < banned)
            {
                banned = int.MaxValue;
                known = Math.Min(known, _shared[i]);
                for (; known < token.Length && banned == int.MaxValue; known++)
                {
                    _states[known + 1] = _states[known];
                    if (!_states[known + 1].TryRead(token[known]))
                        banned = known + 1;
                }

                if (banned != int.MaxValue)
                    known = banned - 1;
            }

            if (banned != int.MaxValue || !CanBeCompleted(_states[token.Length], remaining - 1))
                logits[id] = float.NegativeInfinity;
        }

        for (int id = 0; id < _tokens.Length; id++)
        {
            if (id == _endToken ? !IsComplete : _tokens[id].Length == 0)
                logits[id] = float.NegativeInfinity;
        }
    }

    /// <inheritdoc/>
    public void Accept(int token)
    {
        if ((uint)token >= (uint)_tokens.Length)
            throw new ArgumentOutOfRangeException(nameof(token), token, $"Tokens go from 0 to {_tokens.Length - 1}.");
        JsonReader next = _reader;
        bool fits = token == _endToken ? IsComplete : _tokens[token].Length > 0 && next.TryRead(_tokens[token]);
        if (!fits)
            throw new ArgumentException($"Token {token} may not come next; choose one that Mask leaves.", nameof(token));
        _reader = next;
    }

    private bool CanBeCompleted(in JsonReader reader, int remaining) =>
        reader.BytesToComplete <= remaining && (_hasContinuations || reader.Mode != JsonMode.Utf8);
}

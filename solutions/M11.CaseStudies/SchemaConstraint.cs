using System.Text;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.M11;

/// <summary>Lets a model write the JSON object of a schema and nothing else.</summary>
/// <remarks>
/// The object has the schema's keys in their order and no white space: <c>{"a":VALUE,"b":VALUE}</c>. A value is <c>null</c> or a string. A string has
/// at most <see cref="ExtractionField.MaxLength"/> characters, perhaps none, in valid UTF-8; a quote, a backslash and controls are escaped, as
/// <c>\" \\ \/ \b \f \n \r \t</c>, each of which is one character; there is no <c>\u</c>. The string of a choice is one of the choices, and nothing is escaped in it.
/// <para>Willard and Louf 2023, §4 (<see href="https://arxiv.org/abs/2307.09702"/>), with an automaton over bytes. Not safe for use by several threads.</para>
/// </remarks>
public sealed class SchemaConstraint : ITokenConstraint
{
    #region Solution
    private readonly ExtractionField[] _fields;
    private readonly byte[][] _before;      // what stands before each value, and at last what ends the object
    private readonly int[] _least, _rest;   // the least bytes of a value; from the beginning of _before[i] to the end
    private readonly byte[][][] _choices;
    private readonly byte[][] _tokens;
    private readonly int _endToken;
    private readonly bool _hasContinuations;
    private State _state;

    private enum Phase : byte
    {
        Before,
        Value,
        Null,
        Text,
        Escape,
        Utf8,
        Choice,
        Done,
    }

    private record struct State(Phase Phase, int Field, int Offset, int Choice, byte Left, byte Low, byte High);
    #endregion

    /// <summary>Begins an object.</summary>
    /// <param name="fields">The schema, at least one field. Names and choices are of printable ASCII characters (32 to 126) without quote and backslash, not empty, and
    /// different: names within the schema, choices within a field.</param>
    /// <param name="tokens">What each token adds to the text; an empty one is never allowed, except the end token.</param>
    /// <param name="endToken">The token that ends a text, allowed when the object is whole, and then alone; what it adds does not count.</param>
    /// <exception cref="ArgumentException">The schema is not as above, a choice has no choices, a quantity no unit, or a length is below 1;
    /// the end token is not a token; or a byte that keys, choices, <c>null</c> or the signs <c>{ } " : ,</c> need is not a token of its own (other than the end token).</exception>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public SchemaConstraint(IReadOnlyList<ExtractionField> fields, IReadOnlyList<ReadOnlyMemory<byte>> tokens, int endToken)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(tokens);
        // TODO M11.E6: check the schema, and prepare what stands between the values and how many bytes are still needed from each place.
        #region Solution
        if (endToken < 0 || endToken >= tokens.Count)
            throw new ArgumentOutOfRangeException(nameof(endToken), endToken, $"Tokens go from 0 to {tokens.Count - 1}.");
        CheckSchema(fields);
        _fields = [.. fields];
        _before = [.. fields.Select((field, i) => Encoding.ASCII.GetBytes($"{(i == 0 ? '{' : ',')}\"{field.Name}\":")), "}"u8.ToArray()];
        _choices = [.. fields.Select(field => field.Kind == ExtractionKind.Choice ? field.Choices.Select(Encoding.ASCII.GetBytes).ToArray() : [])];
        _tokens = [.. tokens.Select(token => token.ToArray())];
        _endToken = endToken;
        // The shortest value is an empty string; of a choice it is null or the shortest choice.
        _least = [.. _choices.Select(choices => choices.Length == 0 ? 2 : Math.Min(4, choices.Min(choice => choice.Length) + 2))];
        _rest = new int[fields.Count + 1];
        _rest[^1] = 1;
        for (int i = fields.Count - 1; i >= 0; i--) _rest[i] = _before[i].Length + _least[i] + _rest[i + 1];

        HashSet<byte> single = [.. _tokens.Where((token, id) => id != endToken && token.Length == 1).Select(token => token[0])];
        byte[] needed = [.. _before.SelectMany(bytes => bytes), .. _choices.SelectMany(choices => choices).SelectMany(bytes => bytes), .. "null\""u8];
        byte missing = needed.FirstOrDefault(b => !single.Contains(b));
        if (missing != 0)
            throw new ArgumentException($"The character {(char)missing} is not a token of its own, so that the object might not be completed.", nameof(tokens));
        _hasContinuations = Enumerable.Range(0x80, 0x40).All(b => single.Contains((byte)b));
        #endregion
    }

    /// <inheritdoc/>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public bool IsComplete
    {
        get
        {
            // TODO M11.E6: whether the closing brace has been read.
            #region Solution
            return _state.Phase == Phase.Done;
            #endregion
        }
    }

    /// <inheritdoc/>
    /// <remarks>A token is allowed if the object can then be completed with single bytes in the tokens that remain (the end token is not
    /// counted). One that ends within a character of several bytes is allowed only if all bytes from 0x80 to 0xBF are tokens.</remarks>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public void Mask(Span<float> logits, int remaining)
    {
        // TODO M11.E6: read each token from where the text stands; ban it if a byte does not fit, or too much would be left to write.
        #region Solution
        if (logits.Length != _tokens.Length)
            throw new ArgumentException($"There are {logits.Length} logits, but {_tokens.Length} tokens; give as many.", nameof(logits));
        if (remaining < Math.Max(1, Needed(_state)))
            throw new ArgumentOutOfRangeException(nameof(remaining), remaining, $"At least {Math.Max(1, Needed(_state))} tokens are needed; allow as many.");
        for (int id = 0; id < _tokens.Length; id++)
        {
            bool isAllowed = TryRead(id, out State next) && Needed(next) < remaining && (_hasContinuations || next.Phase != Phase.Utf8);
            if (!isAllowed) logits[id] = float.NegativeInfinity;
        }
        #endregion
    }

    /// <inheritdoc/>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public void Accept(int token)
    {
        // TODO M11.E6: read the token, and keep where the text then stands.
        #region Solution
        if (token < 0 || token >= _tokens.Length)
            throw new ArgumentOutOfRangeException(nameof(token), token, $"Tokens go from 0 to {_tokens.Length - 1}.");
        if (!TryRead(token, out State next))
            throw new ArgumentException($"Token {token} may not come next; choose one that Mask leaves.", nameof(token));
        _state = next;
        #endregion
    }

    #region Solution
    private static void CheckSchema(IReadOnlyList<ExtractionField> fields)
    {
        if (fields.Count == 0) throw new ArgumentException("fields is empty; give at least one.", nameof(fields));
        CheckWords(fields.Select(field => field.Name), "name");
        foreach (ExtractionField field in fields)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(field.MaxLength, 1, nameof(fields));
            if (field.Kind == ExtractionKind.Choice && field.Choices.Count == 0) throw new ArgumentException($"{field.Name} has no choices; give at least one.", nameof(fields));
            if (field.Kind == ExtractionKind.Quantity && Units.Find(field.Unit) is null) throw new ArgumentException($"{field.Name} has the unit '{field.Unit}'; give one of Units.", nameof(fields));
            CheckWords(field.Choices, "choice");
        }

        static void CheckWords(IEnumerable<string> words, string what)
        {
            HashSet<string> seen = new(StringComparer.Ordinal);
            foreach (string word in words)
            {
                if (word.Length == 0 || word.Any(c => c is < ' ' or > '~' or '"' or '\\')) throw new ArgumentException($"The {what} '{word}' must be printable ASCII without quote and backslash, and not empty.", nameof(fields));
                if (!seen.Add(word)) throw new ArgumentException($"The {what} '{word}' is there twice.", nameof(fields));
            }
        }
    }

    private bool TryRead(int token, out State state)
    {
        state = _state;
        if (token == _endToken) return IsComplete;
        foreach (byte b in _tokens[token])
        {
            if (!TryRead(ref state, b)) return false;
        }

        return _tokens[token].Length > 0;
    }

    private bool TryRead(ref State state, byte b)
    {
        switch (state.Phase)
        {
            case Phase.Before:
                if (_before[state.Field][state.Offset] != b) return false;
                state.Offset++;
                if (state.Offset == _before[state.Field].Length) state = new State { Phase = state.Field < _fields.Length ? Phase.Value : Phase.Done, Field = state.Field };
                return true;
            case Phase.Value:
                if (b is not ((byte)'n' or (byte)'"')) return false;
                state.Phase = b == 'n' ? Phase.Null : _choices[state.Field].Length > 0 ? Phase.Choice : Phase.Text;
                state.Offset = b == 'n' ? 1 : 0;
                return true;
            case Phase.Null:
                if ("null"[state.Offset] != b) return false;
                state.Offset++;
                return state.Offset < 4 || EndValue(ref state);
            case Phase.Text:
                return ReadText(ref state, b);
            case Phase.Escape:
                state.Phase = Phase.Text;
                state.Offset++;
                return "\"\\/bfnrt".Contains((char)b, StringComparison.Ordinal);
            case Phase.Utf8:
                if (b < state.Low || b > state.High) return false;
                (state.Left, state.Low, state.High) = ((byte)(state.Left - 1), 0x80, 0xBF);
                if (state.Left > 0) return true;
                state.Phase = Phase.Text;
                state.Offset++;
                return true;
            case Phase.Choice:
                return ReadChoice(ref state, b);
            default:
                return false;
        }
    }

    private static bool EndValue(ref State state)
    {
        state = new State { Phase = Phase.Before, Field = state.Field + 1 };
        return true;
    }

    // In a string the offset counts characters.
    private bool ReadText(ref State state, byte b)
    {
        if (b == '"') return EndValue(ref state);
        if (state.Offset == _fields[state.Field].MaxLength || b < 0x20) return false;
        if (b == '\\')
        {
            state.Phase = Phase.Escape;
            return true;
        }

        if (b < 0x80)
        {
            state.Offset++;
            return true;
        }

        // Unicode 15, table 3-7: no longer form than needed, no surrogates, nothing beyond U+10FFFF.
        state.Phase = Phase.Utf8;
        state.Left = (byte)(b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3);
        state.Low = (byte)(b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80);
        state.High = (byte)(b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF);
        return b is >= 0xC2 and <= 0xF4;
    }

    private bool ReadChoice(ref State state, byte b)
    {
        byte[][] choices = _choices[state.Field];
        byte[] current = choices[state.Choice];
        for (int i = 0; i < choices.Length; i++)
        {
            byte[] choice = choices[i];
            if (!choice.AsSpan().StartsWith(current.AsSpan(0, state.Offset))) continue;
            if (b == '"' && choice.Length == state.Offset) return EndValue(ref state);
            if (choice.Length == state.Offset || choice[state.Offset] != b) continue;
            (state.Choice, state.Offset) = (i, state.Offset + 1);
            return true;
        }

        return false;
    }

    private int Needed(in State state)
    {
        if (state.Phase == Phase.Done) return 0;
        if (state.Phase == Phase.Before) return _rest[state.Field] - state.Offset;
        int value = state.Phase switch
        {
            Phase.Value => _least[state.Field],
            Phase.Null => 4 - state.Offset,
            Phase.Text => 1,
            Phase.Escape => 2,
            Phase.Utf8 => state.Left + 1,
            _ => ChoiceNeeded(_choices[state.Field], state.Choice, state.Offset),
        };
        return value + _rest[state.Field + 1];
    }

    private static int ChoiceNeeded(byte[][] choices, int current, int offset)
    {
        int least = int.MaxValue;
        foreach (byte[] choice in choices)
        {
            if (choice.AsSpan().StartsWith(choices[current].AsSpan(0, offset))) least = Math.Min(least, choice.Length - offset + 1);
        }

        return least;
    }
    #endregion
}

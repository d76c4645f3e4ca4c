namespace LLMCourse.Reference.Decoding;

/// <summary>Reads JSON byte by byte and says after each whether it can still become a whole text, and
/// how many bytes that takes at least.</summary>
/// <remarks>
/// RFC 8259, with UTF-8 as it must be (Unicode 15, table 3-7), escaped surrogates only in pairs, and a limited depth. A pushdown automaton
/// whose stack is the bits of a number, so that it is copied by assignment.
/// </remarks>
internal struct JsonReader
{
    /// <summary>The greatest depth, that of System.Text.Json by default; a bit for each.</summary>
    public const int GreatestDepth = 64;

    private const string Literals = "true\0false\0null\0";

    private readonly int _maxDepth;
    private ulong _objects;     // bit d is set if the container at depth d is an object
    private int _depth;
    private bool _isKey;
    private byte _count;        // hex digits, bytes or letters already read
    private byte _first;        // the first byte of a character, or where the literal begins
    private ushort _hex;
    private bool _needsLow;

    /// <summary>Begins a text.</summary>
    /// <param name="maxDepth">How deep arrays and objects may be nested, from 0 to <see cref="GreatestDepth"/>.</param>
    public JsonReader(int maxDepth) => _maxDepth = maxDepth;

    /// <summary>Gets where the reader stands.</summary>
    public JsonMode Mode { get; private set; }

    /// <summary>Gets a value indicating whether the text is whole.</summary>
    public readonly bool IsComplete => _depth == 0 && (Mode == JsonMode.After || EndsNumber);

    /// <summary>Gets the least number of bytes that make the text whole.</summary>
    public readonly int BytesToComplete => _depth + Mode switch
    {
        JsonMode.Value => 1,                                                             // 0
        JsonMode.Key => 4,                                                               // "":0
        JsonMode.Colon => 2,                                                             // :0
        JsonMode.Text => AfterText,
        JsonMode.Escape => 1 + AfterText,                                                // ""
        JsonMode.Hex => 4 - _count + (_needsLow ? 0 : HighPenalty) + AfterText,
        JsonMode.LowBackslash => 6 + AfterText,
        JsonMode.LowU => 5 + AfterText,
        JsonMode.Utf8 => Utf8Length - _count + AfterText,
        JsonMode.Minus or JsonMode.Point or JsonMode.Exponent or JsonMode.ExponentSign => 1,
        JsonMode.Literal => Literals.IndexOf('\0', _first + _count) - _first - _count,
        _ => 0,
    };

    private readonly bool EndsNumber => Mode is JsonMode.Zero or JsonMode.Integer or JsonMode.Fraction or JsonMode.ExponentDigits;

    private readonly bool InObject => _depth > 0 && (_objects >> (_depth - 1) & 1) == 1;

    /// <summary>The quote that ends a string and, after a key, a colon and a value.</summary>
    private readonly int AfterText => _isKey ? 3 : 1;

    /// <summary>What is still to come if the digits so far make a high surrogate for certain: its partner.</summary>
    private readonly int HighPenalty => _count >= 2 && (_hex >> (4 * (_count - 2)) & 0xFC) == 0xD8 ? 6 : 0;

    private readonly int Utf8Length => _first < 0xE0 ? 2 : _first < 0xF0 ? 3 : 4;

    /// <summary>Reads bytes.</summary>
    /// <returns>False where a byte cannot come; the reader is of no use then.</returns>
    public bool TryRead(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            if (!TryRead(b))
                return false;
        }

        return true;
    }

    /// <summary>Reads a byte.</summary>
    /// <returns>False where it cannot come; the reader is of no use then.</returns>
    public bool TryRead(byte b)
    {
        switch (Mode)
        {
            case JsonMode.Text:
                return ReadText(b);
            case JsonMode.Escape:
                if (b == 'u')
                    return BeginHex(needsLow: false);
                return To(JsonMode.Text, "\"\\/bfnrt".Contains((char)b));
            case JsonMode.Hex:
                return ReadHex(b);
            case JsonMode.LowBackslash:
                return To(JsonMode.LowU, b == '\\');
            case JsonMode.LowU:
                return b == 'u' && BeginHex(needsLow: true);
            case JsonMode.Utf8:
                return ReadContinuation(b);
            case JsonMode.Literal:
                return ReadLiteral(b);
            case JsonMode.Minus:
                return To(b == '0' ? JsonMode.Zero : JsonMode.Integer, char.IsAsciiDigit((char)b));
            case JsonMode.Point:
                return To(JsonMode.Fraction, char.IsAsciiDigit((char)b));
            case JsonMode.Exponent:
                return b is (byte)'+' or (byte)'-'
                    ? To(JsonMode.ExponentSign, true)
                    : To(JsonMode.ExponentDigits, char.IsAsciiDigit((char)b));
            case JsonMode.ExponentSign:
                return To(JsonMode.ExponentDigits, char.IsAsciiDigit((char)b));
            default:
                return EndsNumber ? ReadNumber(b) : ReadStructure(b);
        }
    }

    private bool To(JsonMode mode, bool condition)
    {
        Mode = mode;
        return condition;
    }

    private bool ReadStructure(byte b)
    {
        if (b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            return true;
        switch (Mode)
        {
            case JsonMode.ValueOrEnd when b == ']':
            case JsonMode.KeyOrEnd when b == '}':
                return Close();
            case JsonMode.Value or JsonMode.ValueOrEnd:
                return BeginValue(b);
            case JsonMode.KeyOrEnd or JsonMode.Key:
                _isKey = true;
                return To(JsonMode.Text, b == '"');
            case JsonMode.Colon:
                return To(JsonMode.Value, b == ':');
            default:
                if (_depth == 0)
                    return false;
                if (b == ',')
                    return To(InObject ? JsonMode.Key : JsonMode.Value, true);
                return b == (InObject ? '}' : ']') && Close();
        }
    }

    private bool BeginValue(byte b)
    {
        switch ((char)b)
        {
            case '{' or '[':
                if (_depth == _maxDepth)
                    return false;
                _objects = b == '{' ? _objects | (1UL << _depth) : _objects & ~(1UL << _depth);
                _depth++;
                return To(b == '{' ? JsonMode.KeyOrEnd : JsonMode.ValueOrEnd, true);
            case '"':
                _isKey = false;
                return To(JsonMode.Text, true);
            case '-':
                return To(JsonMode.Minus, true);
            case '0':
                return To(JsonMode.Zero, true);
            case >= '1' and <= '9':
                return To(JsonMode.Integer, true);
            case 't' or 'f' or 'n':
                _first = (byte)(b == 't' ? 0 : b == 'f' ? 5 : 11);
                _count = 1;
                return To(JsonMode.Literal, true);
            default:
                return false;
        }
    }

    private bool Close()
    {
        _depth--;
        return To(JsonMode.After, true);
    }

    private bool ReadNumber(byte b)
    {
        bool digit = char.IsAsciiDigit((char)b);
        if (digit && Mode != JsonMode.Zero)
            return true;
        if (b == '.' && Mode is (JsonMode.Zero or JsonMode.Integer))
            return To(JsonMode.Point, true);
        if ((b is (byte)'e' or (byte)'E') && Mode != JsonMode.ExponentDigits)
            return To(JsonMode.Exponent, true);
        Mode = JsonMode.After;
        return !digit && ReadStructure(b);
    }

    private bool ReadText(byte b)
    {
        if (b == '"')
            return To(_isKey ? JsonMode.Colon : JsonMode.After, true);
        if (b == '\\')
            return To(JsonMode.Escape, true);
        if (b < 0x80)
            return b >= 0x20;
        (_first, _count) = (b, 1);
        return To(JsonMode.Utf8, b is >= 0xC2 and <= 0xF4);
    }

    private bool ReadContinuation(byte b)
    {
        (int least, int most) = (_count, _first) switch
        {
            (1, 0xE0) => (0xA0, 0xBF),      // shorter forms exist below
            (1, 0xED) => (0x80, 0x9F),      // surrogates above
            (1, 0xF0) => (0x90, 0xBF),
            (1, 0xF4) => (0x80, 0x8F),      // beyond U+10FFFF above
            _ => (0x80, 0xBF),
        };
        _count++;
        return To(_count == Utf8Length ? JsonMode.Text : JsonMode.Utf8, b >= least && b <= most);
    }

    private bool ReadLiteral(byte b)
    {
        bool fits = b == Literals[_first + _count];
        _count++;
        return To(Literals[_first + _count] == '\0' ? JsonMode.After : JsonMode.Literal, fits);
    }

    private bool BeginHex(bool needsLow)
    {
        (_needsLow, _count, _hex) = (needsLow, 0, 0);
        return To(JsonMode.Hex, true);
    }

    private bool ReadHex(byte b)
    {
        if (!char.IsAsciiHexDigit((char)b))
            return false;
        _hex = (ushort)((_hex << 4) | (char.IsAsciiDigit((char)b) ? b - '0' : (b | 0x20) - 'a' + 10));
        _count++;

        // D8 to DB begin a high surrogate, DC to DF a low one, which comes second and never alone.
        if (_needsLow && ((_count == 1 && _hex != 0xD) || (_count == 2 && _hex is (< 0xDC or > 0xDF))))
            return false;
        if (!_needsLow && _count == 2 && _hex is >= 0xDC and <= 0xDF)
            return false;
        if (_count < 4)
            return true;
        return To(!_needsLow && char.IsHighSurrogate((char)_hex) ? JsonMode.LowBackslash : JsonMode.Text, true);
    }
}

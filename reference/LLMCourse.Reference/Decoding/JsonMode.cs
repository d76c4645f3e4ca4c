namespace LLMCourse.Reference.Decoding;

/// <summary>Names where in a JSON text a reader stands.</summary>
internal enum JsonMode
{
    /// <summary>A value has to begin.</summary>
    Value,

    /// <summary>After '[': a value, or ']'.</summary>
    ValueOrEnd,

    /// <summary>After '{': a key, or '}'.</summary>
    KeyOrEnd,

    /// <summary>After ',' in an object: a key.</summary>
    Key,

    /// <summary>After a key: ':'.</summary>
    Colon,

    /// <summary>After a value: ',' or the end of what it is in, or at the top nothing.</summary>
    After,

    /// <summary>In a string.</summary>
    Text,

    /// <summary>After a backslash.</summary>
    Escape,

    /// <summary>In the four digits after \u.</summary>
    Hex,

    /// <summary>After an escaped high surrogate: the backslash of its partner.</summary>
    LowBackslash,

    /// <summary>The u of the partner.</summary>
    LowU,

    /// <summary>In a character of several bytes.</summary>
    Utf8,

    /// <summary>After '-': a digit.</summary>
    Minus,

    /// <summary>After a leading 0: no other digit.</summary>
    Zero,

    /// <summary>In the digits before the point.</summary>
    Integer,

    /// <summary>After the point: a digit.</summary>
    Point,

    /// <summary>In the digits after the point.</summary>
    Fraction,

    /// <summary>After e: a sign or a digit.</summary>
    Exponent,

    /// <summary>After the sign of the exponent: a digit.</summary>
    ExponentSign,

    /// <summary>In the digits of the exponent.</summary>
    ExponentDigits,

    /// <summary>In true, false or null.</summary>
    Literal,
}

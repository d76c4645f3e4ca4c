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
        throw new NotImplementedException("M11.E6: check the schema, and prepare what stands between the values and how many bytes are still needed from each place.");
    }

    /// <inheritdoc/>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public bool IsComplete
    {
        get
        {
            // TODO M11.E6: whether the closing brace has been read.
            throw new NotImplementedException("M11.E6: whether the closing brace has been read.");
        }
    }

    /// <inheritdoc/>
    /// <remarks>A token is allowed if the object can then be completed with single bytes in the tokens that remain (the end token is not
    /// counted). One that ends within a character of several bytes is allowed only if all bytes from 0x80 to 0xBF are tokens.</remarks>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public void Mask(Span<float> logits, int remaining)
    {
        // TODO M11.E6: read each token from where the text stands; ban it if a byte does not fit, or too much would be left to write.
        throw new NotImplementedException("M11.E6: read each token from where the text stands; ban it if a byte does not fit, or too much would be left to write.");
    }

    /// <inheritdoc/>
    [Exercise("M11.E6", Title = "Structured extraction", Weight = 2)]
    public void Accept(int token)
    {
        // TODO M11.E6: read the token, and keep where the text then stands.
        throw new NotImplementedException("M11.E6: read the token, and keep where the text then stands.");
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LLMCourse.Reference;

namespace LLMCourse.M08;

/// <summary>Under what a reply is stored.</summary>
public static class EvalKey
{
    /// <summary>Names all that a reply depends on, and nothing else.</summary>
    /// <remarks>
    /// It is the SHA-256, in lower-case hexadecimal digits, of five netstrings one behind the other: the hash of the model, the prompt, the greatest number
    /// of tokens, the temperature, the seed. A netstring is the number of bytes of a text in UTF-8, a colon, the text, a comma: <c>5:hello,</c>. Numbers
    /// are written in the invariant culture, with no format of their own. Without the lengths, <c>"ab" + "c"</c> and <c>"a" + "bc"</c> would be one.
    /// <para>Bernstein 1997, "Netstrings" (<see href="https://cr.yp.to/proto/netstrings.txt"/>).</para>
    /// </remarks>
    /// <param name="modelHash">The hash of the model.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="parameters">How the reply is written.</param>
    [Exercise("M08.E6", Title = "An evaluation that can be resumed", Weight = 4)]
    public static string Of(string modelHash, string prompt, EvalParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(modelHash);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(parameters);
        // TODO M08.E6: the SHA-256 of the five parts, each written as a netstring.
        throw new NotImplementedException("M08.E6: the SHA-256 of the five parts, each written as a netstring.");
    }
}

using System.Text.Json;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.M10;

/// <summary>Reads the body of <c>POST /v1/chat/completions</c>, and trusts nothing in it.</summary>
public static class RequestReader
{
    /// <summary>Reads and checks a request.</summary>
    /// <remarks>
    /// <para>The fields are checked in the order of the table, and the first fault is the answer; in a list, the first item that has one. A field that is
    /// null counts as absent, one that the table does not name is passed over. All faults have the status 400, but for <c>model_not_found</c>, which has 404.</para>
    /// <list type="table">
    /// <listheader><term>field</term><description>what it must be</description></listheader>
    /// <item><term>(body)</term><description>JSON in UTF-8, without a property that comes twice in an object, else <c>invalid_json</c>; an object, else <c>invalid_type</c>; both without a param</description></item>
    /// <item><term>model</term><description>required, a string; another name than the model's is <c>model_not_found</c></description></item>
    /// <item><term>messages</term><description>required, a list, not empty (<c>invalid_value</c>); each an object with <c>role</c> (required, a string: <c>system</c>, <c>developer</c>, which is the same, <c>user</c> or
    /// <c>assistant</c>) and then <c>content</c> (required, a string, or a list of objects <c>{"type": "text", "text": "…"}</c>, whose texts are joined; another type is <c>invalid_value</c> at
    /// <c>messages[i].content[j].type</c>). Roles come in order: at most one system message, the first of all, then user and assistant in turn, the user first, the user last; a role out of
    /// order is <c>invalid_value</c> at its <c>messages[i].role</c>, a conversation that does not end with the user at <c>messages</c></description></item>
    /// <item><term>temperature</term><description>a number from 0 to 2; 1 if absent</description></item>
    /// <item><term>top_p</term><description>a number above 0, at most 1; 1 and absent mean no limit (<see cref="SamplingOptions.TopP"/> null)</description></item>
    /// <item><term>seed</term><description>a whole number of 64 bits, one of them the sign, whose bits are taken as they are: −1 is 2⁶⁴ − 1; 0 if absent</description></item>
    /// <item><term>max_tokens</term><description>a whole number of at least 1 (of 32 bits); no limit if absent</description></item>
    /// <item><term>max_completion_tokens</term><description>the same by its newer name, which clients of today send; both at once are <c>invalid_value</c> here</description></item>
    /// <item><term>stop</term><description>a string, or a list of one to four strings, none of them empty</description></item>
    /// <item><term>n</term><description>1: this endpoint writes one reply</description></item>
    /// <item><term>stream</term><description>true or false</description></item>
    /// <item><term>stream_options</term><description>an object, only where stream is true (else <c>invalid_value</c>); in it <c>include_usage</c>, true or false</description></item>
    /// </list>
    /// <para>Codes: <c>missing_required_parameter</c> where a required field is absent, <c>invalid_type</c> where the JSON type is another (a number that is not whole where it must be, or too large for its bits, is also another type),
    /// <c>invalid_value</c> where the type is right and the value is not. The param is the field's path, such as <c>messages[0].role</c>, <c>stop[1]</c>, <c>stream_options.include_usage</c>.</para>
    /// </remarks>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="modelId">The name of the model that is served.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ApiException">Something in it is wrong.</exception>
    [Exercise("M10.E1", Title = "An OpenAI-compatible endpoint", Weight = 4)]
    public static EndpointRequest Read(ReadOnlyMemory<byte> body, string modelId)
    {
        // TODO M10.E1: parse the bytes, then read field by field in the order of the table, and throw at the first fault.
        throw new NotImplementedException("M10.E1: parse the bytes, then read field by field in the order of the table, and throw at the first fault.");
    }
}

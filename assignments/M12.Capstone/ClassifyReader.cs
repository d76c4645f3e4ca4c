using LLMCourse.Reference;

namespace LLMCourse.M12;

/// <summary>Reads the body of <c>POST /v1/classify</c>, and trusts nothing in it.</summary>
public static class ClassifyReader
{
    /// <summary>Reads and checks a request such as <c>{"texts":["The lift is broken."]}</c>.</summary>
    /// <remarks>
    /// <para>The first fault in this order is the answer; all have the status 400. Null is the same as absent.</para>
    /// <list type="table">
    /// <listheader><term>what</term><description>must be</description></listheader>
    /// <item><term>(body)</term><description>JSON in valid UTF-8, without a property that comes twice in an object and without half a surrogate pair, else <c>invalid_json</c>; an object, else <c>invalid_type</c>; both without a param</description></item>
    /// <item><term>(any other property than texts)</term><description>absent, else <c>unknown_parameter</c>, with the first one's name as the param, whatever its value is</description></item>
    /// <item><term>texts</term><description>there, else <c>missing_required_parameter</c>; a list, else <c>invalid_type</c>; with 1 to <see cref="ProjectServerOptions.MaxTexts"/> items, else <c>invalid_value</c></description></item>
    /// <item><term>texts[i], one after the other</term><description>a string, else <c>invalid_type</c>; not only white space, and at most <see cref="ProjectServerOptions.MaxTextLength"/> characters, else <c>invalid_value</c></description></item>
    /// </list>
    /// </remarks>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="options">The limits.</param>
    /// <returns>The texts.</returns>
    /// <exception cref="ServiceException">Something in it is wrong.</exception>
    [Exercise("M12.E6", Title = "Service", Weight = 4)]
    public static IReadOnlyList<string> Read(ReadOnlyMemory<byte> body, ProjectServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        // TODO M12.E6: parse the bytes, then check in the order of the table, and throw at the first fault.
        throw new NotImplementedException("M12.E6: parse the bytes, then check in the order of the table, and throw at the first fault.");
    }
}

using System.Text.Json;
using LLMCourse.Reference;

namespace LLMCourse.M06;

/// <summary>Holds the arguments of a call against a tool's JSON schema.</summary>
public static class ArgumentChecker
{
    /// <summary>Says what is wrong with the arguments of a call.</summary>
    /// <remarks>
    /// Of JSON Schema it knows what C# methods give: <c>type</c> (one or a list; an integer is a number without point and exponent),
    /// <c>enum</c>, and of objects <c>required</c>, <c>properties</c> and <c>additionalProperties</c> where that is <c>false</c>, of lists
    /// <c>items</c>. Other keywords are ignored. See <see href="https://json-schema.org/draft/2020-12/json-schema-validation"/>, section 6.
    /// </remarks>
    /// <param name="schema">The tool's schema.</param>
    /// <param name="arguments">The arguments, an object.</param>
    /// <returns>The first fault, in the words of <see cref="Complaint"/>; null where there is none. For each value its type comes first, then
    /// its <c>enum</c>, then what is missing in the order of <c>required</c>, then what is inside it in the order in which it stands
    /// there. The path of what is inside an object is <c>outer.inner</c>, of what is in a list <c>list[0]</c>.</returns>
    [Exercise("M06.E7")]
    public static string? Complain(JsonElement schema, JsonElement arguments)
    {
        // TODO M06.E7: check the object against its schema, and the values inside it against theirs.
        throw new NotImplementedException("M06.E7: check the object against its schema, and the values inside it against theirs.");
    }
}

using LLMCourse.LlmServers.Api;
using Symbol = LLMCourse.LlmServers.Constraints.ByteGrammar.Symbol;

namespace LLMCourse.LlmServers.Constraints;

/// <summary>The grammar of a call of one of some tools, in the form that the local model was trained on:
/// <c>{"name": …, "arguments": {…}}</c>.</summary>
internal static class ToolCallGrammar
{
    /// <summary>Makes the grammar.</summary>
    /// <exception cref="ApiException">A tool's schema is no schema, or has what cannot be guaranteed although it is to be.</exception>
    public static ByteGrammar Of(IReadOnlyList<ToolDefinition> tools)
    {
        var json = new JsonGrammar();
        Symbol[][] calls = [.. tools.Select(tool => (Symbol[])
        [
            .. JsonGrammar.Literal("{\"name\":"), json.Gap, .. JsonGrammar.Literal(Answers.Text(tool.Name)),
            JsonGrammar.One(','), json.Gap, .. JsonGrammar.Literal("\"arguments\":"), json.Gap, Arguments(json, tool), JsonGrammar.One('}'),
        ])];
        return SchemaGrammar.Complete(json, json.Grammar.Rule(calls));
    }

    /// <summary>Arguments as the schema has them; where it has what no grammar can hold and no
    /// guarantee was asked for, any object.</summary>
    private static Symbol Arguments(JsonGrammar json, ToolDefinition tool)
    {
        if (tool.Parameters is not { } schema)
            return json.Grammar.Rule(JsonGrammar.Literal("{}"));
        try
        {
            return SchemaGrammar.Read(json, schema);
        }
        catch (SchemaException e)
        {
            return tool.IsStrict ? throw ApiException.Invalid(
                $"The tool '{tool.Name}' has a schema that calls cannot be held to. {e.Message}", tool.Path + ".function.parameters")
                    : json.AnyObject;
        }
    }
}

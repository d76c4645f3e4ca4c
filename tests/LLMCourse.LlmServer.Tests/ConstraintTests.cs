using System.Text;
using System.Text.Json;
using LLMCourse.LlmServers.Constraints;
using VerifyXunit;

namespace LLMCourse.LlmServers.Tests;

/// <summary>Random texts of a schema's grammar, judged by an independent reader of JSON and by hand-written rules.</summary>
public sealed class ConstraintTests
{
    private static readonly TokenTable Tokens = new([.. new ScriptedModel("").TokenBytes.SkipLast(1),
            .. new[] { "{\"", "\":", "true", ", \"", "é", "12", "\"}" }.Select(text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text)),
            default], 263);

    public static TheoryData<string, string> Schemas => new()
    {
        { "free object", "{}" },
        { "any value", "true" },
        { "optional properties", """{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"boolean"},"c":{"type":"null"}},"required":["b"],"additionalProperties":false}""" },
        { "bounded list", """{"type":"array","items":{"type":"string","minLength":1,"maxLength":2},"minItems":1,"maxItems":3}""" },
        { "choice", """{"anyOf":[{"const":"x"},{"enum":[1,"y",null,{"k":[]}]},{"type":"object","properties":{"n":{"type":"number"}},"required":["n"]}]}""" },
        { "tree", """{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"v":{"type":"integer"},"next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},"required":["v","next"]}}}""" },
        { "map", """{"type":"object","additionalProperties":{"type":"boolean"}}""" },
        { "empty object", """{"type":"object","properties":{},"additionalProperties":false}""" },
        { "several types", """{"type":["string","integer"],"description":"d","title":"t"}""" },
        { "odd names", """{"type":"object","properties":{"a \"b\" é\n":{"const":"</x>"}},"required":["a \"b\" é\n"]}""" },
    };

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Schema_RandomTexts_AreJsonAndFit(string name, string schema)
    {
        using JsonDocument document = JsonDocument.Parse(schema);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int seed = 0; seed < 60; seed++)
        {
            string text = Write(SchemaGrammar.OfReply(document.RootElement), new Random(seed), budget: 60);

            using JsonDocument value = JsonDocument.Parse(text);
            Assert.True(Fits(name, value.RootElement), text);
            _ = seen.Add(text);
        }

        Assert.True(seen.Count >= (name == "empty object" || name == "odd names" ? 1 : 10), string.Join('\n', seen));
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Schema_LeastBudget_IsEnoughAndOneLessEndsCut(string name, string schema)
    {
        using JsonDocument document = JsonDocument.Parse(schema);
        int least = Enumerable.Range(1, 60)
            .First(budget => TryWrite(SchemaGrammar.OfReply(document.RootElement), new Random(1), budget, out _));

        for (int seed = 0; seed < 20; seed++)
        {
            Assert.True(TryWrite(SchemaGrammar.OfReply(document.RootElement), new Random(seed), least, out string text), name);
            using JsonDocument value = JsonDocument.Parse(text);
        }
    }

    [Fact]
    public void Text_WrittenByHand_IsAcceptedOrNot()
    {
        using JsonDocument schema =
            JsonDocument.Parse("""{"type":"object","properties":{"s":{"type":"string"},"n":{"type":"number"}},"required":["s"]}""");
        foreach (string good in new[] { """{"s":"a"}""", """ {"s": "é\u00e9\"😀", "n": -0.5e+10}""", """{"s":"","n":10}""" })
            Assert.True(Accepts(schema, good), good);
        foreach (string bad in new[] { "{}", """{"n":1,"s":""}""", """{"s":"a","x":1}""", """{"s":"\ud800"}""", """{"s":"a",}""",
            """{"s":"a","n":01}""", "{\"s\":\"\n\"}", """{"s":"a"} x""" })
            Assert.False(Accepts(schema, bad), bad);
        Assert.False(Accepts(schema, [.. "{\"s\":\""u8, 0xC3, .. "\"}"u8]));
        Assert.False(Accepts(schema, [.. "{\"s\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]));
    }

    [Fact]
    public void Schema_ManyValuesAndProperties_AreAllPossibleUpToTheLimits()
    {
        string values(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"v{i}\""));
        string properties(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"p{i}\":{{\"const\":{i}}}"));
        using JsonDocument many = JsonDocument.Parse($"{{\"enum\":[{values(1000)}]}}"),
            tooMany = JsonDocument.Parse($"{{\"enum\":[{values(1001)}]}}");
        using JsonDocument wide = JsonDocument.Parse($"{{\"type\":\"object\",\"properties\":{{{properties(5000)}}}}}"),
            tooWide = JsonDocument.Parse($"{{\"type\":\"object\",\"properties\":{{{properties(5001)}}}}}");

        Assert.All(new[] { 0, 500, 999 }, i => Assert.True(Accepts(many, $"\"v{i}\"")));
        Assert.All(new[] { "{}", "{\"p0\":0}", "{\"p2500\":2500,\"p4999\":4999}" }, text => Assert.True(Accepts(wide, text), text));
        _ = Assert.Throws<SchemaException>(() => SchemaGrammar.OfReply(tooMany.RootElement));
        _ = Assert.Throws<SchemaException>(() => SchemaGrammar.OfReply(tooWide.RootElement));
    }

    [Fact]
    public Task Schemas_ThatCannotBeHeld_SayWhy()
    {
        string[] schemas =
        [
            "3", """{"type":"text"}""", """{"type":["string",1]}""", """{"type":"integer","minimum":1}""",
            """{"oneOf":[{"type":"null"}]}""", """{"anyOf":[]}""", """{"enum":[]}""",
            """{"type":"object","required":["a"]}""", """{"type":"object","properties":[1]}""", """{"$ref":"#/$defs/x"}""",
            """{"$ref":"http://x/y"}""", """{"$ref":"#"}""",
            """{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}""", """{"type":"array","minItems":3,"maxItems":2}""",
            """{"type":"string","maxLength":5000}""",
            """{"type":"object","properties":{"a":{"type":"array","items":{"type":"string","pattern":"a"}}}}""",
            """{"type":"object","patternProperties":{}}""",
        ];
        var text = new StringBuilder();
        foreach (string schema in schemas)
        {
            using JsonDocument document = JsonDocument.Parse(schema);
            _ = text.Append(schema).Append("\n  ")
                .Append(Assert.Throws<SchemaException>(() => SchemaGrammar.OfReply(document.RootElement)).Message).Append('\n');
        }

        return Verifier.Verify(text.ToString());
    }

    private static bool Fits(string name, JsonElement value) => name switch
    {
        "optional properties" => value.GetProperty(
            "b").ValueKind is JsonValueKind.True or JsonValueKind.False && value.EnumerateObject().All(property => property.Name switch
        {
            "a" => property.Value.TryGetDecimal(out decimal number) && number == decimal.Truncate(number),
            "b" => true,
            "c" => property.Value.ValueKind == JsonValueKind.Null,
            _ => false,
        }) && value.EnumerateObject().Select(property => property.Name)
            .SequenceEqual(value.EnumerateObject().Select(property => property.Name).Order()),
        "bounded list" => value.GetArrayLength() is >= 1 and <= 3
            && value.EnumerateArray().All(item => item.GetString()!.EnumerateRunes().Count() is 1 or 2),
        "choice" => value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is "x" or "y",
            JsonValueKind.Number => value.GetInt32() == 1,
            JsonValueKind.Null => true,
            _ => value.TryGetProperty("n", out JsonElement n) ? n.ValueKind == JsonValueKind.Number : value.GetRawText() == "{\"k\":[]}",
        },
        "tree" => value.ValueKind == JsonValueKind.Null
            || (value.GetProperty("v").ValueKind == JsonValueKind.Number && Fits(name, value.GetProperty("next"))),
        "map" => value.EnumerateObject().All(property => property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False),
        "empty object" => value.GetRawText() == "{}",
        "several types" => value.ValueKind is JsonValueKind.String or JsonValueKind.Number,
        "odd names" => !value.EnumerateObject().Any() || value.GetProperty("a \"b\" é\n").GetString() == "</x>",
        _ => true,
    };

    private static bool Accepts(JsonDocument schema, string text) => Accepts(schema, Encoding.UTF8.GetBytes(text));

    private static bool Accepts(JsonDocument schema, byte[] text)
    {
        GrammarState state = GrammarState.Begin(SchemaGrammar.OfReply(schema.RootElement));
        foreach (byte b in text)
            state = state.Read(b);
        return state.IsComplete;
    }

    private static string Write(ByteGrammar grammar, Random random, int budget) =>
        TryWrite(grammar, random, budget, out string text) ? text : throw new InvalidOperationException(text);

    /// <summary>Draws among the tokens that are left until the end token comes or the budget is used up.</summary>
    private static bool TryWrite(ByteGrammar grammar, Random random, int budget, out string text)
    {
        var constraint = new GrammarConstraint(grammar, Tokens);
        var bytes = new List<byte>();
        for (int remaining = budget; remaining > 0; remaining--)
        {
            var logits = new float[Tokens.Bytes.Count];
            constraint.Mask(logits, remaining);
            int[] left = [.. Enumerable.Range(0, logits.Length).Where(id => logits[id] == 0)];
            int chosen = left[random.Next(left.Length)];
            if (chosen == Tokens.EndToken)
                break;
            constraint.Accept(chosen);
            bytes.AddRange(Tokens.Bytes[chosen].ToArray());
        }

        text = Encoding.UTF8.GetString([.. bytes]);
        return constraint.IsComplete;
    }
}

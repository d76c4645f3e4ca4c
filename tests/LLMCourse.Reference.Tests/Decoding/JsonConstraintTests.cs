using System.Text;
using System.Text.Json;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Reference.Tests.Decoding;

public sealed class JsonConstraintTests
{
    /// <summary>All bytes, and some tokens that reach across JSON's own boundaries.</summary>
    private static readonly ReadOnlyMemory<byte>[] Tokens =
    [
        .. Enumerable.Range(0, 256).Select(b => new ReadOnlyMemory<byte>([(byte)b])),
        .. new[] { "\":\"", "\",\"", "{\"a", "[[[", "]]}", "null,", "e+1", "\\u", "\\ud83d\\ude00", "ä", "😀", "-0.", "true",
            " \n", "]", "}]" }
            .Select(text => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(text))),
        default,
    ];

    private static readonly int End = Tokens.Length - 1;

    [Fact]
    public void Mask_AThousandRandomTexts_AllParseWithinTheirBudget()
    {
        var random = new Random(1);
        var logits = new float[Tokens.Length];
        int deepest = 0, longest = 0;
        for (int run = 0; run < 1000; run++)
        {
            int budget = random.Next(1, 60);
            var constraint = new JsonConstraint(Tokens, End);
            List<byte> text = [];
            int remaining = budget;
            for (; remaining > 0; remaining--)
            {
                // Random weights, but for the most likely tokens, which make texts that are not over at once.
                for (int i = 0; i < logits.Length; i++)
                    logits[i] = (float)random.NextDouble() + (i < 256 && "{[\"\\,:u".Contains((char)i) ? 0.4f : i == End ? -0.5f : 0);
                constraint.Mask(logits, remaining);
                int token = logits.IndexOfGreatest();
                Assert.True(logits[token] > float.NegativeInfinity, "No token is left.");
                constraint.Accept(token);
                if (token == End)
                    break;
                text.AddRange(Tokens[token].Span);
            }

            Assert.True(constraint.IsComplete, Encoding.UTF8.GetString([.. text]));
            using JsonDocument document = JsonDocument.Parse(text.ToArray());
            Read(document.RootElement);
            deepest = Math.Max(deepest, text.Count(b => b is (byte)'[' or (byte)'{'));
            longest = Math.Max(longest, text.Count);
        }

        Assert.True(deepest > 5 && longest > 50, $"The texts were too simple: {deepest} brackets, {longest} bytes.");
    }

    [Theory]
    [InlineData("""{"a":[1,-2.5e+3,0.1,true,false,null,"x\n\u00e4\ud83d\ude00ä😀"],"":{}}""")]
    [InlineData(" [ ] ")]
    [InlineData("-0")]
    [InlineData("1E9")]
    [InlineData("\"\\\"\"")]
    public void Accept_ValidText_IsComplete(string text)
    {
        using JsonDocument valid = JsonDocument.Parse(text);
        var constraint = new JsonConstraint(Tokens, End);

        foreach (byte b in Encoding.UTF8.GetBytes(text))
            constraint.Accept(b);

        Assert.True(constraint.IsComplete);
    }

    [Theory]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData("-")]
    [InlineData("[1,]")]
    [InlineData("{,")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{a")]
    [InlineData("nul")]
    [InlineData("nulx")]
    [InlineData("]")]
    [InlineData("[}")]
    [InlineData("\"\\x")]
    [InlineData("\"\u0001")]
    [InlineData("\"\\ude00")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("\"\\ud83d\\u0041")]
    [InlineData("1 2")]
    [InlineData("1e")]
    public void Accept_InvalidOrUnfinishedText_IsRefusedOrNotComplete(string text)
    {
        var constraint = new JsonConstraint(Tokens, End);

        Assert.False(Fits(constraint, Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xC0, 0x80 })]
    [InlineData(new byte[] { (byte)'"', 0xE0, 0x80, 0x80 })]
    [InlineData(new byte[] { (byte)'"', 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { (byte)'"', 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { (byte)'"', 0x80 })]
    [InlineData(new byte[] { (byte)'"', 0xC3, (byte)'"' })]
    public void Accept_BytesThatAreNotUtf8_AreRefused(byte[] bytes) => Assert.False(Fits(new JsonConstraint(Tokens, End), bytes));

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("{\"a")]
    [InlineData("{\"a\\")]
    [InlineData("{\"a\"")]
    [InlineData("{\"a\":")]
    [InlineData("[1")]
    [InlineData("[-")]
    [InlineData("[1e")]
    [InlineData("tr")]
    [InlineData("\"\\u")]
    [InlineData("\"\\ud8")]
    [InlineData("\"\\ud83d\\")]
    [InlineData("[[[{\"\":\"")]
    public void Mask_AfterAnyBeginning_LeavesWhatTryingEachTokenAloneLeaves(string text)
    {
        for (int remaining = 1; remaining < 14; remaining++)
        {
            if (!CanEnd(After(text), remaining))
                continue;
            var logits = new float[Tokens.Length];
            After(text).Mask(logits, remaining);
            Assert.Contains(logits, float.IsFinite);
            for (int id = 0; id < End; id++)
            {
                JsonConstraint alone = After(text);
                bool fits = Fits(alone, Tokens[id].ToArray(), complete: false) && CanEnd(alone, remaining - 1);
                Assert.True(fits == float.IsFinite(logits[id]),
                    $"After {text} with {remaining} left, token {id} is {(fits ? "wrongly banned" : "wrongly left")}.");
            }
        }
    }

    [Fact]
    public void Generate_WithTheConstraint_WritesJson()
    {
        using Gpt model = Models.Random(GptConfig.Tiny with { VocabularySize = Tokens.Length, Layers = 1, ContextLength = 32 });
        using var logits = new CpuDecoder(model, new CpuDecoderOptions { Threads = 1 });

        for (ulong seed = 0; seed < 20; seed++)
        {
            Generation result = new TextGenerator(logits, new SamplingOptions { Seed = seed }).Generate(
                [1], new GenerationOptions
                {
                    MaxTokens = 40,
                    Constraint = new JsonConstraint(Tokens, End),
                    StopIds = [End],
                    TokenBytes = id => Tokens[id]
                });
            using JsonDocument document = JsonDocument.Parse(result.Text);
            Assert.NotEqual(JsonValueKind.Undefined, document.RootElement.ValueKind);
        }
    }

    [Fact]
    public void Members_BadArguments_SaysWhatToDo()
    {
        var constraint = new JsonConstraint(Tokens, End);

        Assert.Contains("characters \"\\",
            Assert.Throws<ArgumentException>(() => new JsonConstraint([.. Tokens.Where(token => token.Length != 1)])).Message,
            StringComparison.Ordinal);
        Assert.Contains("from 0 to 64", Assert.Throws<ArgumentOutOfRangeException>(() => new JsonConstraint(Tokens, End, 65)).Message,
            StringComparison.Ordinal);
        Assert.Contains("may not come next", Assert.Throws<ArgumentException>(() => constraint.Accept('}')).Message,
            StringComparison.Ordinal);
        Assert.Contains("give the constraint the model's tokens",
            Assert.Throws<ArgumentException>(() => constraint.Mask(new float[2], 9)).Message, StringComparison.Ordinal);
        constraint.Accept('[');
        constraint.Accept('"');
        Assert.Contains("At least 2 tokens",
            Assert.Throws<ArgumentOutOfRangeException>(() => constraint.Mask(new float[Tokens.Length], 1)).Message,
            StringComparison.Ordinal);
        constraint.Reset();
        constraint.Accept('7');
        Assert.True(constraint.IsComplete);
    }

    private static void Read(JsonElement element)
    {
        // GetString throws where a surrogate is alone, which Parse does not look at.
        if (element.ValueKind == JsonValueKind.String)
            Assert.NotNull(element.GetString());
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
                Read(item);
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
                Read(property.Value);
        }
    }

    private static JsonConstraint After(string text)
    {
        var constraint = new JsonConstraint(Tokens, End);
        foreach (char c in text)
            constraint.Accept(c);
        return constraint;
    }

    private static bool Fits(JsonConstraint constraint, byte[] bytes, bool complete = true)
    {
        try
        {
            foreach (byte b in bytes)
                constraint.Accept(b);
        }
        catch (ArgumentException)
        {
            return false;
        }

        return !complete || constraint.IsComplete;
    }

    /// <summary>Whether so many tokens complete the text, found by asking Mask itself.</summary>
    private static bool CanEnd(JsonConstraint constraint, int tokens)
    {
        if (tokens == 0)
            return constraint.IsComplete;
        try
        {
            constraint.Mask(new float[Tokens.Length], tokens);
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }
}

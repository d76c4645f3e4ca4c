using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M11;

public sealed class SchemaTexts() : Check("M11.E6.schema", "lets exactly the objects of the schema through", points: 2)
{
    public override void Probe(Probe probe)
    {
        const string End = ""","length in m":null}""", Begin = """{"name":null,"level":null,"length in m":""";
        string[] texts =
        [
            $$"""{"name":null,"level":null{{End}}""", $$"""{"name":"","level":null{{End}}""", $$"""{"name":"abc","level":"low"{{End}}""",
            $$"""{"name":"abcd","level":"low"{{End}}""", $$"""{"name":"a\"b","level":"lower"{{End}}""",
            $$"""{"name":"\\\/\b","level":"high priority"{{End}}""", $$"""{"name":"\f\n\r","level":null{{End}}""",
            $$"""{"name":"\t","level":null{{End}}""", $$"""{"name":"\u0041","level":null{{End}}""",
            $$"""{"name":"\x","level":null{{End}}""", $$"""{"name":"abc\n","level":null{{End}}""",
            $$"""{"name":"éß中","level":null{{End}}""", $$"""{"name":"😀😀😀","level":null{{End}}""",
            $$"""{"name":"😀😀😀😀","level":null{{End}}""", "{\"name\":\"a\nb\",", "{\"name\":\"\u007F\",\"level\":null",
            $$"""{"name":null,"level":"lo"{{End}}""", $$"""{"name":null,"level":"lowest"{{End}}""",
            $$"""{"name":null,"level":"highpriority"{{End}}""", $$"""{"name":null,"level":""{{End}}""",
            $$"""{"name":null,"level":"Low"{{End}}""", $$"""{"name":null,"level":low{{End}}""", $$"""{"name":nul,"level":null{{End}}""",
            $$"""{"name":5,"level":null{{End}}""", $$"""{"name":true,"level":null{{End}}""",
            $$"""{ "name":null""", $$"""{"name": null""", $$"""{"level":null""", $$"""{"name":null,"name":null""", $$"""{"name":null}""",
            $"{Begin}\"5\"}}", $"{Begin}\"55\"}}", $"{Begin}null}}}}", $"{Begin}null", $"{Begin}null,", "", "[", " {",
            $$"""{"name":"x","level":"lower"{{End}} """, $$"""{"name":"x" ,""",
        ];
        for (int i = 0; i < texts.Length; i++)
            probe.Observe($"text {Scripting.Number(i + 1)}",
                $"{texts[i]}: {Schemas.Read(Schemas.Make(), Encoding.UTF8.GetBytes(texts[i]))}");

        // Bytes that are no UTF-8, and those at its limits.
        byte[][] characters =
        [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2, 0x80], [0xDF, 0xBF], [0xC2, 0x7F], [0xC2, 0xC0], [0xE0, 0x9F, 0xBF],
            [0xE0, 0xA0, 0x80], [0xE1, 0x80, 0x80], [0xEF, 0xBF, 0xBF], [0xED, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xEE, 0x80, 0x80],
            [0xE1, 0x80, 0x22], [0xE0, 0xA0, 0xC0],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF1, 0x80, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF3, 0xBF, 0xBF, 0xBF], [0xFF], [0xF0, 0x90, 0x80, 0x22], [0x1F],
            [0x20], [0x7F],
        ];
        foreach (byte[] character in characters)
            probe.Observe($"bytes {Convert.ToHexString(character)}",
                Schemas.Read(Schemas.Make(),
                    [.. Encoding.ASCII.GetBytes("{\"name\":\""), .. character, .. Encoding.ASCII.GetBytes("\",")]));
        ExtractionField[] one = [new("a", ExtractionKind.Choice) { Choices = ["b", "a b", "a", "null"] }];
        foreach (string text in new[] { "{\"a\":\"a\"}", "{\"a\":\"a b\"}", "{\"a\":\"b\"}", "{\"a\":\"null\"}", "{\"a\":null}",
            "{\"a\":\"a c\"}", "{\"a\":\"\\u0061\"}" })
            probe.Observe($"choices that begin alike: {text}", Schemas.Read(Schemas.Make(one), Encoding.ASCII.GetBytes(text)));
        foreach (string text in new[] { "{\"a\":\"a b\"}", "{\"a\":\"null\"}" })
            probe.Observe($"choices longer than the length: {text}",
                Schemas.Read(Schemas.Make([one[0] with { MaxLength = 1 }]), Encoding.ASCII.GetBytes(text)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Read byte by byte; an escape or a character of several bytes is one character of the length.");
}

public sealed class SchemaMasks() : Check("M11.E6.mask", "bans what does not fit or could not be completed in time", points: 2)
{
    public override void Probe(Probe probe)
    {
        List<ReadOnlyMemory<byte>> tokens = Schemas.Tokens("{\"", "na", "me\":", "null", "null,", "\",\"", "lo", "low\"", "ab", "abcd",
            "\"\"", "\u00E9", "\uD83D\uDE00", "}", "in m\":\"", "\\", "\\\"", "\"}");
        int end = tokens.Count - 1;
        string[] prefixes =
        [
            "", "{", "{\"na", "{\"name\":", "{\"name\":n", "{\"name\":nul", "{\"name\":\"", "{\"name\":\"a", "{\"name\":\"ab",
            "{\"name\":\"abc", "{\"name\":\"a\\", "{\"name\":null,\"level\":", "{\"name\":null,\"level\":\"",
            "{\"name\":null,\"level\":\"l", "{\"name\":null,\"level\":\"low", "{\"name\":null,\"level\":\"h",
            "{\"name\":null,\"level\":null,\"length in m\":", "{\"name\":null,\"level\":null,\"length in m\":\"",
            "{\"name\":null,\"level\":null,\"length in m\":\"5", "{\"name\":null,\"level\":null,\"length in m\":null",
            "{\"name\":null,\"level\":null,\"length in m\":null}",
        ];
        foreach (string prefix in prefixes)
        {
            SchemaConstraint constraint = new(Schemas.Fields(), tokens, end);
            foreach (byte b in Encoding.ASCII.GetBytes(prefix)) constraint.Accept(b);
            int least = 1;
            while (least < 200 && Refuses(constraint, tokens.Count, least)) least++;
            probe.Observe($"after {prefix}: the tokens needed", least);
            foreach (int more in new[] { 0, 1, 2, 3, 5, 30 })
                probe.Observe($"after {prefix}: {Scripting.Number(more)} more", Schemas.Left(constraint, tokens.Count, least + more));
        }

        // Half a character is allowed only if every second half is a token.
        List<ReadOnlyMemory<byte>> few =
            [.. Enumerable.Range(0, 128).Concat(Enumerable.Range(0xC0, 64)).Select(b => (ReadOnlyMemory<byte>)new[] { (byte)b }),
                Encoding.UTF8.GetBytes("\u00E9"), new byte[] { 0x80 }, Array.Empty<byte>()];
        SchemaConstraint cut = new(Schemas.Fields(), few, few.Count - 1);
        foreach (byte b in Encoding.ASCII.GetBytes("{\"name\":\"")) cut.Accept(b);
        probe.Observe("without continuations", Schemas.Left(cut, few.Count, 100));
        foreach (byte missing in (byte[])[0x5A, 0x7F, 0x80, 0xBF, 0xC0])
        {
            List<ReadOnlyMemory<byte>> most = [.. tokens.Take(256).Where((_, b) => b != missing), .. tokens.Skip(256)];
            SchemaConstraint without = new(Schemas.Fields(), most, most.Count - 1);
            foreach (char c in "{\"name\":\"") without.Accept(c > missing ? c - 1 : c);
            probe.Observe($"without the byte {Convert.ToHexString([missing])}", Schemas.Left(without, most.Count, 100));
        }

        ExtractionField[] letters = [new("a", ExtractionKind.Choice) { Choices = ["lower", "low", "x"] }],
            behind = [new("a", ExtractionKind.Text), letters[0] with { Name = "b" }],
            single = [new("a", ExtractionKind.Choice) { Choices = ["low"] }];
        foreach ((string what, ExtractionField[] fields,
            string prefix) in new[] { ("a short choice", letters, "{\"a\":"),
                ("a short choice behind a text", behind, "{\"a\":"), ("choices that begin alike", letters, "{\"a\":\"l"),
                ("one choice", single, "{\"a\":\"") })
        {
            SchemaConstraint constraint = new(fields, tokens, end);
            foreach (char c in prefix) constraint.Accept(c);
            int least = 1;
            while (least < 200 && Refuses(constraint, tokens.Count, least)) least++;
            probe.Observe($"{what}: the tokens needed", least);
            probe.Observe($"{what}: with one more", Schemas.Left(constraint, tokens.Count, least + 1));
        }

        List<ReadOnlyMemory<byte>> turned = [.. tokens.Take(256).Reverse(), Array.Empty<byte>()];
        (turned[0], turned[255 - '{']) = (turned[255 - '{'], turned[0]);
        SchemaConstraint first = new(single, turned, turned.Count - 1);
        first.Accept(0);
        probe.Observe("after token 0", Schemas.Left(first, turned.Count, 100));

        SchemaConstraint half = new(Schemas.Fields(), tokens, end);
        foreach (byte b in Encoding.ASCII.GetBytes("{\"name\":\"").Append((byte)0xF0).Append((byte)0x90)) half.Accept(b);
        probe.Observe("within a character", Schemas.Left(half, tokens.Count, 100));
        float[] logits = [.. Enumerable.Range(0, tokens.Count).Select(i => i - 5.5f)];

        new SchemaConstraint(Schemas.Fields(), tokens, end).Mask(logits, 100);
        probe.Observe("what is left keeps its logit",
            string.Join(' ', logits.Where(float.IsFinite).Select(value => Scripting.Number(value))));
    }

    private static bool Refuses(SchemaConstraint constraint, int tokens, int remaining)
    {
        try
        {
            constraint.Mask(new float[tokens], remaining);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("The shortest value is an empty string; of a choice it is null or the shortest one that still fits. Count one byte a token.");
}

public sealed class RandomReplies()
    : Check("M11.E6.random-logits", "makes random logits write objects of the schema, every time", points: 2)
{
    private const int Count = 120;

    public override void Probe(Probe probe)
    {
        List<ReadOnlyMemory<byte>> tokens = Schemas.Tokens("{\"", "null", "\",\"", "low", "er\"", "hi", "\\n", "\u4E2D", "\uD83D\uDE00",
            " in ", "\":", "}", "n\":\"", "\"}");
        for (int i = 0; i < Count; i++)
        {
            SchemaConstraint constraint = new(Schemas.Fields(), tokens, tokens.Count - 1);
            byte[] text = Schemas.Write(probe.Random, constraint, tokens, 46 + (i % 20));
            probe.Observe($"sample {Scripting.Number(i)}", Convert.ToHexString(text));
            probe.Observe($"sample {Scripting.Number(i)} is whole", constraint.IsComplete);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        int invalid = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!evidence.Flag($"sample {Scripting.Number(i)} is whole")
                || !IsValid(Convert.FromHexString(evidence.Text($"sample {Scripting.Number(i)}") ?? "")))
                invalid++;
        }

        return invalid == 0 ? Verdict.Pass
            : Verdict.Fail($"{invalid.ToString(CultureInfo.InvariantCulture)} of {Count.ToString(CultureInfo.InvariantCulture)} texts of random logits are not whole objects of the schema.", hint: "System.Text.Json must read every one, with the keys in order, values of strings or null, and no string too long.");
    }

    private static bool IsValid(byte[] text)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(new UTF8Encoding(false, true).GetString(text));
            JsonProperty[] properties = [.. json.RootElement.EnumerateObject()];
            return properties.Select(property => property.Name).SequenceEqual(["name", "level", "length in m"])
                && Length(properties[0].Value) <= 3 && Length(properties[2].Value) <= 1
                && (properties[1].Value.ValueKind == JsonValueKind.Null
                    || properties[1].Value.GetString() is "low" or "lower" or "high priority");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static int Length(JsonElement value) => value.ValueKind == JsonValueKind.Null ? 0 : value.GetString()!.EnumerateRunes().Count();
}

public sealed class SchemaArguments() : Check("M11.E6.bad-schemas", "refuses schemas, tokens and calls that cannot work")
{
    public override void Probe(Probe probe)
    {
        List<ReadOnlyMemory<byte>> tokens = Schemas.Tokens();
        int end = tokens.Count - 1;
        ExtractionField text = new("a", ExtractionKind.Text), choice = new("b", ExtractionKind.Choice) { Choices = ["x y", "~"] },
            quantity = new("c", ExtractionKind.Quantity) { Unit = "KM" };
        (string What, ExtractionField[] Fields)[] bad =
        [
            ("no fields", []), ("a name twice", [text, text with { Kind = ExtractionKind.Date }]), ("no name", [text with { Name = "" }]),
            ("a quote in a name", [text with { Name = "a\"" }]), ("a backslash in a name", [text with { Name = "\\" }]),
            ("a letter beyond ASCII", [text with { Name = "é" }]), ("a control", [text with { Name = "a\u001F" }]),
            ("127", [text with { Name = "\u007F" }]), ("no choices", [choice with { Choices = [] }]),
            ("a choice twice", [choice with { Choices = ["x", "x"] }]), ("an empty choice", [choice with { Choices = ["x", ""] }]),
            ("a quote in a choice", [choice with { Choices = ["\""] }]), ("no unit", [quantity with { Unit = "" }]),
            ("no such unit", [text, quantity with { Unit = "mile" }]), ("a length of 0", [text with { MaxLength = 0 }]),
            ("a length below 0 of the second", [text, quantity with { MaxLength = -1 }]),
        ];
        foreach ((string what, ExtractionField[] fields) in bad) probe.ObserveThrows<ArgumentException>(what,
            () => new SchemaConstraint(fields, tokens, end));
        foreach ((string what, ExtractionField[] fields) in new (string,
            ExtractionField[])[] { ("one of each", [text, choice, quantity]), ("a length of 1", [text with { MaxLength = 1 }]),
                ("names that differ in case", [text, text with { Name = "A" }]), ("a space and a tilde", [text with { Name = " ~" }]),
                ("a choice of two fields", [choice, choice with { Name = "d" }]) })
            probe.ObserveAccepts(what, () => new SchemaConstraint(fields, tokens, end));
        foreach (int token in new[] { -1, tokens.Count })
            probe.ObserveThrows<ArgumentException>($"the end token {(token < 0 ? "below 0" : "beyond the last")}",
                () => new SchemaConstraint([text], tokens, token));
        probe.ObserveAccepts("the end token is the first", () => new SchemaConstraint([text], [Array.Empty<byte>(), .. tokens], 0));
        foreach (char missing in "{}\":,nulab~ ")
            probe.ObserveThrows<ArgumentException>($"without the token '{missing}'",
                () => new SchemaConstraint([text, choice],
                    [.. tokens.Select((token, id) => id == missing ? Array.Empty<byte>() : token)], end));
        foreach (char spare in "\\cz")
            probe.ObserveAccepts($"without the token '{spare}'",
                () => new SchemaConstraint([text, choice],
                    [.. tokens.Select((token, id) => id == spare ? Array.Empty<byte>() : token)], end));
        probe.ObserveThrows<ArgumentException>("a needed byte is only the end token", () => new SchemaConstraint([text], tokens, '{'));
        probe.ObserveThrows<ArgumentException>("no schema", () => new SchemaConstraint(null!, tokens, end));
        probe.ObserveThrows<ArgumentException>("no tokens", () => new SchemaConstraint([text], null!, end));
        SchemaConstraint constraint = new([text], tokens, end);
        probe.ObserveThrows<ArgumentException>("too few logits", () => constraint.Mask(new float[tokens.Count - 1], 50));
        probe.ObserveThrows<ArgumentException>("too many logits", () => constraint.Mask(new float[tokens.Count + 1], 50));
        probe.ObserveThrows<ArgumentException>("one token too few", () => constraint.Mask(new float[tokens.Count], 7));
        probe.ObserveAccepts("as many as needed", () => constraint.Mask(new float[tokens.Count], 8));
        probe.ObserveThrows<ArgumentException>("a token below 0", () => constraint.Accept(-1));
        probe.ObserveThrows<ArgumentException>("a token beyond the last", () => constraint.Accept(tokens.Count));
        probe.ObserveThrows<ArgumentException>("the end too soon", () => constraint.Accept(end));
        probe.ObserveThrows<ArgumentException>("an empty token", () => constraint.Accept(end - 1));
        probe.ObserveThrows<ArgumentException>("a token that does not fit", () => constraint.Accept('x'));
        probe.Observe("after what was refused", Schemas.Read(constraint, Encoding.ASCII.GetBytes("{\"a\":null}")));
        probe.ObserveThrows<ArgumentException>("no tokens remain behind a whole object", () => constraint.Mask(new float[tokens.Count], 0));
        probe.ObserveThrows<ArgumentException>("a byte behind a whole object", () => constraint.Accept(' '));
        probe.ObserveAccepts("the end", () => constraint.Accept(end));
        probe.Observe("whole after the end", constraint.IsComplete);
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M11;

public sealed class ReadNumbers() : VisibleCheck("M11.E6.numbers", "reads numbers by their form, with a decimal point or comma")
{
    public override void Probe(Probe probe)
    {
        string[] texts =
        [
            "0", "7", "007", "1234", "-3", "+3", "\u22123", "--3", "- 3", "1,234", "12,345,678", "1,2345", "12,34", "1234,567", ",123", "1,234,56", "1 234 567", "1\u00A0234,5", "1\u202F234.5", "1,234 567", "1.5", "1.50", ".5", "5.", "1.2.3", "1.234",
            "1.234.567", "1.234,50", "0,5", "-0", "-0.00", "1e3", "1.5 ", "\t42\n", "", " ", "twelve", "\u0661\u0662", "1_000", "12345678901234567890123456.78", "1234567890123456789012345678", "12345678901234567890123456789", "0.0000000000000000000000000001", "0.00000000000000000000000000001",
            "1 23", "12 345.25", "123 4567", "$5", "5%", "-1,000.25", "999\n",
        ];
        foreach (string text in texts)
        {
            string name = string.Concat(text.Select(c => c is < ' ' or > '~' ? $"\\u{(int)c:X4}" : $"{c}"));
            probe.Observe($"point '{name}'", Say(Normalizer.Number(text)));
            probe.Observe($"comma '{name}'", Say(Normalizer.Number(text, decimalComma: true)));
        }

        probe.ObserveThrows<ArgumentException>("no text", () => Normalizer.Number(null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("Groups have three digits and one separator throughout; the comma and the point never mean both.");

    internal static string Say(decimal? value) => value is { } number ? Normalizer.Write(number) : "null";
}

public sealed class ReadDates() : Check("M11.E6.dates", "reads four forms of dates, in the given order, and refuses days that do not exist")
{
    public override void Probe(Probe probe)
    {
        string[] texts =
        [
            "2024-03-03", "2024-3-3", "0001-01-01", "0000-01-01", "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-04-00", "03/04/2024", "3/4/2024", "13/04/2024", "04/13/2024", "3.4.2024", "3-4-2024", "3/4-2024", "31/12/2024", "12/31/2024",
            "3/4/24", "003/4/2024", "1/1/20245", "3 March 2024", "03 MARCH 2024", "3rd March 2024", "3rd of March 2024", "1st Apr 2024", "2nd apr. 2024", "22th May 2024", "31 June 2024", "30 June, 2024", "3  March\n2024", " 3 March 2024 ", "March 3, 2024", "Mar 3 2024", "Mar. 3rd, 2024", "march 33, 2024",
            "Sept 3 2024", "Sep 3 2024", "Ma 3 2024", "Marc 3 2024", "Marchy 3 2024", "Maytember 3 2024", "3 March 24", "March 2024", "3 March", "", "today", "2024/03/04", "20240304", "2024-03-03T10:00", "3March 2024", "3 March2024", "\u0663 March 2024", "February 29, 2023", "29 Feb 2024", "0 May 2024", "May 1,2024", "May 1 , 2024",
            "5 December 0999", "10 October 2024", "11 November 2024", "12 Aug 2024", "7 July 2024", "9 January 2024", "9 September 2024", "2024-03-03\n",
        ];
        foreach (string text in texts)
        {
            string name = text.Replace("\n", "\\n", StringComparison.Ordinal);
            probe.Observe($"day first '{name}'", Normalizer.Date(text, DateOrder.DayFirst) ?? "null");
            probe.Observe($"month first '{name}'", Normalizer.Date(text, DateOrder.MonthFirst) ?? "null");
        }

        probe.ObserveThrows<ArgumentException>("no text", () => Normalizer.Date(null!, DateOrder.DayFirst));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("The order is never guessed: 13/04/2024 with the month first is no day. The calendar has 30 days in June, and 29 in February now and then.");
}

public sealed class ReadQuantities() : Check("M11.E6.quantities", "converts quantities exactly, and adds up their parts")
{
    public override void Probe(Probe probe)
    {
        (string Text, string Unit)[] cases =
        [
            ("2 km", "m"), ("2km", "m"), ("2.5 KM", "m"), ("2,500 m", "km"), ("1,5 km", "m"), ("30 cm", "m"), ("1 mm", "km"), ("2 m", "cm"), ("5 m 20 cm", "cm"), ("5m20cm", "m"), ("5 m, 20 cm", "m"), ("20 cm 5 m", "m"), ("5 m 5 m", "m"), ("1 km 2 m 3 cm 4 mm", "mm"), ("3 kg", "g"), ("250 g", "kg"), ("1 kg 50 g", "kg"),
            ("90 min", "h"), ("1 h 30 min", "min"), ("1 hour 30 minutes", "min"), ("2 hours", "s"), ("1 h 1 min 1 s", "s"), ("1h30min", "h"), ("20 min", "h"), ("1 s", "h"), ("10 seconds", "s"), ("5", "m"), ("m", "m"), ("", "m"), ("5 miles", "m"), ("5 kg", "m"), ("1 h 5 m", "min"), ("-5 m", "cm"), ("+5 m", "cm"), ("\u22125 m", "km"), ("5 m -20 cm", "cm"),
            ("-1 m 20 cm", "cm"), ("1 234 m", "km"), ("5  m", "m"), ("5 m ", "m"), ("5 m.", "m"), ("5 m 20", "cm"), ("about 5 m", "m"), ("0 m", "km"), ("-0 km", "m"), ("0.1 m 0.2 cm", "mm"), ("1000000000000000000 m", "m"), ("1000000000000000000.5 m", "m"), ("1000000000000000001 m", "m"), ("-1000000000000000001 m", "m"), ("-1000000000000000000 km", "m"), ("1.23.4 m", "m"), ("0.001 g", "kg"), ("7 HOURS", "H"), ("3 kilometres", "m"),
            ("1 m 2 km", "m"), ("2 minute", "s"), ("2 second", "s"), ("1 2 m", "m"), ("1 km 1,5 m", "m"),
        ];
        foreach ((string text, string unit) in cases)
        {
            probe.Observe($"'{text}' in {unit}", ReadNumbers.Say(Normalizer.Quantity(text, unit)));
            probe.Observe($"'{text}' in {unit}, comma", ReadNumbers.Say(Normalizer.Quantity(text, unit, decimalComma: true)));
        }

        probe.ObserveThrows<ArgumentException>("no such unit", () => Normalizer.Quantity("5 m", "mile"));
        probe.ObserveThrows<ArgumentException>("an empty unit", () => Normalizer.Quantity("", ""));
        probe.ObserveThrows<ArgumentException>("no text", () => Normalizer.Quantity(null!, "m"));
        probe.ObserveThrows<ArgumentException>("null for a unit", () => Normalizer.Quantity("5 m", null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("Add up in the first unit of the dimension, and divide once at the end, in decimal.");
}

public sealed class WrittenNumbers() : Check("M11.E6.written", "reads back 300 random numbers, as they are written in two conventions")
{
    private const int Count = 300;

    public override void Probe(Probe probe)
    {
        List<string> point = [], comma = [];
        foreach ((string text, _) in Draw(probe.Random))
        {
            point.Add(ReadNumbers.Say(Normalizer.Number(text)));
            comma.Add(ReadNumbers.Say(Normalizer.Number(text.Replace(',', ';').Replace('.', ',').Replace(';', '.'), decimalComma: true)));
        }

        for (int i = 0; i < Count; i += 100)
        {
            probe.Observe($"point, from {Scripting.Number(i)}", string.Join(' ', point.Skip(i).Take(100)));
            probe.Observe($"comma, from {Scripting.Number(i)}", string.Join(' ', comma.Skip(i).Take(100)));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        string[] wanted = [.. Draw(CheckRandom.For(Id)).Select(drawn => drawn.Plain)];
        foreach (string style in new[] { "point", "comma" })
        {
            string[] got = [.. Enumerable.Range(0, Count / 100).SelectMany(i => (evidence.Text($"{style}, from {Scripting.Number(i * 100)}") ?? "").Split(' '))];
            int wrong = Enumerable.Range(0, Count).Count(i => i >= got.Length || got[i] != wanted[i]);
            if (wrong > 0) return Verdict.Fail($"{wrong.ToString(CultureInfo.InvariantCulture)} of {Count.ToString(CultureInfo.InvariantCulture)} numbers with a decimal {style} are not read as they were written.");
        }

        return Verdict.Pass;
    }

    // What is plain is put together from digits, and no number is parsed.
    private static List<(string Text, string Plain)> Draw(CheckRandom random)
    {
        List<(string, string)> drawn = [];
        for (int i = 0; i < Count; i++)
        {
            string whole = string.Concat(Enumerable.Range(0, (int)random.NextInteger(1, 11)).Select(at => (char)('0' + random.NextInteger(at == 0 ? 1 : 0, 10))));
            string rest = string.Concat(Enumerable.Range(0, (int)random.NextInteger(0, 5)).Select(_ => (char)('0' + random.NextInteger(0, 10))));
            string sign = random.NextInteger(0, 3) == 0 ? "-" : "", separator = random.NextInteger(0, 3) switch { 0 => "", 1 => ",", _ => " " };
            StringBuilder grouped = new();
            for (int at = 0; at < whole.Length; at++) _ = grouped.Append(at > 0 && (whole.Length - at) % 3 == 0 ? separator : "").Append(whole[at]);
            string decimals = rest.TrimEnd('0');
            drawn.Add((sign + grouped + (rest.Length > 0 ? $".{rest}" : ""), sign + whole + (decimals.Length > 0 ? $".{decimals}" : "")));
        }

        return drawn;
    }
}

public sealed class SchemaTexts() : Check("M11.E6.schema", "lets exactly the objects of the schema through", points: 2)
{
    public override void Probe(Probe probe)
    {
        const string End = ""","length in m":null}""", Begin = """{"name":null,"level":null,"length in m":""";
        string[] texts =
        [
            $$"""{"name":null,"level":null{{End}}""", $$"""{"name":"","level":null{{End}}""", $$"""{"name":"abc","level":"low"{{End}}""", $$"""{"name":"abcd","level":"low"{{End}}""", $$"""{"name":"a\"b","level":"lower"{{End}}""", $$"""{"name":"\\\/\b","level":"high priority"{{End}}""", $$"""{"name":"\f\n\r","level":null{{End}}""",
            $$"""{"name":"\t","level":null{{End}}""", $$"""{"name":"\u0041","level":null{{End}}""", $$"""{"name":"\x","level":null{{End}}""", $$"""{"name":"abc\n","level":null{{End}}""", $$"""{"name":"éß中","level":null{{End}}""", $$"""{"name":"😀😀😀","level":null{{End}}""", $$"""{"name":"😀😀😀😀","level":null{{End}}""", "{\"name\":\"a\nb\",", "{\"name\":\"\u007F\",\"level\":null",
            $$"""{"name":null,"level":"lo"{{End}}""", $$"""{"name":null,"level":"lowest"{{End}}""", $$"""{"name":null,"level":"highpriority"{{End}}""", $$"""{"name":null,"level":""{{End}}""", $$"""{"name":null,"level":"Low"{{End}}""", $$"""{"name":null,"level":low{{End}}""", $$"""{"name":nul,"level":null{{End}}""", $$"""{"name":5,"level":null{{End}}""", $$"""{"name":true,"level":null{{End}}""",
            $$"""{ "name":null""", $$"""{"name": null""", $$"""{"level":null""", $$"""{"name":null,"name":null""", $$"""{"name":null}""", $"{Begin}\"5\"}}", $"{Begin}\"55\"}}", $"{Begin}null}}}}", $"{Begin}null", $"{Begin}null,", "", "[", " {", $$"""{"name":"x","level":"lower"{{End}} """, $$"""{"name":"x" ,""",
        ];
        for (int i = 0; i < texts.Length; i++) probe.Observe($"text {Scripting.Number(i + 1)}", $"{texts[i]}: {Schemas.Read(Schemas.Make(), Encoding.UTF8.GetBytes(texts[i]))}");

        // Bytes that are no UTF-8, and those at its limits.
        byte[][] characters =
        [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2, 0x80], [0xDF, 0xBF], [0xC2, 0x7F], [0xC2, 0xC0], [0xE0, 0x9F, 0xBF], [0xE0, 0xA0, 0x80], [0xE1, 0x80, 0x80], [0xEF, 0xBF, 0xBF], [0xED, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xEE, 0x80, 0x80], [0xE1, 0x80, 0x22], [0xE0, 0xA0, 0xC0],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF1, 0x80, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF3, 0xBF, 0xBF, 0xBF], [0xFF], [0xF0, 0x90, 0x80, 0x22], [0x1F], [0x20], [0x7F],
        ];
        foreach (byte[] character in characters)
            probe.Observe($"bytes {Convert.ToHexString(character)}", Schemas.Read(Schemas.Make(), [.. Encoding.ASCII.GetBytes("{\"name\":\""), .. character, .. Encoding.ASCII.GetBytes("\",")]));
        ExtractionField[] one = [new("a", ExtractionKind.Choice) { Choices = ["b", "a b", "a", "null"] }];
        foreach (string text in new[] { "{\"a\":\"a\"}", "{\"a\":\"a b\"}", "{\"a\":\"b\"}", "{\"a\":\"null\"}", "{\"a\":null}", "{\"a\":\"a c\"}", "{\"a\":\"\\u0061\"}" }) probe.Observe($"choices that begin alike: {text}", Schemas.Read(Schemas.Make(one), Encoding.ASCII.GetBytes(text)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("Read byte by byte; an escape or a character of several bytes is one character of the length.");
}

public sealed class SchemaMasks() : Check("M11.E6.mask", "bans what does not fit or could not be completed in time", points: 2)
{
    public override void Probe(Probe probe)
    {
        List<ReadOnlyMemory<byte>> tokens = Schemas.Tokens("{\"", "na", "me\":", "null", "null,", "\",\"", "lo", "low\"", "ab", "abcd", "\"\"", "\u00E9", "\uD83D\uDE00", "}", "in m\":\"", "\\", "\\\"", "\"}");
        int end = tokens.Count - 1;
        string[] prefixes =
        [
            "", "{", "{\"na", "{\"name\":", "{\"name\":n", "{\"name\":nul", "{\"name\":\"", "{\"name\":\"a", "{\"name\":\"ab", "{\"name\":\"abc", "{\"name\":\"a\\", "{\"name\":null,\"level\":", "{\"name\":null,\"level\":\"", "{\"name\":null,\"level\":\"l", "{\"name\":null,\"level\":\"low", "{\"name\":null,\"level\":\"h",
            "{\"name\":null,\"level\":null,\"length in m\":", "{\"name\":null,\"level\":null,\"length in m\":\"", "{\"name\":null,\"level\":null,\"length in m\":\"5", "{\"name\":null,\"level\":null,\"length in m\":null", "{\"name\":null,\"level\":null,\"length in m\":null}",
        ];
        foreach (string prefix in prefixes)
        {
            SchemaConstraint constraint = new(Schemas.Fields(), tokens, end);
            foreach (byte b in Encoding.ASCII.GetBytes(prefix)) constraint.Accept(b);
            int least = 1;
            while (least < 200 && Refuses(constraint, tokens.Count, least)) least++;
            probe.Observe($"after {prefix}: the tokens needed", least);
            foreach (int more in new[] { 0, 1, 2, 3, 5, 30 }) probe.Observe($"after {prefix}: {Scripting.Number(more)} more", Schemas.Left(constraint, tokens.Count, least + more));
        }

        // Half a character is allowed only if every second half is a token.
        List<ReadOnlyMemory<byte>> few = [.. Enumerable.Range(0, 128).Concat(Enumerable.Range(0xC0, 64)).Select(b => (ReadOnlyMemory<byte>)new[] { (byte)b }), Encoding.UTF8.GetBytes("\u00E9"), new byte[] { 0x80 }, Array.Empty<byte>()];
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

        ExtractionField[] letters = [new("a", ExtractionKind.Choice) { Choices = ["lower", "low", "x"] }], single = [new("a", ExtractionKind.Choice) { Choices = ["low"] }];
        foreach ((string what, ExtractionField[] fields, string prefix) in new[] { ("a short choice", letters, "{\"a\":"), ("choices that begin alike", letters, "{\"a\":\"l"), ("one choice", single, "{\"a\":\"") })
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
        probe.Observe("what is left keeps its logit", string.Join(' ', logits.Where(float.IsFinite).Select(value => Scripting.Number(value))));
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

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("The shortest value is an empty string; of a choice it is null or the shortest one that still fits. Count one byte a token.");
}

public sealed class RandomReplies() : Check("M11.E6.random-logits", "makes random logits write objects of the schema, every time", points: 2)
{
    private const int Count = 120;

    public override void Probe(Probe probe)
    {
        List<ReadOnlyMemory<byte>> tokens = Schemas.Tokens("{\"", "null", "\",\"", "low", "er\"", "hi", "\\n", "\u4E2D", "\uD83D\uDE00", " in ", "\":", "}", "n\":\"", "\"}");
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
            if (!evidence.Flag($"sample {Scripting.Number(i)} is whole") || !IsValid(Convert.FromHexString(evidence.Text($"sample {Scripting.Number(i)}") ?? ""))) invalid++;
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
                && (properties[1].Value.ValueKind == JsonValueKind.Null || properties[1].Value.GetString() is "low" or "lower" or "high priority");
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
        ExtractionField text = new("a", ExtractionKind.Text), choice = new("b", ExtractionKind.Choice) { Choices = ["x y", "~"] }, quantity = new("c", ExtractionKind.Quantity) { Unit = "KM" };
        (string What, ExtractionField[] Fields)[] bad =
        [
            ("no fields", []), ("a name twice", [text, text with { Kind = ExtractionKind.Date }]), ("no name", [text with { Name = "" }]), ("a quote in a name", [text with { Name = "a\"" }]), ("a backslash in a name", [text with { Name = "\\" }]), ("a letter beyond ASCII", [text with { Name = "é" }]), ("a control", [text with { Name = "a\u001F" }]),
            ("127", [text with { Name = "\u007F" }]), ("no choices", [choice with { Choices = [] }]), ("a choice twice", [choice with { Choices = ["x", "x"] }]), ("an empty choice", [choice with { Choices = ["x", ""] }]), ("a quote in a choice", [choice with { Choices = ["\""] }]), ("no unit", [quantity with { Unit = "" }]),
            ("no such unit", [text, quantity with { Unit = "mile" }]), ("a length of 0", [text with { MaxLength = 0 }]), ("a length below 0 of the second", [text, quantity with { MaxLength = -1 }]),
        ];
        foreach ((string what, ExtractionField[] fields) in bad) probe.ObserveThrows<ArgumentException>(what, () => new SchemaConstraint(fields, tokens, end));
        foreach ((string what, ExtractionField[] fields) in new (string, ExtractionField[])[] { ("one of each", [text, choice, quantity]), ("a length of 1", [text with { MaxLength = 1 }]), ("names that differ in case", [text, text with { Name = "A" }]), ("a space and a tilde", [text with { Name = " ~" }]), ("a choice of two fields", [choice, choice with { Name = "d" }]) })
            probe.ObserveAccepts(what, () => new SchemaConstraint(fields, tokens, end));
        foreach (int token in new[] { -1, tokens.Count }) probe.ObserveThrows<ArgumentException>($"the end token {(token < 0 ? "below 0" : "beyond the last")}", () => new SchemaConstraint([text], tokens, token));
        probe.ObserveAccepts("the end token is the first", () => new SchemaConstraint([text], [Array.Empty<byte>(), .. tokens], 0));
        foreach (char missing in "{}\":,nulab~ ")
            probe.ObserveThrows<ArgumentException>($"without the token '{missing}'", () => new SchemaConstraint([text, choice], [.. tokens.Select((token, id) => id == missing ? Array.Empty<byte>() : token)], end));
        foreach (char spare in "\\cz")
            probe.ObserveAccepts($"without the token '{spare}'", () => new SchemaConstraint([text, choice], [.. tokens.Select((token, id) => id == spare ? Array.Empty<byte>() : token)], end));
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

public sealed class FoundEvidence() : Check("M11.E6.evidence", "finds whole words of the document, whatever their case and white space", points: 2)
{
    public override void Probe(Probe probe)
    {
        const string Document = "Order 12 of 2012: 1,234.5 m of Blue\n  Rope, 5.5 kg.\tRope-maker: ANN LEE, section 3.4.5, room 7b, 99, 100; x9. Blue";
        string[] words =
        [
            "Order", "order", "ORDER 12", "12", "2012", "01", "1,234.5", "234.5", "1,234", "234", "1", "5", "5.5", "4", "3.4.5", "3.4", "4.5", "Blue Rope", "blue  rope", "Blue\nRope", "BlueRope", "Rope", "rope,", "Rope-maker", "maker", "ann lee", "Lee", "Le", "7", "7b", "b", "99", "100", "9", "x9", "9,", "99, 100", "Blue", " Blue ",
            "Blue Order", "", " \n", ".", "kg.", "m of", "green", "Order 12 of 2012: 1,234.5 m of Blue Rope, 5.5 kg. Rope-maker: ANN LEE, section 3.4.5, room 7b, 99, 100; x9. Blue", "Blue!", "f", "rder", "kg", "x9. Blue",
        ];
        foreach (string word in words) probe.Observe($"'{word.Replace("\n", "\\n", StringComparison.Ordinal)}'"[..Math.Min(60, word.Replace("\n", "\\n", StringComparison.Ordinal).Length + 2)], Say(Document, word));
        probe.Observe("an empty document", Say("", "a"));
        probe.Observe("the whole document", Say("a", "A"));
        probe.Observe("a digit at the very end", Say("5.", "5"));
        probe.Observe("a digit at the very beginning", Say(".5", "5"));
        probe.Observe("a comma behind", Say("5, 6", "5"));
        probe.Observe("a comma and a digit before", Say("4,5", "5"));
        probe.Observe("a letter, a point and a digit", Say("a.5", "5"));
        probe.Observe("a letter behind point", Say("5.a", "5"));
        probe.Observe("a letter before a point and a digit", Say("ab.5", "ab"));
        probe.Observe("a word behind a word without space", Say("a b", "ab"));
        probe.Observe("the first whole one", Say("cats cat Cat", "cat"));
        probe.Observe("a word that begins again", Say("a a b", "a b"));
        probe.Observe("beyond ASCII", Say("École de Gré, gré", "GRÉ"));
        probe.Observe("space at the end of the document", Say("a ", "a b"));
        probe.Observe("white space of other kinds", Say("x\u00A0\u2003y", "x y"));
        probe.Observe("no space where the reply has one", Say("ropemaker, rope maker", "rope maker"));
    }

    private static string Say(string document, string word)
    {
        ExtractionResult result = Extractor.Extract(document, JsonSerializer.Serialize(new Dictionary<string, string> { ["w"] = word }), [new ExtractionField("w", ExtractionKind.Text)]);
        ExtractedValue value = result.Values[0];
        return $"{value.Value ?? "null"} {(value.Evidence is { } at ? $"{Scripting.Number(at.Start)}+{Scripting.Number(at.Length)}" : "-")} {string.Join(' ', result.Problems.Select(problem => $"{problem.Fault}"))}";
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("12 is not found in 2012, nor 234 in 1,234.5: look at what stands before and behind.");
}

public sealed class ExtractedValues() : Check("M11.E6.values", "gives null and says why, where a document does not say it", points: 2)
{
    public override void Probe(Probe probe)
    {
        ExtractionField[] fields =
        [
            new("text", ExtractionKind.Text), new("integer", ExtractionKind.Integer, true), new("decimal", ExtractionKind.Decimal), new("date", ExtractionKind.Date, true), new("quantity", ExtractionKind.Quantity) { Unit = "cm" },
            new("choice", ExtractionKind.Choice, true) { Choices = ["Red", "dark red", "blue"] },
        ];
        const string Document = "Red wine,\n 1,200 bottles of 0.75 each, on 3/4/2024. 1.5  m of shelf, DARK\nred labels; 12.0 or 9223372036854775808, 31/2/2024, 5 kg, 1.200, 9,223,372,036,854,775,807. -9223372036854775808 or -9223372036854775809.";
        (string What, string?[] Words, ExtractionOptions? Options)[] cases =
        [
            ("all", ["red  WINE", "1,200", "0.75", "3/4/2024", "1.5 m", "dark red"], null), ("all, with the month first", ["Red wine", "1,200", "0.75", "3/4/2024", "1.5 m", "Red"], new ExtractionOptions(DateOrder.MonthFirst)), ("none", [null, null, null, null, null, null], null), ("empty", ["", " ", "", "\n", "", null], null),
            ("invented", ["white wine", "1,300", "0.7", "4/4/2024", "2 m", "blue"], null), ("unreadable", ["Red wine", "bottles", "each", "31/2/2024", "5 kg", null], null), ("whole though decimals", [null, "12.0", "12.0", null, null, null], null), ("not whole", [null, "0.75", "0.75", null, null, null], null),
            ("too large", [null, "9223372036854775808", "9223372036854775808", null, null, null], null), ("just not", [null, "9,223,372,036,854,775,807", null, null, null, null], null), ("the least", [null, "-9223372036854775808", null, null, null, null], null), ("too small", [null, "-9223372036854775809", null, null, null, null], null), ("comma", [null, "1.200", "1,200", "3/4/2024", "1.5  m", null], new ExtractionOptions(DecimalComma: true)), ("point", [null, "1.200", "1.200", null, null, null], null),
            ("the same words twice", ["1,200", "1,200", "1,200", null, null, null], null),
        ];
        foreach ((string what, string?[] words, ExtractionOptions? options) in cases)
        {
            string reply = JsonSerializer.Serialize(fields.Select((field, i) => (field.Name, Word: words[i])).ToDictionary(pair => pair.Name, pair => pair.Word));
            ExtractionResult result = Extractor.Extract(Document, reply, fields, options);
            probe.Observe(what, string.Join('\n', result.Values.Select(value => $"{value.Field}: {value.Value ?? "null"}{(value.Evidence is { } at ? $" at {Scripting.Number(at.Start)}+{Scripting.Number(at.Length)}" : "")}")));
            probe.Observe($"{what}: problems", string.Join(", ", result.Problems.Select(problem => $"{problem.Field} {problem.Fault}")));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact).WithHint("What the document says is read, not what the reply says; a required field without a value is a problem, never a guess.");
}

public sealed class WrongReplies() : Check("M11.E6.replies", "refuses replies that are not of the schema, and reads those that are")
{
    public override void Probe(Probe probe)
    {
        ExtractionField[] fields = [new("a", ExtractionKind.Text), new("b", ExtractionKind.Choice) { Choices = ["one", "two"] }];
        string[] bad = ["", "x", "null", "[]", "\"a\"", "{}", "{\"a\":null}", "{\"a\":null,\"b\":null", "{\"a\":null,\"b\":null,\"c\":null}", "{\"a\":null,\"A\":null}", "{\"a\":5,\"b\":null}", "{\"a\":true,\"b\":null}", "{\"a\":[\"x\"],\"b\":null}", "{\"a\":{},\"b\":null}", "{\"a\":null,\"b\":\"three\"}", "{\"a\":null,\"b\":\"One\"}", "{\"a\":null,\"b\":\"\"}",
            "{\"a\":null,\"b\":null,\"a\":null}", "{\"a\":null,\"b\":null} {}", "{\"a\":\"\\uD800\",\"b\":null}", "{\"a\":null,\"a\":null}", "{'a':null,\"b\":null}"];
        foreach (string reply in bad) probe.ObserveThrows<FormatException>($"refused: {reply}", () => Extractor.Extract("one x", reply, fields));
        string[] good = ["{\"a\":null,\"b\":null}", " { \"b\" : \"one\" , \"a\" : \"x\" }\n", "{\"a\":\"\\u0078\",\"b\":\"two\"}", $"{{\"a\":\"{new string('y', 500)}\",\"b\":null}}"];
        foreach (string reply in good)
        {
            ExtractionResult result = Extractor.Extract("one x", reply, fields);
            probe.Observe($"read: {reply[..Math.Min(40, reply.Length)]}", string.Join(", ", result.Values.Select(value => $"{value.Field} {value.Value ?? "null"}")));
        }

        probe.ObserveThrows<ArgumentException>("no document", () => Extractor.Extract(null!, good[0], fields));
        probe.ObserveThrows<ArgumentException>("no reply", () => Extractor.Extract("", null!, fields));
        probe.ObserveThrows<ArgumentException>("no schema", () => Extractor.Extract("", good[0], null!));
    }
}

public sealed class FieldScores() : Check("M11.E6.f1", "scores fields with micro F1, and none where there should be none not at all")
{
    public override void Probe(Probe probe)
    {
        (string What, string?[][] Predicted, string?[][] Gold)[] cases =
        [
            ("right", [["a", "b"]], [["a", "b"]]), ("one wrong", [["a", "x"]], [["a", "b"]]), ("one missing", [["a", null]], [["a", "b"]]), ("one too many", [["a", "b"]], [["a", null]]), ("both none", [["a", null]], [["a", null]]), ("nothing at all", [[null]], [[null]]), ("no documents", [], []), ("no fields", [[], []], [[], []]),
            ("all wrong", [["a"]], [["b"]]), ("case counts", [["A"]], [["a"]]), ("documents of different sizes", [["a", "b", "c"], ["x"], [null, "d"]], [["a", "b", "c"], ["y"], ["e", "d"]]), ("only in the prediction", [["a"]], [[null]]), ("only in gold", [[null]], [["a"]]),
        ];
        foreach ((string what, string?[][] predicted, string?[][] gold) in cases) probe.Observe(what, ExtractionScore.FieldF1(predicted, gold));
        string?[][] random = [.. Enumerable.Range(0, 20).Select(_ => Draw(probe.Random))], other = [.. Enumerable.Range(0, 20).Select(_ => Draw(probe.Random))];
        probe.Observe("random", ExtractionScore.FieldF1(random, other));
        probe.Observe("random, the other way round", ExtractionScore.FieldF1(other, random));
        probe.ObserveThrows<ArgumentException>("one document more", () => ExtractionScore.FieldF1([["a"], ["b"]], [["a"]]));
        probe.ObserveThrows<ArgumentException>("one document fewer", () => ExtractionScore.FieldF1([["a"]], [["a"], ["b"]]));
        probe.ObserveThrows<ArgumentException>("one field more", () => ExtractionScore.FieldF1([["a", "b"]], [["a"]]));
        probe.ObserveThrows<ArgumentException>("one field fewer", () => ExtractionScore.FieldF1([["a"]], [["a", "b"]]));
        probe.ObserveThrows<ArgumentException>("no prediction", () => ExtractionScore.FieldF1(null!, []));
        probe.ObserveThrows<ArgumentException>("no gold", () => ExtractionScore.FieldF1([], null!));
    }

    private static string?[] Draw(CheckRandom random) => [.. Enumerable.Range(0, 5).Select(_ => random.NextInteger(0, 3) switch { 0 => null, 1 => "a", _ => "b" })];

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double).WithHint("A wrong value is one too many and one missing; sums come before the quotient.");
}

public sealed class ExtractedNotices() : Check("M11.E6.notices", "extracts notices with an F1 of 0.9 or more, and invents nothing")
{
    public override void Probe(Probe probe)
    {
        List<IReadOnlyList<string?>> predicted = [], gold = [];
        int invented = 0;
        foreach (Notice notice in Notices.Make(29, 150))
        {
            // A model that copies nearly all, forgets now and then, and never says that something is not there.
            string?[] words = [.. notice.Words.Select((word, i) => word is null ? (i == 6 ? "hard" : i == 2 ? "1,999" : "7.5 km") : probe.Random.NextInteger(0, 25) == 0 ? null : word)];
            string reply = JsonSerializer.Serialize(Notices.Fields.Zip(words).ToDictionary(pair => pair.First.Name, pair => pair.Second));
            ExtractionResult result = Extractor.Extract(notice.Document, reply, Notices.Fields);
            predicted.Add([.. result.Values.Select(value => value.Value)]);
            gold.Add(notice.Gold);
            invented += result.Values.Where((value, i) => value.Value is not null && notice.Gold[i] is null).Count();
        }

        probe.Observe("F1", ExtractionScore.FieldF1(predicted, gold));
        probe.Observe("invented", invented);
        probe.Observe("the first", string.Join(' ', predicted[0].Select(value => value ?? "null")));
    }

    public override Verdict Judge(Evidence evidence)
    {
        if (evidence.Number("invented") > 0) return Verdict.Fail("Values are given that the notices do not have.", hint: "Look for the evidence before you believe the reply.");
        if (!(evidence.Number("F1") >= 0.9)) return Verdict.Fail("The F1 of the fields is below 0.9.", FormattableString.Invariant($"{evidence.Number("F1"):0.###}"));
        return evidence.EqualsExpected(Tolerance.Double);
    }
}

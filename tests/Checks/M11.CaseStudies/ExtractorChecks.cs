using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M11;

public sealed class FoundEvidence()
    : Check("M11.E6.evidence", "finds whole words of the document, whatever their case and white space", points: 2)
{
    public override void Probe(Probe probe)
    {
        const string Document =
            "Order 12 of 2012: 1,234.5 m of Blue\n  Rope, 5.5 kg.\tRope-maker: ANN LEE, section 3.4.5, room 7b, 99, 100; x9. Blue";
        string[] words =
        [
            "Order", "order", "ORDER 12", "12", "2012", "01", "1,234.5", "234.5", "1,234", "234", "1", "5", "5.5", "4", "3.4.5", "3.4",
            "4.5", "Blue Rope", "blue  rope", "Blue\nRope", "BlueRope", "Rope", "rope,", "Rope-maker", "maker", "ann lee", "Lee", "Le", "7",
            "7b", "b", "99", "100", "9", "x9", "9,", "99, 100", "Blue", " Blue ",
            "Blue Order", "", " \n", ".", "kg.", "m of", "green",
            "Order 12 of 2012: 1,234.5 m of Blue Rope, 5.5 kg. Rope-maker: ANN LEE, section 3.4.5, room 7b, 99, 100; x9. Blue", "Blue!",
            "f", "rder", "kg", "x9. Blue",
        ];
        foreach (string word in words)
            probe.Observe($"'{word.Replace("\n", "\\n", StringComparison.Ordinal)}'"[..Math.Min(60,
                word.Replace("\n", "\\n", StringComparison.Ordinal).Length + 2)], Say(Document, word));
        probe.Observe("an empty document", Say("", "a"));
        probe.Observe("the whole document", Say("a", "A"));
        probe.Observe("a digit at the very end", Say("5.", "5"));
        probe.Observe("a digit at the very beginning", Say(".5", "5"));
        probe.Observe("a comma behind", Say("5, 6", "5"));
        probe.Observe("a comma and a digit before", Say("4,5", "5"));
        probe.Observe("a letter, a point and a digit", Say("a.5", "5"));
        probe.Observe("a letter behind point", Say("5.a", "5"));
        probe.Observe("a letter before a point and a digit", Say("ab.5", "ab"));
        probe.Observe("a letter behind a digit and a point", Say("5.ab", "ab"));
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
        ExtractionResult result = Extractor.Extract(document, JsonSerializer.Serialize(new Dictionary<string, string> { ["w"] = word }),
            [new ExtractionField("w", ExtractionKind.Text)]);
        ExtractedValue value = result.Values[0];
        return $"{value.Value ?? "null"} {(value.Evidence is { } at ? $"{Scripting.Number(at.Start)}+{Scripting.Number(at.Length)}" : "-")} {string.Join(' ', result.Problems.Select(problem => $"{problem.Fault}"))}";
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("12 is not found in 2012, nor 234 in 1,234.5: look at what stands before and behind.");
}

public sealed class ExtractedValues() : Check("M11.E6.values", "gives null and says why, where a document does not say it", points: 2)
{
    public override void Probe(Probe probe)
    {
        ExtractionField[] fields =
        [
            new("text", ExtractionKind.Text), new("integer", ExtractionKind.Integer, true), new("decimal", ExtractionKind.Decimal),
            new("date", ExtractionKind.Date, true), new("quantity", ExtractionKind.Quantity) { Unit = "cm" },
            new("choice", ExtractionKind.Choice, true) { Choices = ["Red", "dark red", "blue"] },
        ];
        const string Document = "Red wine,\n 1,200 bottles of 0.75 each, on 3/4/2024. 1.5  m of shelf, DARK\nred labels; 12.0 or 9223372036854775808, 31/2/2024, 5 kg, 1.200, 9,223,372,036,854,775,807. -9223372036854775808 or -9223372036854775809.";
        (string What, string?[] Words, ExtractionOptions? Options)[] cases =
        [
            ("all", ["red  WINE", "1,200", "0.75", "3/4/2024", "1.5 m", "dark red"], null),
            ("all, with the month first", ["Red wine", "1,200", "0.75", "3/4/2024", "1.5 m", "Red"],
                new ExtractionOptions(DateOrder.MonthFirst)), ("none", [null, null, null, null, null, null], null),
                ("empty", ["", " ", "", "\n", "", null], null),
            ("invented", ["white wine", "1,300", "0.7", "4/4/2024", "2 m", "blue"], null),
            ("unreadable", ["Red wine", "bottles", "each", "31/2/2024", "5 kg", null], null),
            ("whole though decimals", [null, "12.0", "12.0", null, null, null], null),
            ("not whole", [null, "0.75", "0.75", null, null, null], null),
            ("too large", [null, "9223372036854775808", "9223372036854775808", null, null, null], null),
            ("just not", [null, "9,223,372,036,854,775,807", null, null, null, null], null),
            ("the least", [null, "-9223372036854775808", null, null, null, null], null),
            ("too small", [null, "-9223372036854775809", null, null, null, null], null),
            ("comma", [null, "1.200", "1,200", "3/4/2024", "1.5  m", null], new ExtractionOptions(DecimalComma: true)),
            ("point", [null, "1.200", "1.200", null, null, null], null),
            ("the same words twice", ["1,200", "1,200", "1,200", null, null, null], null),
        ];
        foreach ((string what, string?[] words, ExtractionOptions? options) in cases)
        {
            string reply = JsonSerializer.Serialize(fields.Select((field, i) => (field.Name, Word: words[i]))
                .ToDictionary(pair => pair.Name, pair => pair.Word));
            ExtractionResult result = Extractor.Extract(Document, reply, fields, options);
            probe.Observe(what, string.Join('\n',
                result.Values.Select(value =>
                    $"{value.Field}: {value.Value ?? "null"}{(value.Evidence is { } at ? $" at {Scripting.Number(at.Start)}+{Scripting.Number(at.Length)}" : "")}")));
            probe.Observe($"{what}: problems", string.Join(", ", result.Problems.Select(problem => $"{problem.Field} {problem.Fault}")));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("What the document says is read, not what the reply says; a required field without a value is a problem, never a guess.");
}

public sealed class WrongReplies() : Check("M11.E6.replies", "refuses replies that are not of the schema, and reads those that are")
{
    public override void Probe(Probe probe)
    {
        ExtractionField[] fields = [new("a", ExtractionKind.Text), new("b", ExtractionKind.Choice) { Choices = ["one", "two"] }];
        string[] bad = ["", "x", "null", "[]", "\"a\"", "{}", "{\"a\":null}", "{\"a\":null,\"b\":null",
            "{\"a\":null,\"b\":null,\"c\":null}", "{\"a\":null,\"A\":null}", "{\"a\":5,\"b\":null}", "{\"a\":true,\"b\":null}",
            "{\"a\":[\"x\"],\"b\":null}", "{\"a\":{},\"b\":null}", "{\"a\":null,\"b\":\"three\"}", "{\"a\":null,\"b\":\"One\"}",
            "{\"a\":null,\"b\":\"\"}",
            "{\"a\":null,\"b\":null,\"a\":null}", "{\"a\":null,\"b\":null} {}", "{\"a\":\"\\uD800\",\"b\":null}", "{\"a\":null,\"a\":null}",
            "{'a':null,\"b\":null}"];
        foreach (string reply in bad)
            probe.ObserveThrows<FormatException>($"refused: {reply}", () => Extractor.Extract("one x", reply, fields));
        probe.ObserveThrows<FormatException>("refused: half a surrogate pair as it is",
            () => Extractor.Extract("one x", "{\"a\":\"\uD800\",\"b\":null}", fields));
        string[] good = ["{\"a\":null,\"b\":null}", " { \"b\" : \"one\" , \"a\" : \"x\" }\n", "{\"a\":\"\\u0078\",\"b\":\"two\"}",
            $"{{\"a\":\"{new string('y', 500)}\",\"b\":null}}"];
        foreach (string reply in good)
        {
            ExtractionResult result = Extractor.Extract("one x", reply, fields);
            probe.Observe($"read: {reply[..Math.Min(40, reply.Length)]}",
                string.Join(", ", result.Values.Select(value => $"{value.Field} {value.Value ?? "null"}")));
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
            ("right", [["a", "b"]], [["a", "b"]]), ("one wrong", [["a", "x"]], [["a", "b"]]), ("one missing", [["a", null]], [["a", "b"]]),
            ("one too many", [["a", "b"]], [["a", null]]), ("both none", [["a", null]], [["a", null]]),
            ("nothing at all", [[null]], [[null]]), ("no documents", [], []), ("no fields", [[], []], [[], []]),
            ("all wrong", [["a"]], [["b"]]), ("case counts", [["A"]], [["a"]]),
            ("documents of different sizes", [["a", "b", "c"], ["x"], [null, "d"]], [["a", "b", "c"], ["y"], ["e", "d"]]),
            ("only in the prediction", [["a"]], [[null]]), ("only in gold", [[null]], [["a"]]),
        ];
        foreach ((string what, string?[][] predicted, string?[][] gold) in cases) probe.Observe(what,
            ExtractionScore.FieldF1(predicted, gold));
        string?[][] random = [.. Enumerable.Range(0, 20).Select(_ => Draw(probe.Random))],
            other = [.. Enumerable.Range(0, 20).Select(_ => Draw(probe.Random))];
        probe.Observe("random", ExtractionScore.FieldF1(random, other));
        probe.Observe("random, the other way round", ExtractionScore.FieldF1(other, random));
        probe.ObserveThrows<ArgumentException>("one document more", () => ExtractionScore.FieldF1([["a"], ["b"]], [["a"]]));
        probe.ObserveThrows<ArgumentException>("one document fewer", () => ExtractionScore.FieldF1([["a"]], [["a"], ["b"]]));
        probe.ObserveThrows<ArgumentException>("one field more", () => ExtractionScore.FieldF1([["a", "b"]], [["a"]]));
        probe.ObserveThrows<ArgumentException>("one field fewer", () => ExtractionScore.FieldF1([["a"]], [["a", "b"]]));
        probe.ObserveThrows<ArgumentException>("no prediction", () => ExtractionScore.FieldF1(null!, []));
        probe.ObserveThrows<ArgumentException>("no gold", () => ExtractionScore.FieldF1([], null!));
    }

    private static string?[] Draw(CheckRandom random) =>
        [.. Enumerable.Range(0, 5).Select(_ => random.NextInteger(0, 3) switch { 0 => null, 1 => "a", _ => "b" })];

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("A wrong value is one too many and one missing; sums come before the quotient.");
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
            string?[] words = [.. notice.Words.Select((word, i) => word is null
                ? (i == 6 ? "hard" : i == 2 ? "1,999" : "7.5 km")
                : probe.Random.NextInteger(0, 25) == 0 ? null : word)];
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
        if (evidence.Number("invented") > 0)
            return Verdict.Fail("Values are given that the notices do not have.",
                hint: "Look for the evidence before you believe the reply.");
        if (!(evidence.Number("F1") >= 0.9))
            return Verdict.Fail("The F1 of the fields is below 0.9.", FormattableString.Invariant($"{evidence.Number("F1"):0.###}"));
        return evidence.EqualsExpected(Tolerance.Double);
    }
}

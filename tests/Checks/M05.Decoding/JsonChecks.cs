using System.Text.Json;

namespace LLMCourse.Checks.M05;

/// <summary>Vocabularies for the checks of the grammar.</summary>
internal static class Vocabularies
{
    /// <summary>Single characters, white space, pieces of several characters, escapes, letters outside
    /// ASCII, an emoji and an empty token.</summary>
    public static string[] Mixed { get; } =
    [
        .. "{}[]:,\"\\-+.0123456789eEtrufalscndbxABC/ \n\té中".Select(c => c.ToString()),
        "😀", "", "true", "false", "null", "\":", "{\"", "\\u", "\\n", "[[", "]]", "}}", "d83d", "de00", "ud800", "10", "1.5", "e-3", ", ",
        "\": [", "},{", "\u0001", "tru", "-0", "00",
    ];

    public static string Allowed(IReadOnlyList<string> vocabulary, bool[] mask) =>
        string.Join(' ', vocabulary.Where((_, i) => mask[i]).Select(JsonEncodedText).OrderBy(t => t, StringComparer.Ordinal));

    private static string JsonEncodedText(string token) =>
        token.Replace(" ", "␠", StringComparison.Ordinal).Replace("\n", "␤", StringComparison.Ordinal)
            .Replace("\t", "␉", StringComparison.Ordinal).Replace("\u0001", "␁", StringComparison.Ordinal);
}

public sealed class JsonMasks()
    : VisibleCheck("M05.E8.mask", "allows the tokens that go on with JSON, those of several characters too", points: 2)
{
    public override void Probe(Probe probe)
    {
        var grammar = new JsonGrammar(Vocabularies.Mixed);
        foreach (string prefix in new[] { "", " ", "{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "[", "[1", "[1,", "[]", "tr",
            "-", "0", "1", "1.", "1.5", "1e", "1e-", "1e5", "\"a\"", "[[{\"x\" : \"y\"}" })
            probe.Observe($"after {prefix}", Vocabularies.Allowed(Vocabularies.Mixed, grammar.Mask(prefix, 50)));

        string[] own = [.. Vocabularies.Mixed];
        var copied = new JsonGrammar(own);
        Array.Fill(own, "}");
        probe.Observe("after {, when the array of the vocabulary was changed",
            Vocabularies.Allowed(Vocabularies.Mixed, copied.Mask("{", 50)));
    }
}

public sealed class JsonEscapes()
    : Check("M05.E8.escapes", "knows escapes, half a surrogate pair's second half, and characters that must be escaped", points: 2)
{
    public override void Probe(Probe probe)
    {
        var grammar = new JsonGrammar(Vocabularies.Mixed);
        foreach (string prefix in new[] { "\"", "\"\\", "\"\\u", "\"\\ud", "\"\\uD8", "\"\\ud83d", "\"\\ud83d\\", "\"\\ud83d\\u",
            "\"\\ud83d\\ud", "\"\\ud83d\\ude00", "\"\\u00", "\"\\u12ab", "{\"\\" })
            probe.Observe($"after {prefix}", Vocabularies.Allowed(Vocabularies.Mixed, grammar.Mask(prefix, 50)));
        string[] texts = ["\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83dx\"", "\"\\ud83d\\u0041\"", "\"\\uDBFF\\uDFFF\"",
            "\"\\x\"", "\"\\u12G4\"", "\"a\tb\"", "\"a\u007fb\"", "\"\ud83d\"", "\"😀\"", "\"\\/\\b\\f\"",
            "\"\ude00\"", "\"\ude00\ud83d\"", "\"\ud83dx\""];
        probe.Observe("complete", string.Join(' ', texts.Select(t => grammar.IsComplete(t) ? '1' : '0')));
        foreach (string prefix in new[] { "", "\"", "\"\\", "\"\\u", "-", "1e", "{" })
            probe.Observe($"characters of all after {prefix}", Ranges(prefix, grammar));
    }

    // Of all UTF-16 code units but halves of pairs, those that go on with the prefix, as ranges.
    private static string Ranges(string prefix, JsonGrammar grammar)
    {
        List<string> ranges = [];
        int first = -1;
        for (int c = 0; c <= char.MaxValue + 1; c++)
        {
            bool may = c <= char.MaxValue && !char.IsSurrogate((char)c) && grammar.ShortestCompletion(prefix + (char)c) >= 0;
            if (may && first < 0) first = c;
            if (may || first < 0) continue;
            ranges.Add(first == c - 1 ? $"{first:X}" : $"{first:X}-{c - 1:X}");
            first = -1;
        }

        return string.Join(' ', ranges);
    }
}

public sealed class JsonCompletions()
    : Check("M05.E8.shortest", "counts the fewest characters that finish a text, and says −1 where none can", points: 2)
{
    public override void Probe(Probe probe)
    {
        var grammar = new JsonGrammar(Vocabularies.Mixed);
        string[] prefixes =
        [
            "", " ", "{", "{ ", "{\"", "{\"a\\", "{\"a\"", "{\"a\" :", "{\"a\":0", "{\"a\":0,", "{\"a\":{\"b", "[", "[[[", "[1,", "[{},",
            "t", "fal", "nul", "null", "-", "0", "12", "1.", "1.0", "1e", "1e+", "1E5", "\"", "\"\\", "\"\\u",
            "\"\\ud", "\"\\ud8", "\"\\ud83d", "\"\\ud83d\\", "\"\\ud83d\\u", "\"\\ud83d\\ude",
            "{\"\\ud83d", "{\"\\ud83d\\", "{\"\\ud83d\\u", "{\"\\ud83d\\ude", "[\"a\",[{\"k\":[-", "1 ",
            "[] ", "]", "}", "[}", "{]", "{,", "[,", "[1,]", "{\"a\":1,}", "01", "-a", "1.e", "+1", ".5", "truе", "nulls", "{1", "{\"a\",",
            "[1 2", "1 2", "'a'", "\"\n", "NaN", "[1e5", "--1", "1..", "{\"a\"}",
        ];
        probe.Observe("shortest completions", prefixes.Select(grammar.ShortestCompletion).ToList());
        probe.Observe("complete", prefixes.Select(p => grammar.IsComplete(p) ? 1 : 0).ToList());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class JsonBudget() : Check("M05.E8.budget", "allows only what can still be finished within the budget", points: 2)
{
    public override void Probe(Probe probe)
    {
        var grammar = new JsonGrammar(Vocabularies.Mixed);
        foreach ((string prefix, int remaining) in new[] { ("", 1), ("", 2), ("", 4), ("{", 1), ("{", 5), ("{", 6), ("{\"a", 4),
            ("{\"a", 5), ("[", 1), ("[", 2), ("[1", 1), ("[1", 2), ("[1", 3), ("\"", 1), ("\"", 2), ("\"", 3), ("\"", 12), ("\"\\ud83d", 7),
            ("[[", 3), ("1", 0), ("1", 1), ("[t", 4), ("[", int.MaxValue) })
            probe.Observe($"after {prefix} with {remaining} left",
                Vocabularies.Allowed(Vocabularies.Mixed, grammar.Mask(prefix, remaining)));
        probe.ObserveThrows<ArgumentException>("less than it takes", () => grammar.Mask("{\"a", 3));
        probe.ObserveThrows<ArgumentException>("nothing left at the beginning", () => grammar.Mask("", 0));
    }
}

public sealed class JsonSamples()
    : LateCheck("M05.E8.samples",
        "turns random logits into a thousand texts that all parse, and never leaves a text without a way on", points: 3)
{
    public override void Probe(Probe probe)
    {
        string[] vocabulary = Vocabularies.Mixed;
        var grammar = new JsonGrammar(vocabulary, maxDepth: 6);
        int unparsable = 0, deadEnds = 0, tooLong = 0;
        HashSet<string> different = [];
        for (int sample = 0; sample < 1000; sample++)
        {
            int budget = 1 + (sample % 40);
            double[] weights = [.. vocabulary.Select(_ => Math.Exp(2 * probe.Random.NextNormal()))];
            string text = "";
            while (!grammar.IsComplete(text) || (text.Length < budget && probe.Random.NextDouble() < 0.9))
            {
                bool[] mask = grammar.Mask(text, budget - text.Length);
                double total = weights.Where((_, i) => mask[i]).Sum(), u = probe.Random.NextDouble() * total;
                if (total == 0)
                {
                    if (!grammar.IsComplete(text)) deadEnds++;
                    break;
                }

                int token = 0;
                for (int i = 0; i < mask.Length; i++)
                {
                    if (!mask[i]) continue;
                    token = i;
                    if ((u -= weights[i]) < 0) break;
                }

                text += vocabulary[token];
                if (text.Length <= budget) continue;
                tooLong++;
                break;
            }

            if (!Parses(text)) unparsable++;
            different.Add(text);
        }

        probe.Observe("texts that do not parse", unparsable);
        probe.Observe("texts without a way on", deadEnds);
        probe.Observe("texts beyond their budget", tooLong);
        probe.Observe("different texts", different.Count);
    }

    public override Verdict Judge(Evidence evidence)
    {
        double unparsable = evidence.Number("texts that do not parse"), stuck = evidence.Number("texts without a way on"),
            tooLong = evidence.Number("texts beyond their budget");
        if (unparsable + stuck + tooLong > 0)
            return Verdict.Fail(FormattableString.Invariant(
                $"Of 1,000 texts {unparsable} do not parse, {stuck} have no way on, and {tooLong} are longer than their budget."),
                hint: "A token may come only if the text can be finished after it, with the characters that then remain.");
        return evidence.Number("different texts") > 300
            ? Verdict.Pass
            : Verdict.Fail("The texts are nearly all the same: more tokens could be allowed.");
    }

    private static bool Parses(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 6 });
            return Readable(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Half a surrogate pair is noticed only when a string is read.
    private static bool Readable(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(p => p.Name is not null && Readable(p.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(Readable),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

public sealed class JsonDepth() : Check("M05.E8.depth", "nests as deep as allowed, and no deeper")
{
    public override void Probe(Probe probe)
    {
        foreach (int depth in new[] { 0, 1, 3 })
        {
            var grammar = new JsonGrammar(Vocabularies.Mixed, depth);
            probe.Observe($"shortest completions at depth {depth}",
                new[] { "[", "{", "[[", "[{\"a\":[", "[{\"a\":[[", "[[[", "[[[[", "[],", "[[],[]]", "1" }.Select(grammar.ShortestCompletion)
                    .ToList());
            probe.Observe($"the beginning at depth {depth}", Vocabularies.Allowed(Vocabularies.Mixed, grammar.Mask("", 30)));
        }

        var usual = new JsonGrammar(Vocabularies.Mixed);
        probe.Observe("64 and 65 deep",
            (IEnumerable<int>)new[] { usual.ShortestCompletion(new string('[', 64)), usual.ShortestCompletion(new string('[', 65)) });
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class JsonAgrees() : Check("M05.E8.agrees", "says of a text that it is complete just when System.Text.Json parses it")
{
    public override void Probe(Probe probe)
    {
        const string Seed = "{\"a\": [1, -2.5e+3, true, null], \"b\\n\": {\"\": \"x\\u00e9\"}, \"c\": false}",
            Letters = "{}[]:,\"\\-+.019eEtu rnx\n";
        var grammar = new JsonGrammar(Vocabularies.Mixed);
        int mismatches = 0, valid = 0;
        for (int i = 0; i < 4000; i++)
        {
            List<char> text = [.. Seed];
            int from = (int)probe.Random.NextInteger(0, Seed.Length), length = (int)probe.Random.NextInteger(1, Seed.Length - from + 1);
            if (i % 2 == 0) text = text.GetRange(from, length);
            for (int edits = (int)probe.Random.NextInteger(0, 3); edits > 0 && text.Count > 0; edits--)
            {
                int at = (int)probe.Random.NextInteger(0, text.Count);
                char c = Letters[(int)probe.Random.NextInteger(0, Letters.Length)];
                switch (probe.Random.NextInteger(0, 3))
                {
                    case 0: text.RemoveAt(at); break;
                    case 1: text.Insert(at, c); break;
                    default: text[at] = c; break;
                }
            }

            string candidate = string.Concat(text);
            bool parses = Parses(candidate);
            valid += parses ? 1 : 0;
            if (grammar.IsComplete(candidate) != parses) mismatches++;
        }

        probe.Observe("disagreements", mismatches);
        probe.Observe("texts that parse", valid);
        probe.Observe("disagreements about short texts", ShortTexts().Count(text => grammar.IsComplete(text) != Parses(text)));
    }

    // All texts of up to three of these, alone and in a place for a value, with what only looks like white space, digits and signs.
    private static IEnumerable<string> ShortTexts()
    {
        const string Signs = "{}[]:,\"\\-+.019eE \n\t\r\v\f\u0085\u00A0\u2003\u0661\uFF11\u2212";
        List<string> texts = [""];
        for (int from = 0, length = 0; length < 3; length++)
        {
            int to = texts.Count;
            for (; from < to; from++) texts.AddRange(Signs.Select(c => texts[from] + c));
        }

        return texts.Concat(texts.Where(text => text.Length < 3)
            .SelectMany(text => (string[])[$"[{text}]", $"{{\"a\":{text}}}", $"\"{text}\"", $"1{text}0"]));
    }

    public override Verdict Judge(Evidence evidence)
    {
        double mismatches = evidence.Number("disagreements");
        if (mismatches != 0)
            return Verdict.Fail(FormattableString.Invariant(
                $"Of 4,000 texts {mismatches} are judged otherwise than the parser judges them."),
                hint: "Look at numbers (01, 1., -), literals, commas before a closing bracket, and control characters.");
        double inShort = evidence.Number("disagreements about short texts");
        return inShort == 0
            ? Verdict.Pass
            : Verdict.Fail(FormattableString.Invariant($"Of all short texts {inShort} are judged otherwise than the parser judges them."),
                hint: "White space is blank, tab, line feed and carriage return; digits are 0 to 9; no other character of Unicode is one.");
    }

    private static bool Parses(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

public sealed class JsonBadArguments()
    : Check("M05.E8.bad-arguments", "refuses vocabularies that cannot finish, invalid prefixes, and a negative depth")
{
    public override void Probe(Probe probe)
    {
        string[] required = [.. JsonGrammar.Required.Select(c => c.ToString())];
        probe.ObserveThrows<ArgumentException>("no vocabulary", () => new JsonGrammar([]));
        probe.ObserveThrows<ArgumentException>("no closing bracket", () => new JsonGrammar([.. required.Where(t => t != "]"), "]]"]));
        probe.Observe("required characters that may be missing",
            string.Concat(required.Where(missing => !Refused([.. required.Where(t => t != missing), missing + missing]))));
        probe.Observe("required letters of which a capital is enough",
            string.Concat(required.Where(t => char.IsLetter(t[0]))
                .Where(missing => !Refused([.. required.Where(t => t != missing), missing.ToUpperInvariant()]))));
        probe.ObserveThrows<ArgumentException>("half a surrogate pair", () => new JsonGrammar([.. required, "\ud83d"]));
        string[] halves = ["a\ud83d", "\ud83da", "\ude00", "a\ude00", "\ude00\ud83d", "\ud83d\ud83d", "😀\ud83d", "😀\ude00"];
        probe.Observe("tokens with half a pair that are accepted", halves.Count(token => !Refused([.. required, token])));
        probe.ObserveThrows<ArgumentException>("a depth of −1", () => new JsonGrammar(required, -1));
        var grammar = new JsonGrammar(required);
        probe.ObserveThrows<ArgumentException>("a prefix that is none", () => grammar.Mask("[1 2", 20));
        probe.ObserveThrows<ArgumentException>("a prefix that is too deep", () => new JsonGrammar(required, 1).Mask("[[", 20));
        probe.ObserveThrows<ArgumentException>("−1 characters", () => grammar.Mask("1", -1));
        probe.ObserveAccepts("the required characters", () => grammar.Mask("[", 1));
        probe.ObserveAccepts("whole surrogate pairs", () => new JsonGrammar([.. required, "😀", "a😀😀", "😀a"]));
    }

    private static bool Refused(string[] vocabulary)
    {
        try
        {
            _ = new JsonGrammar(vocabulary);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}

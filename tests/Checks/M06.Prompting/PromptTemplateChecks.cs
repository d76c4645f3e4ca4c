using System.Collections;
using System.Text.Json;
using static LLMCourse.Checks.M06.Templates;

namespace LLMCourse.Checks.M06;

public sealed class TemplateFills()
    : VisibleCheck("M06.E1.fills", "puts each variable's text in its place and keeps the rest as it is", points: 2)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("one variable", Render("Translate: {text}", ("text", "guten Tag")));
        probe.Observe("variables twice and side by side",
            Render("{a}{b}{a}-{_x9}", ("a", "1"), ("b", 2), ("_x9", 'c'), ("unused", new object())));
        probe.Observe("line breaks, tabs and blanks", Render(" a\r\n\t{x} \r b \n\n", ("x", "y\r\nz\n")));
        probe.Observe("letters outside ASCII", Render("日本 {x}😀é{x}", ("x", "𝔘\u200d中")));
        probe.Observe("no tag", Render("just | text, #each /each .", ("x", 1)));
        probe.Observe("an empty template", Render(""));
        probe.Observe("an empty value", Render("[{x}]", ("x", "")));
        probe.Observe("null", Render("[{x}]", ("x", null)));
        probe.Observe("true, and a value of a type of its own", Render("{t} {v}", ("t", true), ("v", new Version(1, 2))));
        probe.Observe("names that differ by case", Render("{Name} {name}", ("name", "small"), ("Name", "large")));
    }
}

public sealed class TemplateBraces() : Check("M06.E1.braces", "writes doubled braces as single ones, reading from left to right")
{
    public override void Probe(Probe probe)
    {
        foreach (string source in new[] { "{{x}}", "{{{x}}}", "{x}}}", "{{{{x}}}}", "{{}}", "}}{{", "{{x}}{x}",
            "{{\"k\": [{{\"v\": {x}}}]}}", "{{#each l}}{{/each}}" })
            probe.Observe(source, Render(source, ("x", 7)));

        // Any text whatever, with its braces doubled, comes out as it was.
        const string Letters = "{{{}}}ab|.#/ \r\n😀";
        int wrong = 0;
        for (int i = 0; i < 40; i++)
        {
            string text = string.Concat(Enumerable.Range(0, i).Select(_ => Letters[(int)probe.Random.NextInteger(0, Letters.Length)]));
            string doubled = text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
            if (Render(doubled) != text) wrong++;
        }

        probe.Observe("texts with doubled braces that come out changed", wrong);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("At each brace look first whether the next character is the same brace; if so, both are used up.");
}

public sealed class TemplateInjection() : Check("M06.E1.injection", "never reads a value as a template", points: 2)
{
    public override void Probe(Probe probe)
    {
        string[] hostile =
            ["{b}", "{{", "}}", "{", "}", "{b|upper}", "{#each l}x{/each}", "{/each}", "{missing}", "{{b}}", "$1 \\0 {0}", "{a}"];
        foreach (string value in hostile)
        {
            probe.Observe($"{value} in the first of two", Render("{a}|{b}", ("a", value), ("b", "secret")));
            probe.Observe($"{value} in the second of two", Render("{b}|{a}", ("a", value), ("b", "secret")));
            probe.Observe($"{value} in filters", Render("{a|trim}{a|upper}|{b}", ("a", value), ("b", "secret")));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Write values straight to the output. Whoever replaces in the text as it grows finds the braces of values in it.");
}

public sealed class TemplateFilters() : Check("M06.E1.filters", "applies trim and upper from left to right to the value's text")
{
    public override void Probe(Probe probe)
    {
        foreach (string filters in new[] { "trim", "upper", "trim|upper", "upper|trim|trim" })
        {
            probe.Observe(filters, Render($"[{{x|{filters}}}]", ("x", "\t \u00a0straße é \r\n")));
            probe.Observe($"{filters} of null and a number", Render($"[{{x|{filters}}}][{{y|{filters}}}]", ("x", null), ("y", 1e-7)));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Make a value its text first, null and numbers too, and hand what one filter gives to the next.");
}

public sealed class TemplateJson() : Check("M06.E1.json", "writes the value itself as JSON, not its text")
{
    public override void Probe(Probe probe)
    {
        probe.Observe("json of simple values",
            Render("{a|json} {b|json} {c|json} {d|json} {e|json}", ("a", 12), ("b", -0.5), ("c", true), ("d", null), ("e", "x")));
        probe.Observe("json after trim, and trim after json", Render("{x|trim|json}{x|json|trim}{y|trim|json}", ("x", " a "), ("y", 5)));
        probe.Observe("json in capitals, in its own string", Render("{x|json|upper}{x|json|json|trim}", ("x", false)));
        string[] texts = ["a \"b\" \\ /", "line\r\nbreak\t", "é 中 😀", "{x}", "", "<&>'"];
        foreach (string text in texts)
            probe.Observe($"json of {text}, read again", JsonSerializer.Deserialize<string>(Render("{x|json}", ("x", text))));
        probe.Observe("json of a list, read again",
            string.Join('|', JsonSerializer.Deserialize<string[]>(Render("{x|json}", ("x", texts)))!));
        string nested = Render("{x|json}", ("x", Values(("list", new object?[] { 1, "two", null }), ("more", Values(("k", 2.5))))));
        using JsonDocument document = JsonDocument.Parse(nested);
        probe.Observe("json of a dictionary, read again",
            $"{document.RootElement.GetProperty("list")[1].GetString()} {document.RootElement.GetProperty("list").GetArrayLength()} {document.RootElement.GetProperty("more").GetProperty("k").GetRawText()}");
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("trim and upper take text and give text. json takes whatever it is handed: the number 5 is 5, the text 5 is \"5\".");
}

public sealed class TemplateCulture()
    : Check("M06.E1.culture", "writes numbers and dates in the invariant culture, whatever the current one is")
{
    public override void Probe(Probe probe)
    {
        DateTime time = new(2024, 2, 29, 13, 5, 7, DateTimeKind.Utc);
        (string, object?)[] values =
        [
            ("a", -1234.5), ("b", 0.1f), ("c", 12.30m), ("d", time), ("e", new DateOnly(2024, 2, 29)), ("f", new TimeOnly(13, 5)),
            ("g", double.NaN),
            ("h", double.PositiveInfinity), ("i", -7), ("o", new DateTimeOffset(time)),
        ];
        foreach (string source
            in new[] { "{a} {b} {c}", "{d} {o}", "{e} {f}", "{g} {h} {i}", "{a|trim} {d|upper} {b|trim|upper}", "{a|json}" })
        {
            probe.Observe(source, Render(source, values));
            probe.Observe($"{source} in another culture", InAnotherCulture(() => Render(source, values)));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("IFormattable.ToString takes a culture; string.Concat, Append and interpolation take the current one.");
}

public sealed class TemplateMissing()
    : Check("M06.E1.missing", "refuses a missing value by name, with line and column of its tag", points: 2)
{
    public override void Probe(Probe probe)
    {
        (string Source, string Name)[] cases =
        [
            ("{topic}", "topic"), ("ab {topic}", "topic"), ("a\nbc {topic|upper}", "topic"), ("a\r\n\r\nb{topic|json}", "topic"),
            ("{{}}😀é {topic}", "topic"), ("{have}\n {have}{topic}{also}", "topic"),
            ("{have}{also}\n{topic}", "also"), ("{Have}", "Have"), ("a\rb{topic}", "topic"), ("\n\n\n{have} {{{topic}", "topic"),
        ];
        Dictionary<string, object?> values = Values(("have", 1));
        foreach ((string source, string name) in cases) probe.Observe(source,
            Refusal(() => PromptTemplate.Parse(source).Render(values), name));
        probe.Observe("no values at all", Refusal(() => PromptTemplate.Parse("{x}").Render(Values()), "x"));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Keep with each tag where its first brace stands: count the \\n before it, and the characters since the last one.");
}

public sealed class TemplateMalformed()
    : Check("M06.E1.malformed", "refuses what is no template when it is read, with its place", points: 2)
{
    public override void Probe(Probe probe)
    {
        string[] sources =
        [
            "{", "a}", "a\n b {x", "{{x}", "{x}}", "x }} {{ }", "{}", "{ x}", "{x }", "a{b{c}}", "{9x}", "{x-y}", "{é}", "{x.y}", "{..}",
            "{.9}", "{x|}", "{|trim}", "{x||trim}", "{x|Trim}", "{x| trim}", "{x|trim|shout}",
            "{#if x}", "{/if}", "{.}", "{.x}", "{\"a\": 1}", "😀\n😀{\n}", "{x}\n\n{x}\n {y z}",
        ];
        foreach (string source in sources) probe.Observe(source, Refusal(() => PromptTemplate.Parse(source)));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Parse looks at every tag, also at those that no value will ever reach.");
}

public sealed class TemplateWrongValues() : Check("M06.E1.wrong-values", "refuses a list or a dictionary where text belongs")
{
    public override void Probe(Probe probe)
    {
        (string, object?)[] values = [("list", new[] { 1, 2 }), ("empty", new List<string>()), ("dictionary", Values(("a", 1))),
            ("counts", new Dictionary<string, int> { ["a"] = 1 })];
        foreach (string source in new[] { "\n {list}", "{empty}", "a {dictionary}", "ab {counts}",
            "{list|trim}", "{dictionary|upper}", "{list|json}" })
            probe.Observe(source, Refusal(() => Render(source, values)));
        probe.ObserveThrows<ArgumentNullException>("no template", () => PromptTemplate.Parse(null!));
        probe.ObserveThrows<ArgumentNullException>("no values", () => PromptTemplate.Parse("text").Render(null!));
        probe.ObserveAccepts("an empty template with no values", () => PromptTemplate.Parse("").Render(Values()));
    }
}

public sealed class TemplateReuse() : Check("M06.E1.reuse", "renders one template many times, each time with the values of that call")
{
    public override void Probe(Probe probe)
    {
        PromptTemplate template = PromptTemplate.Parse("{a}:{b|upper}{a}");
        probe.Observe("first", template.Render(Values(("a", 1), ("b", "x"))));
        probe.Observe("after a refusal", Refusal(() => template.Render(Values(("a", 1))), "b"));
        probe.Observe("second", template.Render(Values(("a", 2), ("b", "y"))));
        probe.Observe("another template meanwhile", PromptTemplate.Parse("{a}").Render(Values(("a", 3))));
        probe.Observe("third", template.Render(Values(("a", "{b}"), ("b", null))));
        Dictionary<string, object?> values = Values(("a", "old"), ("b", "-"));
        _ = template.Render(values);
        values["a"] = "new";
        probe.Observe("the same dictionary, changed", template.Render(values));
    }
}

public sealed class TemplateLoops() : Check("M06.E1.each", "writes the inside of a loop once for each item, and loops in loops", points: 2)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("a list", Render("<{#each x}{.};{/each}>", ("x", new[] { 3, 1, 2 })));
        probe.Observe("a list of nothing and null",
            Render("<{#each x}{.};{missing}{/each}|{#each y}{.}{missing}{/each}>", ("x", Array.Empty<string>()), ("y", null)));
        probe.Observe("a list that can be read once only, with null in it", Render("{#each x}[{.}]{/each}", ("x", Once("a", null, 2.5))));
        probe.Observe("line breaks inside", Render("A\n{#each x}\n- {.}\n{/each}\nB", ("x", new ArrayList { "a", "b" })));
        probe.Observe("variables inside", Render("{#each x}{v}{.}{v}{/each}{v}", ("x", new[] { 1, 2 }), ("v", "-")));
        probe.Observe("two loops and a text behind", Render("{#each x}{.}{/each}/{#each x}{.}{.}{/each}/", ("x", new[] { "a", "b" })));
        object[] shots = [Values(("q", "1+1"), ("a", 2), ("steps", new[] { "s", "t" })), Values(("q", "2+2"), ("a", 4), ("steps", null))];
        probe.Observe("items that are dictionaries", Render("{#each shots}Q: {.q}\nA: {.a}\n{/each}Q:", ("shots", shots)));
        probe.Observe("a loop over a part of an item",
            Render("{#each shots}{.q}:{#each .steps}({.}){/each}{.a} {/each}", ("shots", shots)));
        probe.Observe("lists in lists", Render("{#each x}[{#each .}{.},{/each}]{/each}", ("x", new[] { new[] { 1, 2 }, [], [3] })));
        probe.Observe("three deep",
            Render("{#each x}({#each x}<{#each y}{.}{/each}{.}>{/each}{.}){/each}", ("x", new[] { 1, 2 }), ("y", new[] { "a", "b" })));
        probe.Observe("an item and a variable of the same name",
            Render("{#each x}{.name}{name}{/each}", ("x", new[] { Values(("name", "in")) }), ("name", "out")));
        probe.Observe("a loop with nothing inside", Render("a{#each x}{/each}b", ("x", new[] { 1, 2 })));
    }

    private static IEnumerable<object?> Once(params object?[] items)
    {
        foreach (object? item in items) yield return item;
    }
}

public sealed class TemplateInsideLoops()
    : Check("M06.E1.in-loops",
        "keeps in loops to what holds outside: braces, filters, values that are never read as templates, the invariant culture")
{
    public override void Probe(Probe probe)
    {
        probe.Observe("doubled braces", Render("{#each l}{{{.}}}}}{{{/each}", ("l", new[] { 1, 2 })));
        probe.Observe("filters", Render("{#each x}{.a|upper}{.a|json}{/each}{#each y}{.|upper|trim}{.|trim|json}{/each}",
            ("x", new[] { Values(("a", "b")) }), ("y", new[] { " c " })));
        string[] hostile = ["{b}", "{{", "}", "{.}", "{#each l}x{/each}", "{/each}"];
        foreach (string value in hostile)
            probe.Observe($"{value} in items", Render("{#each l}{.}{.|trim}{/each}{b}", ("b", "secret"), ("l", new[] { value, "x" })));
        const string Numbers = "{#each l}{.} {.|trim} {.|json};{/each}{#each d}{.}{/each}";
        (string, object?)[] values = [("l", new object[] { 1.5, -2 }), ("d", new[] { new DateOnly(2024, 2, 29) })];
        probe.Observe("numbers and dates", Render(Numbers, values));
        probe.Observe("numbers and dates in another culture", InAnotherCulture(() => Render(Numbers, values)));
        PromptTemplate template = PromptTemplate.Parse("{a}:{#each l}{.|upper}{b}{/each}");
        probe.Observe("first", template.Render(Values(("a", 1), ("b", "x"), ("l", new[] { "p", "q" }))));
        probe.Observe("once more", template.Render(Values(("a", 2), ("b", null), ("l", new[] { "r" }))));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("One piece of code writes a tag, whether it stands in a loop or not.");
}

public sealed class TemplateLoopFaults()
    : Check("M06.E1.loop-faults",
        "refuses broken loops, items that lack a name, and to loop over what is no list, each with its place", points: 2)
{
    public override void Probe(Probe probe)
    {
        string[] malformed =
        [
            "{#each}{/each}", "{#each }{/each}", "{#each  x}{/each}", "{#each x|trim}{/each}", "{#Each x}{/each}", "{/each}", "{/each }",
            "{#each x}\n{y}", "{#each x}\n{#each y}{/each}", "{#each x}\n{#each y}",
            "\r\n{#each x}{/each}\r\n {/each}", "{#each .}{/each}", "{#each x}{/each}{.}", "{#each x}{.}{/each} {.x}",
            "{#each x}{.}{/each}{#each .x}{/each}", "{#each x}}{/each}", "{#each x}\n{9}{/each}",
        ];
        foreach (string source in malformed) probe.Observe($"read: {source}", Refusal(() => PromptTemplate.Parse(source)));

        (string Source, string Name)[] missing =
        [
            ("\n\n{#each topics}{x}{/each}", "topics"), ("{#each list}\n  {topic}{/each}", "topic"),
            ("{#each list}{.topic}{/each}", "topic"), ("{#each dictionaries}\n {.topic}{/each}", "topic"),
            ("{#each dictionaries}{.there}\n{#each .steps}{/each}{/each}", "steps"), ("{#each uneven} {.there}{/each}", "there"),
            ("{#each nulls} {.topic}{/each}", "topic"), ("{#each more}\n{#each dictionaries} {.t}{/each}{/each}", "t"),
        ];
        (string, object?)[] values =
        [
            ("list", new[] { "an item" }), ("dictionaries", new[] { Values(("there", 1)) }),
            ("uneven", new[] { Values(("there", 1)), Values() }), ("nulls", new object?[] { null }), ("text", "abc"), ("number", 5),
            ("dictionary", Values(("a", 1))), ("lists", new object[] { new[] { 1 } }), ("more", new[] { Values(("t", "text")) }),
            ("counts", new Dictionary<string, int> { ["a"] = 1 }),
        ];
        foreach ((string source, string name) in missing) probe.Observe($"missing: {source}", Refusal(() => Render(source, values), name));
        probe.Observe("items that are dictionaries of another kind", Refusal(() => Render("{#each x}{.a};{/each}",
            ("x", new object[] { new SortedDictionary<string, object?> { ["a"] = 1 }, Values(("a", 2)).AsReadOnly() }))));
        foreach (string source in new[] { "{#each lists}\n{.}{/each}", "{#each text}{.}{/each}",
            " {#each dictionary}{.}{/each}", "  {#each counts}{.}{/each}",
            "\n{#each number}{.}{/each}", "{#each more}\n {#each .t}{/each}{/each}" })
            probe.Observe($"no list: {source}", Refusal(() => Render(source, values)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A loop's fault is told at its {#each, an item's at the tag that wanted it. A text is no list of characters.");
}

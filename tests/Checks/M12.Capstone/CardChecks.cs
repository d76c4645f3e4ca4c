using System.Globalization;
using System.Text.RegularExpressions;

namespace LLMCourse.Checks.M12;

public sealed class CardFields() : VisibleCheck("M12.E1.read", "reads every field of a card")
{
    public override void Probe(Probe probe)
    {
        ProjectCard card = ProjectCard.Parse(Cards.Text);
        probe.Observe("task, metric, baseline", $"{card.Task}, {card.Metric}, {card.Baseline}");
        probe.Observe("margin, budgets, seed",
            string.Create(CultureInfo.InvariantCulture, $"{card.Margin} {card.BudgetFlop} {card.BudgetSeconds} {card.Seed}"));
        probe.Observe("splits",
            string.Join(", ", card.Splits.Select(split => string.Create(CultureInfo.InvariantCulture, $"{split.Name} {split.Fraction}"))));
        probe.Observe("sources", string.Join(", ",
            card.Sources.Select(
                source => string.Create(CultureInfo.InvariantCulture, $"{source.Name} {source.Licence} {source.Sha256} {source.Rows}"))));
        probe.Observe("uses", string.Join(" | ", card.IntendedUse) + " / " + string.Join(" | ", card.OutOfScope));
    }
}

public sealed class CardRoundTrip()
    : Check("M12.E1.round-trip", "writes a card byte for byte as it was read, whatever the order of its lines", 2)
{
    public override void Probe(Probe probe)
    {
        string text = Cards.Canonical;
        string[] blocks = Regex.Split(text.TrimEnd('\n'), "\n(?!- )");
        probe.Observe("as it is", Cards.Try(text));
        probe.Observe("with lines of Windows", Cards.Try(text.Replace("\n", "\r\n")));
        probe.Observe("with empty lines", Cards.Try("\n" + text.Replace("\n", "\n\n")));
        probe.Observe("without the last line break", Cards.Try(text.TrimEnd('\n')));
        probe.Observe("from the end", Cards.Try(string.Join('\n', blocks.Reverse())));
        for (int i = 0; i < 4; i++)
            probe.Observe($"in another order {i}", Cards.Try(string.Join('\n', blocks.OrderBy(_ => probe.Random.NextDouble()).ToArray())));
        (string From, string To)[] values =
        [
            ("margin: 2.50", "margin: 0.0001"), ("margin: 2.50", "margin: 99.9000"), ("margin: 2.50", "margin: 0"),
            ("margin: 2.50", "margin: 10.0"), ("budget-flop: 1000000", "budget-flop: 999999999999999999"),
            ("budget-flop: 1000000", "budget-flop: 1"),
            ("budget-seconds: 60", "budget-seconds: 999999999"), ("seed: 7", "seed: 0"), ("seed: 7", "seed: 9999999999999999999"),
            ("- train 0.50", "- train 0.5000"), ("- dev 0.25", "- d-1-e 0.25"), ("baseline: the first: a count", "baseline: x"),
            ("baseline: the first: a count", "baseline: - é, 名:"), ("- no", "- - no: yes"), ("- licence: MIT", "- licence: unknown"),
            ("- licence: MIT", "- licence: GPL-2.0+"),
            ("source: shop", "source: s2"), ("- rows: 300", "- rows: 999999999"), ("- no", "- #"), ("task: topic", "task: tone"),
            ("metric: macro-f1", "metric: accuracy"),
        ];
        foreach ((string from, string to) in values) probe.Observe($"{from} → {to}",
            Cards.Try(text.Replace(from, to)) == text.Replace(from, to));
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NumberGroupSeparator) = (",", ".");
            CultureInfo.CurrentCulture = comma;
            probe.Observe("in another culture", Cards.Try(text) == text);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

/// <summary>Reads a card in which one line is another.</summary>
public abstract class CardFaults(string id, string title, params (string From, string To)[] faults) : Check(id, title, 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((int i, (string from, string to)) in faults.Index()) probe.Observe($"{i}: {Short(from)} → {Short(to)}",
            Cards.Try(Cards.Canonical.Replace(from + "\n", to + "\n")));

        static string Short(string text) =>
            (text.Length > 50 ? text[..20] + "…" + text[^10..] : text).Replace('\n', '↵').Replace('\t', '⇥').Replace('\r', '←');
    }
}

public sealed class CardLines() : CardFaults("M12.E1.lines",
    "refuses lines that are not of a card's four kinds, and unknown and repeated keys, with their line",
    ("seed: 7", "seed"), ("seed: 7", "seed:7"), ("seed: 7", "seed :7"), ("seed: 7", "seed : 7"), ("seed: 7", " seed: 7"),
    ("seed: 7", "Seed: 7"), ("seed: 7", "# seed"), ("seed: 7", "# seed: 7"), ("seed: 7", ": 7"), ("seed: 7", ":"), ("seed: 7", " "),
    ("seed: 7", "-"), ("seed: 7", "-seed: 7"),
    ("seed: 7", "- 7"), ("seed: 7", "seed: 7\n- 8"), ("task: topic", "- a"), ("seed: 7", "seed: 7\t"),
    ("baseline: the first: a count", "baseline: a\rb"), ("- no", "- a\u0085"), ("seed: 7", "seed: 7\nseed: 7"),
    ("seed: 7", "seed: 7\nlicence: MIT"), ("- the rest", "- the rest\nsplits:\n- a 0.5"),
    ("- the rest", "- the rest\ntask: none"), ("- test 0.25", "- test 0.20\n- train 0.05"), ("- rows: 300", "- rows: 300\n- rows: 300"),
    ("- rows: 300", "- rows: 300\n- row: 300"), ("- rows: 300", "- rows: 300\n- x"), ("- rows: 300", "- rows:300"),
    ("- rows: 300", "- rows: 300\n- seed: 7"), ("- rows: 300", "- rows: 300\nrows: 300"),
    ("source: town-hall", "source: shop"), ("- the rest", "- the rest\nsource: town-hall"), ("- the rest", "- the rest\n- sha256: 5"),
    ("splits:", "splits:\nx\ny"), ("metric: macro-f1", "metric: x\nseed"), ("- the rest", "- the rest\n-  two\n"),
    ("- sha256: 000000000000000000000000000000000000000000000000000000000000000f", "- licence: é"),
    ("- rows: 300", "- rows: 300\n- rows: x"), ("seed: 7", "sede: 7\t"), ("seed: 7", "seed: 7\r\r"),
    ("seed: 7\nsplits:\n- train 0.50\n- dev 0.25\n- test 0.25", "splits:\n- train 0.50\n- dev 0.25\nseed: 7\n- test 0.25"));

public sealed class CardValues() : CardFaults("M12.E1.values", "refuses values that are not of their kind, with their line",
    ("task: topic", "task: Topic"), ("task: topic", "task: topics"), ("task: topic", "task:"), ("metric: macro-f1", "metric: f1"),
    ("metric: macro-f1", "metric: macro-f1 "), ("baseline: the first: a count", "baseline: "),
    ("baseline: the first: a count", "baseline:  x"), ("baseline: the first: a count", "baseline: x\u00a0"),
    ("margin: 2.50", "margin: 2,5"), ("margin: 2.50", "margin: -1"), ("margin: 2.50", "margin: 100"), ("margin: 2.50", "margin: 02.5"),
    ("margin: 2.50", "margin: .5"), ("margin: 2.50", "margin: 5."), ("margin: 2.50", "margin: 2.50001"), ("margin: 2.50", "margin: 2.5%"),
    ("margin: 2.50", "margin: ٣"),
    ("budget-flop: 1000000", "budget-flop: 1e12"), ("budget-flop: 1000000", "budget-flop: 0"),
    ("budget-flop: 1000000", "budget-flop: 1000000000000000000"), ("budget-flop: 1000000", "budget-flop: 1,000"),
    ("budget-seconds: 60", "budget-seconds: 1.5"), ("budget-seconds: 60", "budget-seconds: 1000000000"),
    ("budget-seconds: 60", "budget-seconds: 060"),
    ("seed: 7", "seed: -7"), ("seed: 7", "seed: 10000000000000000000"), ("seed: 7", "seed: 07"), ("seed: 7", "seed: 0x7"),
    ("splits:", "splits: 3"), ("- dev 0.25", "- dev"), ("- dev 0.25", "- dev  0.25"), ("- dev 0.25", "- Dev 0.25"),
    ("- dev 0.25", "- 0.25"), ("- dev 0.25", "- dev 25%"), ("- dev 0.25", "- dev 1"), ("- dev 0.25", "- dev 0.0"),
    ("- dev 0.25", "- dev .25"), ("- dev 0.25", "- dev 0.25001"), ("- dev 0.25", "- d_v 0.25"), ("- dev 0.25", "- dev 0.25 x"),
    ("- dev 0.25", "- dev 0.26"), ("- dev 0.25", "- dev 0.2499"), ("- train 0.50", "- train 0.5001"), ("source: shop", "source: Shop"),
    ("source: shop", "source: my shop"), ("source: shop", "source:"), ("source: shop", "source: 2s"),
    ("- licence: MIT", "- licence: CC BY 4.0"), ("- licence: MIT", "- licence:"),
    ("- sha256: 000000000000000000000000000000000000000000000000000000000000000f",
        "- sha256: 000000000000000000000000000000000000000000000000000000000000000F"),
        ("- sha256: 000000000000000000000000000000000000000000000000000000000000000f", "- sha256: 0f"),
    ("- rows: 300", "- rows: 0"), ("- rows: 300", "- rows: 3e2"), ("intended-use:", "intended-use: x"),
    ("out-of-scope:", "out-of-scope: x"), ("- no", "-  no"), ("- no", "- "), ("- the rest", "- the rest "), ("- no\n- 1.10: kept", ""),
    ("- the rest", ""), ("- train 0.50\n- dev 0.25\n- test 0.25", ""), ("- train 0.50\n- dev 0.25\n- test 0.25", "- train 0.9999"),
    ("- train 0.50\n- dev 0.25\n- test 0.25", "- a 0.1\n- b 0.2\n- c 0.3\n- d 0.1\n- e 0.3"),
    ("- train 0.50\n- dev 0.25\n- test 0.25", "- a 0.7\n- b 0.2\n- c 0.1"),
    ("margin: 2.50", "margin: 2.5٠"), ("- dev 0.25", "- dev 0.2٥"),
    ("- licence: MIT", "- licence: MIT/X11"));

public sealed class CardGaps()
    : Check("M12.E1.missing", "names the first key or field that is missing, after all that is wrong in the lines", 2)
{
    public override void Probe(Probe probe)
    {
        string text = Cards.Canonical;
        foreach (string key in (string[])["task", "metric", "baseline", "margin", "budget-flop", "budget-seconds", "seed"])
            probe.Observe($"without {key}", Cards.Try(Regex.Replace(text, $"^{key}: .*\n", "", RegexOptions.Multiline)));
        foreach (string key in (string[])["splits", "intended-use", "out-of-scope"])
            probe.Observe($"without {key}", Cards.Try(Regex.Replace(text, $"^{key}:\n(- .*\n)+", "", RegexOptions.Multiline)));
        foreach (string field in (string[])["licence", "sha256", "rows"])
        {
            probe.Observe($"without {field}", Cards.Try(Regex.Replace(text, $"^- {field}: .*\n", "", RegexOptions.Multiline)));
            probe.Observe($"the second source without {field}",
                Cards.Try(Regex.Replace(text, $"(?<=town-hall\n(- .*\n)*)- {field}: .*\n", "")));
        }

        probe.Observe("without a source", Cards.Try(Regex.Replace(text, "^source: .*\n(- .*\n)+", "", RegexOptions.Multiline)));
        probe.Observe("with one source", Cards.Try(Regex.Replace(text, "^source: town-hall\n(- .*\n)+", "", RegexOptions.Multiline)));
        probe.Observe("a source without fields",
            Cards.Try(text.Replace("- licence: MIT\n", "").Replace("- rows: 300\n", "") + "source: zoo\n"));
        probe.Observe("nothing", Cards.Try(""));
        probe.Observe("a line alone", Cards.Try("\n\nx"));
        probe.Observe("a late fault before an early gap", Cards.Try(text.Replace("task: topic\n", "") + "x"));
        probe.Observe("an empty list before a gap",
            Cards.Try(text.Replace("seed: 7\n", "").Replace("- rows: 300\n", "").Replace("- the rest\n", "")));
        probe.Observe("two lists that are wrong", Cards.Try("out-of-scope:\nintended-use:\nsplits:\n"));
        probe.Observe("a sum and then an empty list", Cards.Try("splits:\n- a 0.5\nout-of-scope:\n"));
        probe.Observe("a field before a key", Cards.Try(text.Replace("seed: 7\n", "").Replace("- rows: 300\n", "")));
        probe.ObserveThrows<ArgumentException>("no text", () => ProjectCard.Parse(null!));
        probe.ObserveThrows<ArgumentException>("not a card", () => ProjectCard.Parse("x"));
        probe.ObserveAccepts("a card", () => ProjectCard.Parse(text));
    }
}

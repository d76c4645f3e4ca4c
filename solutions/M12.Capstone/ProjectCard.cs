#region Solution
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
#endregion

namespace LLMCourse.M12;

/// <summary>What a project promises before anything is trained.</summary>
/// <remarks>
/// <para>Written as a text:</para>
/// <code>
/// task: topic
/// metric: accuracy
/// baseline: naive Bayes on words
/// margin: 5.0
/// budget-flop: 2000000000000
/// budget-seconds: 60
/// seed: 7
/// splits:
/// - train 0.80
/// - test 0.20
/// source: town-hall
/// - licence: CC0-1.0
/// - sha256: …
/// - rows: 300
/// intended-use:
/// - …
/// out-of-scope:
/// - …
/// </code>
/// <para>The handout has the rules. Not YAML, whose readers turn <c>no</c> into false and <c>1.10</c> into 1.1.</para>
/// </remarks>
/// <param name="Task"><c>topic</c> or <c>tone</c>.</param>
/// <param name="Metric"><c>accuracy</c> or <c>macro-f1</c>; of both, more is better.</param>
/// <param name="Baseline">What the model is compared with.</param>
/// <param name="Margin">By how many points of a hundred the model is to be better than the baseline.</param>
/// <param name="BudgetFlop">How many floating-point operations training may take.</param>
/// <param name="BudgetSeconds">How many seconds training may take.</param>
/// <param name="Seed">What everything that is drawn begins with.</param>
/// <param name="Splits">The parts of the data; their fractions add up to 1.</param>
/// <param name="Sources">Where the data come from.</param>
/// <param name="IntendedUse">What the model is for.</param>
/// <param name="OutOfScope">What the model is not for.</param>
public sealed record ProjectCard(
    string Task,
    string Metric,
    string Baseline,
    decimal Margin,
    long BudgetFlop,
    int BudgetSeconds,
    ulong Seed,
    IReadOnlyList<CardSplit> Splits,
    IReadOnlyList<CardSource> Sources,
    IReadOnlyList<string> IntendedUse,
    IReadOnlyList<string> OutOfScope)
{
    #region Solution
    private static readonly string[] Keys =
        ["task", "metric", "baseline", "margin", "budget-flop", "budget-seconds", "seed", "splits", "source", "intended-use", "out-of-scope"];

    private static readonly string[] Lists = ["splits", "intended-use", "out-of-scope"];
    private static readonly string[] Fields = ["licence", "sha256", "rows"];

    private const string Name = "[a-z][a-z0-9-]*";
    private const string Line = @"\S(.*\S)?";
    private const string Count = "[1-9][0-9]{0,8}";

    // What a value looks like: the whole of it.
    private static readonly Dictionary<string, (string Pattern, string Must)> Kinds = new()
    {
        ["task"] = ("topic|tone", "topic or tone"),
        ["metric"] = ("accuracy|macro-f1", "accuracy or macro-f1"),
        ["baseline"] = (Line, "a text without white space at its ends"),
        ["margin"] = (@"(0|[1-9][0-9]?)(\.[0-9]{1,4})?", "a number below 100 with at most 4 decimals, such as 5.0"),
        ["budget-flop"] = ("[1-9][0-9]{0,17}", "a whole number from 1 to 999999999999999999, in digits"),
        ["budget-seconds"] = (Count, "a whole number from 1 to 999999999, in digits"),
        ["seed"] = ("0|[1-9][0-9]{0,18}", "a whole number of at most 19 digits"),
        ["splits"] = ("", "on the lines below, each as '- name fraction'"),
        ["source"] = (Name, "a name of small letters, digits and hyphens"),
        ["intended-use"] = ("", "on the lines below, each behind '- '"),
        ["out-of-scope"] = ("", "on the lines below, each behind '- '"),
        ["licence"] = ("[A-Za-z0-9.+-]+", "an SPDX identifier"),
        ["sha256"] = ("[0-9a-f]{64}", "64 hexadecimal digits in lower case"),
        ["rows"] = (Count, "a whole number from 1 to 999999999, in digits"),
        ["- splits"] = ($@"{Name} 0\.(?!0+\z)[0-9]{{1,4}}", "a name, a space, and a fraction above 0 and below 1 with 1 to 4 decimals, such as 'train 0.8'"),
        ["- intended-use"] = (Line, "a text without white space at its ends"),
        ["- out-of-scope"] = (Line, "a text without white space at its ends"),
    };
    #endregion

    /// <summary>Reads a card.</summary>
    /// <param name="text">The text, with <c>\n</c> or <c>\r\n</c> at the ends of lines.</param>
    /// <exception cref="CardException">
    /// The text is not a card. Of several faults told is the first line with one, from the top; if every line is right by itself, a list without items, or splits whose sum is not 1 (the first in the order of the lines); then a source without all of its fields, in the order of the lines; then the first missing key, in the order of <see cref="Render"/>.
    /// </exception>
    [Exercise("M12.E1", Title = "Problem card", Weight = 2)]
    public static ProjectCard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M12.E1: go through the lines, collect keys and items with their lines, refuse what is wrong, and then look for what is missing.
        #region Solution
        Dictionary<string, (string Value, int Line, List<string> Items)> card = new(StringComparer.Ordinal);
        List<(string Name, int Line, Dictionary<string, string> Fields)> sources = [];
        string list = "";
        foreach ((int i, string line) in text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Index())
        {
            int at = i + 1;
            if (line.Length == 0) continue;
            if (line.Any(char.IsControl)) throw Bad(at);
            if (!line.StartsWith("- ", StringComparison.Ordinal))
            {
                (string key, string value) = Halves(at, line);
                if (!Keys.Contains(key)) throw Unknown(at, key, Keys);
                if (key != "source" && card.ContainsKey(key)) throw Repeated(at, key);
                Check(at, key, key, value);
                if (key == "source" && sources.Any(source => source.Name == value)) throw Repeated(at, value);
                if (key == "source") sources.Add((value, at, []));
                card[key] = (value, at, []);
                list = key;
            }
            else if (list == "source")
            {
                (string field, string value) = Halves(at, line[2..]);
                if (!Fields.Contains(field)) throw Unknown(at, field, Fields);
                if (sources[^1].Fields.ContainsKey(field)) throw Repeated(at, field);
                Check(at, field, field, value);
                sources[^1].Fields[field] = value;
            }
            else
            {
                if (!Lists.Contains(list)) throw Bad(at);
                string item = line[2..];
                Check(at, $"- {list}", list, item);
                if (list == "splits" && card[list].Items.Any(other => Split(other).Name == Split(item).Name)) throw Repeated(at, Split(item).Name);
                card[list].Items.Add(item);
            }
        }

        foreach ((string key, (_, int at, List<string> items)) in card.Where(entry => Lists.Contains(entry.Key)).OrderBy(entry => entry.Value.Line))
        {
            if (items.Count == 0) throw new CardException(CardException.BadValue, at, key, $"{key} is empty; it must have an item, behind '- '.");
            if (key == "splits" && items.Sum(item => Split(item).Fraction) != 1) throw new CardException(CardException.BadValue, at, key, "the fractions must add up to 1.");
        }

        foreach ((string name, int at, Dictionary<string, string> fields) in sources)
        {
            if (Fields.FirstOrDefault(field => !fields.ContainsKey(field)) is { } field) throw new CardException(CardException.MissingKey, at, field, $"the source {name} has no {field}.");
        }

        if (Keys.FirstOrDefault(key => !card.ContainsKey(key)) is { } missing) throw new CardException(CardException.MissingKey, 0, missing, $"the card has no {missing}.");
        return new ProjectCard(
            card["task"].Value,
            card["metric"].Value,
            card["baseline"].Value,
            decimal.Parse(card["margin"].Value, CultureInfo.InvariantCulture),
            long.Parse(card["budget-flop"].Value, CultureInfo.InvariantCulture),
            int.Parse(card["budget-seconds"].Value, CultureInfo.InvariantCulture),
            ulong.Parse(card["seed"].Value, CultureInfo.InvariantCulture),
            [.. card["splits"].Items.Select(Split)],
            [.. sources.Select(source => new CardSource(source.Name, source.Fields["licence"], source.Fields["sha256"], int.Parse(source.Fields["rows"], CultureInfo.InvariantCulture)))],
            card["intended-use"].Items,
            card["out-of-scope"].Items);
        #endregion
    }

    /// <summary>Writes the card.</summary>
    /// <returns>The keys in the order of the example above, without empty lines, each line ended by <c>\n</c>; splits, sources and items in their
    /// order, and numbers with the digits that they were read with.</returns>
    [Exercise("M12.E1", Title = "Problem card", Weight = 2)]
    public string Render()
    {
        // TODO M12.E1: write a line for each key and each item, with the invariant culture.
        #region Solution
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"task: {Task}\nmetric: {Metric}\nbaseline: {Baseline}\nmargin: {Margin}\n")
            .Append(CultureInfo.InvariantCulture, $"budget-flop: {BudgetFlop}\nbudget-seconds: {BudgetSeconds}\nseed: {Seed}\nsplits:\n");
        foreach (CardSplit split in Splits) _ = text.Append(CultureInfo.InvariantCulture, $"- {split.Name} {split.Fraction}\n");
        foreach (CardSource source in Sources) _ = text.Append(CultureInfo.InvariantCulture, $"source: {source.Name}\n- licence: {source.Licence}\n- sha256: {source.Sha256}\n- rows: {source.Rows}\n");
        _ = text.Append("intended-use:\n");
        foreach (string use in IntendedUse) _ = text.Append("- ").Append(use).Append('\n');
        _ = text.Append("out-of-scope:\n");
        foreach (string use in OutOfScope) _ = text.Append("- ").Append(use).Append('\n');
        return text.ToString();
        #endregion
    }

    #region Solution
    private static CardSplit Split(string item) => item.Split(' ') is [string name, string fraction]
        ? new(name, decimal.Parse(fraction, CultureInfo.InvariantCulture))
        : throw new UnreachableException();

    // "key: value", or "key:" alone.
    private static (string Key, string Value) Halves(int line, string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || (colon + 1 < text.Length && text[colon + 1] != ' ')) throw Bad(line);
        return (text[..colon], colon + 1 < text.Length ? text[(colon + 2)..] : "");
    }

    private static void Check(int line, string kind, string what, string value)
    {
        (string pattern, string must) = Kinds[kind];
        if (!Regex.IsMatch(value, $@"\A(?:{pattern})\z", RegexOptions.CultureInvariant)) throw new CardException(CardException.BadValue, line, what, $"{what} is '{value}'; it must be {must}.");
    }

    private static CardException Bad(int line) => new(CardException.BadLine, line, "", "a line must be empty, 'key: value', 'key:', or, below a key that has items, '- item'.");

    private static CardException Repeated(int line, string what) => new(CardException.RepeatedKey, line, what, $"'{what}' was there before; it must be there once.");

    private static CardException Unknown(int line, string key, string[] known) => new(CardException.UnknownKey, line, key, $"there is no '{key}'; it must be one of {string.Join(", ", known)}.");
    #endregion
}

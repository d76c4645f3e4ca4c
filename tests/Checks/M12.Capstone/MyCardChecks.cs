using System.Globalization;
using System.Text.RegularExpressions;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.Checks.M12;

public sealed class CardOfYours() : Check("M12.E1.mine", "is a card that fits the course's sources", 3)
{
    public override void Probe(Probe probe) => probe.Observe("card", MyCard.Text);

    // Read by other means than the student's own: a reader that takes everything does not pass the card.
    public override Verdict Judge(Evidence evidence)
    {
        string text = (evidence.Text("card") ?? "").Replace("\r\n", "\n");
        if (text.Length > 3_900) return Verdict.Fail("The card is too long; it must have at most 3,900 characters.");
        Dictionary<string, string> patterns = new()
        {
            ["task"] = "topic|tone",
            ["metric"] = "accuracy|macro-f1",
            ["baseline"] = @"\S.*",
            ["margin"] = @"(?!0(\.0*)?$)(0|[1-9]\d?)(\.\d{1,4})?",
            ["budget-flop"] = @"[1-9]\d{0,17}",
            ["budget-seconds"] = @"[1-9]\d{0,8}",
            ["seed"] = @"0|[1-9]\d{0,18}",
        };
        foreach ((string key, string pattern) in patterns)
        {
            if (Regex.Count(text, $"^{key}: ({pattern})$", RegexOptions.Multiline) != 1)
                return Verdict.Fail($"The card's `{key}` is missing, there twice, or not of its kind.");
        }

        foreach (string list in (string[])["intended-use", "out-of-scope"])
        {
            if (Regex.Count(text, $@"^{list}:\n+- \S", RegexOptions.Multiline) != 1)
                return Verdict.Fail($"The card's `{list}` has no item.");
        }

        (string Name, decimal Fraction)[] splits =
            [.. Regex.Matches(text, @"^- ([a-z][a-z0-9-]*) (0\.\d{1,4})$", RegexOptions.Multiline)
                .Select(match => (match.Groups[1].Value, decimal.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))];
        if (splits.Sum(split => split.Fraction) != 1 || !splits.Any(split => split.Name == "train")
            || !splits.Any(split => split.Name == "test"))
            return Verdict.Fail("The card's splits must have `train` and `test`, and the sum 1.");
        IReadOnlyList<NoticeSource> sources = NoticeCorpus.Sources(2026, 300);
        string[] blocks = [.. Regex.Split(text, "^source: ", RegexOptions.Multiline).Skip(1)];
        if (blocks.Length < 2) return Verdict.Fail("The card must have two sources or more.");
        foreach (string block in blocks)
        {
            string name = block.Split('\n')[0];
            if (sources.FirstOrDefault(source => source.Name == name) is not { } source)
                return Verdict.Fail($"There is no source '{name}'.");
            if (source.Licence == "unknown") return Verdict.Fail($"Nobody has licensed '{name}', so that no project may use it.");
            if (!block.Contains($"\n- licence: {source.Licence}\n", StringComparison.Ordinal))
                return Verdict.Fail($"The licence of '{name}' is another one.");
            if (!block.Contains($"\n- sha256: {source.Sha256}\n", StringComparison.Ordinal))
                return Verdict.Fail($"The hash of '{name}' is another one.");
            if (!block.Contains($"\n- rows: {Cards.Number(source.Rows.Count)}\n", StringComparison.Ordinal))
                return Verdict.Fail($"'{name}' has another number of rows.");
        }

        return blocks.Select(block => block.Split('\n')[0]).Distinct().Count() == blocks.Length
            ? Verdict.Pass
            : Verdict.Fail("A source is there twice.");
    }
}

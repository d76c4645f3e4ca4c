namespace LLMCourse.Checks.M09;

public sealed class GopherBorders()
    : Check("M09.E8.gopher", "keeps what is on a border of a rule, and names the rule that is broken behind it", points: 2)
{
    public override void Probe(Probe probe)
    {
        static string Many(string word, int count) => string.Join(' ', Enumerable.Repeat(word, count));
        static string Text(int words, string word = "word") => "the and " + Many(word, words - 2);
        static string Lines(int count, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, count).Select(line));
        foreach ((string name, string text) in new[]
        {
            ("49 words", Text(49)), ("50 words", Text(50)), ("100,000 words", Text(100_000)), ("100,001 words", Text(100_001)),
            ("3 characters", Many("the", 25) + " " + Many("and", 25)), ("2.98 characters", Many("the", 25) + " " + Many("and", 24) + " of"),
            ("10 characters", Many("of", 1) + " " + Many("to", 1) + " " + Many("abcdefghij", 46) + " " + Many("abcdefghijklmnopqr", 2)),
            ("10.02 characters",
                Many("of", 1) + " " + Many("to", 1) + " " + Many("abcdefghij", 46) + " " + "abcdefghijklmnopqr abcdefghijklmnopqrs"),
            ("characters beyond 16 bits", Many("the", 25) + " " + Many("𝐀𝐁𝐂", 24) + " of"),
            ("5 hashes", Text(45) + " " + Many("#tag", 5)), ("6 hashes", Text(44) + " " + Many("#tag", 6)),
            ("6 hashes in one word", Text(49) + " ######"),
            ("5 ellipses", Text(45) + " " + Many("so...", 3) + " " + Many("so…", 2)),
            ("6 ellipses", Text(44) + " " + Many("so...", 3) + " " + Many("so…", 3)),
            ("six dots in a row", Text(47) + " a...... a...... a......"),
            ("ten dots and more", Text(45) + " a... a.... a..... a.. a......"),
            ("3 of each symbol", Text(44) + " " + Many("#so...", 3) + " " + Many("word", 3)),
            ("9 of 10 lines are bullets", Lines(10, i => (i < 9 ? "- " : "") + "the word and word word")),
            ("10 of 10", Lines(10, _ => "- the word and word word")),
            ("19 of 20", Lines(20, i => (i < 19 ? "* " : "") + "the word and word word")),
            ("every kind of bullet", Lines(12, i => " \t" + "•‣◦▪-*"[i % 6] + "the word and word word")),
            ("bullets and blank lines", Lines(21, i => i % 2 == 0 ? "• the word and word word" : "  ")),
            ("numbers are no bullets", Lines(10, i => $"{i}. the word and word word")),
            ("3 of 10 lines trail off", Lines(10, i => "the word and word word word" + (i < 3 ? "..." : ""))),
            ("4 of 10", Lines(10, i => "the word and word word word" + (i < 2 ? "..." : i < 4 ? "…" : ""))),
            ("with white space behind", Lines(10, i => "the word and word word word" + (i < 4 ? "... \r" : "\r"))),
            ("40 of 50 words have letters", Text(40) + " " + Many("1234", 10)), ("39 of 50", Text(39) + " " + Many("1234", 11)),
            ("letters of other scripts", "the and " + Many("слово", 24) + " " + Many("日本語", 24)),
            ("one stop word", "the " + Many("word", 49)), ("one stop word twice", "the the " + Many("word", 48)),
            ("two in upper case", "THE And " + Many("word", 48)), ("two in punctuation", "\"the (and), " + Many("word", 48)),
            ("two in digits and signs", "1the2 $and+ " + Many("word", 48)),
            ("digits inside", "t1he an2d " + Many("word", 48)), ("white space of other kinds", "the\u00a0and\u3000" + Many("word", 48)),
            ("parts of words", "then sand toe often " + Many("word", 46)),
            ("each stop word", "the be to of and that have with " + Many("word", 42)),
            ("with an apostrophe inside", "the'd and-or " + Many("word", 48)), ("nothing", ""), ("white space", " \n\t "),
            ("symbols", "### ... -"),
        })
        {
            GopherReport report = GopherRules.Check(text);
            probe.Observe($"{name}: broken", string.Join(' ', report.Broken));
            probe.Observe($"{name}: kept", report.IsKept);
            probe.Observe($"{name}: stop words", report.StopWords);
        }

        foreach (string text in new[] { "", " \n\t " })
        {
            GopherReport report = GopherRules.Check(text);
            probe.Observe($"{(text.Length == 0 ? "nothing" : "white space")}: measures",
                (IEnumerable<double>)[report.Words, report.WordLength, report.Hashes, report.Ellipses, report.Bullets, report.LineEllipses,
                    report.Letters]);
        }

        probe.ObserveThrows<ArgumentNullException>("null", () => GopherRules.Check(null!));
    }
}

public sealed class GopherMeasures() : Check("M09.E8.gopher-measures", "measures what a plain count measures")
{
    private const int Texts = 8;

    public override void Probe(Probe probe)
    {
        string[] pieces = ["the", "word", "and,", "#tag", "12", "so...", "…", "- item", "• x", "a....", "long-hyphenated", "Ünder", "%",
            "to", "*", "##", "日本"], gaps = [" ", " ", " ", "\n", "  ", "\n\n", " \n", "\t"];
        for (int i = 0; i < Texts; i++)
        {
            string text = string.Concat(Enumerable.Range(0, 80)
                .Select(_ => MadeUpTexts.Draw(probe.Random, pieces) + MadeUpTexts.Draw(probe.Random, gaps)));
            GopherReport report = GopherRules.Check(text);
            probe.Observe($"text {i}", text);
            probe.Observe($"text {i}: measures",
                (IEnumerable<double>)[report.Words, report.WordLength, report.Hashes, report.Ellipses, report.Bullets, report.LineEllipses,
                    report.Letters]);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        string[] names = ["words", "characters a word", "hashes", "ellipses", "bullets", "lines that trail off", "words with letters"];
        for (int i = 0; i < Texts; i++)
        {
            string text = evidence.Text($"text {i}")!;
            string[] words = [.. text.Split(' ', '\n', '\t').Where(word => word != "")],
                lines = [.. text.Split('\n').Select(line => line.Trim(' ', '\t')).Where(line => line != "")];
            int ellipses = 0;
            for (int at = 0; at < text.Length; at++)
            {
                bool isThree = at + 2 < text.Length && text[at] == '.' && text[at + 1] == '.' && text[at + 2] == '.';
                ellipses += isThree || text[at] == '…' ? 1 : 0;
                at += isThree ? 2 : 0;
            }

            double n = words.Length;
            double[] expected =
            [
                n, words.Sum(word => word.Length) / n, text.Count(c => c == '#') / n, ellipses / n,
                lines.Count(line => line[0] is '-' or '•' or '*') / (double)lines.Length,
                lines.Count(line => line[^1] == '…' || (line.Length > 2 && line[^3..] == "...")) / (double)lines.Length,
                words.Count(word => word.Any(char.IsLetter)) / n,
            ];
            IReadOnlyList<double> seen = evidence.Tensor($"text {i}: measures").Values;
            for (int k = 0; k < expected.Length; k++)
            {
                if (!Tolerance.Double.Allows(expected[k], seen[k]))
                    return Verdict.Fail($"Of a text of {n} words in {lines.Length} lines, {names[k]} is {seen[k]:G6}; a plain count says {expected[k]:G6}.");
            }
        }

        return Verdict.Pass;
    }
}

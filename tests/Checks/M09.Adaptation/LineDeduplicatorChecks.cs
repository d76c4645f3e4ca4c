namespace LLMCourse.Checks.M09;

public sealed class RepeatedLines()
    : VisibleCheck("M09.E8.lines", "removes lines that the corpus has more than once, within a document and across")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, string[] documents) in new (string, string[])[]
        {
            ("across documents", ["menu\none\nfooter\n", "menu\ntwo\nfooter\n"]), ("within a document", ["a\nb\na\nc\n"]),
            ("nothing is repeated", ["a\nb", "c\nd\n"]), ("everything is", ["a\n", "a\n"]),
            ("blank lines stay", ["a\n\n  \n\nb\n", "\n\t\nc\n"]), ("ends make no difference", ["same\none", "two\r\nsame\r\n", "same"]),
            ("ends stay", ["a\r\nb\nsame\r\nc", "same"]), ("spaces make a difference", ["same\n", " same\n", "same \n", "Same\n"]),
            ("a carriage return inside", ["a\rb\n", "a\n", "b\n", "a\rb\r\n"]), ("no documents", []), ("empty documents", ["", "a", ""]),
            ("three times", ["x\ny\n", "x\n", "x\nz"]),
            ("lines of white space stay, though they are repeated", ["  \na\n  \n", "\t\r\nb\n\t\n", "  "]),
            ("a carriage return before the end", ["a\r\r\nb\n", "a\n", "b"]),
            ("characters that differ in their upper halves", ["\u0141x\n\u3042z\n", "\u0241x\n", "\u3142z\n"]),
            ("other scripts", ["日本\n東京\n", "中国\nбуква\n", "東京\nкнига\n"]),
        })
        {
            foreach (bool keepFirst in new[] { false, true })
                probe.Observe($"{name}{(keepFirst ? ", keeping the first" : "")}",
                    string.Join(" | ", LineDeduplicator.Run(documents, keepFirst).Select(MadeUpTexts.Visible)));
        }

        probe.Observe("lines of different halves of characters stay",
            LineDeduplicator.Run(["\ud83d\n", "\ud83e\n"]).Sum(document => document.Length));
        probe.Observe("without the option", string.Join(" | ", LineDeduplicator.Run(["a\nb", "a"])));
        probe.ObserveThrows<ArgumentNullException>("null", () => LineDeduplicator.Run(null!));
        probe.ObserveThrows<ArgumentNullException>("a document that is null", () => LineDeduplicator.Run(["a", null!]));
    }
}

public sealed class LinesOfACorpus() : Check("M09.E8.lines-random", "keeps what a plain count of lines keeps, in a corpus of random pages")
{
    public override void Probe(Probe probe)
    {
        string[] common = MadeUpTexts.Words(probe.Random, 12);
        for (int corpus = 0; corpus < 4; corpus++)
        {
            string[] documents = [.. Enumerable.Range(0, 6).Select(_ => string.Concat(Enumerable.Range(0, 10).Select(_ =>
                (probe.Random.NextDouble() < 0.5 ? MadeUpTexts.Draw(probe.Random, common) : probe.Random.NextDouble() < 0.2
                    ? ""
                    : MadeUpTexts.Word(probe.Random)) + "\n")))];
            probe.Observe($"corpus {corpus}", string.Join('|', documents));
            probe.Observe($"corpus {corpus}: none stays", string.Join('|', LineDeduplicator.Run(documents)));
            probe.Observe($"corpus {corpus}: the first stays", string.Join('|', LineDeduplicator.Run(documents, keepFirst: true)));
        }

        // Lines whose hash of 32 bits is often the same: 200,000 of them are all different.
        string large = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"line {i}\n"));
        probe.Observe("characters left of 200,000 different lines", LineDeduplicator.Run([large])[0].Length / (double)large.Length);
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int corpus = 0; corpus < 4; corpus++)
        {
            string[] documents = evidence.Text($"corpus {corpus}")!.Split('|');
            string[] all = [.. documents.SelectMany(document => document.Split('\n'))];
            foreach (bool keepFirst in new[] { false, true })
            {
                var before = new List<string>();
                var kept = new List<string>();
                foreach (string document in documents)
                {
                    string text = "";
                    foreach (string line in document.Split('\n')[..^1])
                    {
                        if (line.Length == 0 || all.Count(each => each == line) == 1 || (keepFirst && !before.Contains(line)))
                            text += line + "\n";
                        before.Add(line);
                    }

                    kept.Add(text);
                }

                string seen = evidence.Text($"corpus {corpus}: {(keepFirst ? "the first stays" : "none stays")}")
                    ?? "", expected = string.Join('|', kept);
                if (seen != expected)
                    return Verdict.Fail($"Of a corpus of six pages other lines are kept than a plain count of lines keeps{(keepFirst ? ", where the first is to stay" : "")}: {seen.Count(c => c == '\n')} and not {expected.Count(c => c == '\n')}, or in another order.");
            }
        }

        return evidence.Number("characters left of 200,000 different lines") == 1
            ? Verdict.Pass
            : Verdict.Fail("Of 200,000 different lines some are removed: your hash is too short, and takes different lines for the same.");
    }
}

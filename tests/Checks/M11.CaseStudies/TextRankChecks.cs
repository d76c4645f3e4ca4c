namespace LLMCourse.Checks.M11;

public sealed class TextsAsSentences() : VisibleCheck("M11.E2.sentences", "cuts a text where sentences end, and nowhere else", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, string text) in new[]
        {
            ("plain", "One. Two! Three? Four"),
            ("abbreviations", "Dr. Who met Mr. Bean. He was e.g. Late. Approx. Five came, approx. Six."),
            ("an abbreviation ends the text", "I met the Dr."), ("decimals", "It cost 3.5 euros. Or 1.000.000? It is v2.0."),
            ("quotes", "She said \"Stop!\" Then she left. (He stayed.) 'Why?' He asked. «Oui.» End"),
            ("the speech goes on", "\"Stop!\" she said. \"Why?\" he asked."),
            ("ellipses", "Well... Perhaps. Well... perhaps… Or not… fine. What?! Yes."),
            ("a blank line", "A heading\n\nThe text begins\nhere. It ends\n \t\n small and lone"), ("white space", "  \n\n "),
            ("nothing", ""), ("marks alone", "... ! ?"), ("a mark first", "? Yes."), ("no space after", "One.Two. Three.)Four. five.\" Six"),
            ("brackets before", "See (Dr. No) and \"Mr. X\". (e.g. This). ((Dr. B)). Mr.. No"),
            ("case counts", "A DR. Jones. The dr. Was in. Mr? No."), ("only a part of a word", "XDr. Who. Dr.Mr. Z"),
            ("after a break", "End.\nDr. Who\n\nMr. A"), ("digits and others go on", "One. 2 came. – Three. élan is small. Élan is not."),
            ("every opening quote", "\"Dr. A 'Dr. B “Dr. C ‘Dr. D «Dr. E (Dr. F [Dr. G ([«Dr. H"),
            ("every closing quote", "A.\" B!' C?” D.’ E!» F?) G.] H.\")]» I"),
            ("closed behind an abbreviation", "The (old Dr.) Orr came. \"Mr.\" Was it."),
            ("white space of other kinds", "Then\tDr. Orr\u00A0Mr. Bean\u2003came.\u00A0\u00A0Next\u00A0line. \u2003"),
            ("a small letter further on", "Well...\n\t so it was. Then.\u00A0 it went on. So.  ßa goes on."),
            ("blank in other ways", "A heading\n\u00A0\f\nThe text\r\n\r\nThe end"),
        })
        {
            IReadOnlyList<string> sentences = Sentences.Split(text, Summarising.Abbreviations);
            probe.Observe($"{name}: how many", sentences.Count);
            probe.Observe(name, string.Join(" | ", sentences));
        }

        probe.Observe("no abbreviations", string.Join(" | ", Sentences.Split("Dr. Who. Yes.", [])));
    }
}

public sealed class LikenessOfSentences()
    : VisibleCheck("M11.E2.similarity", "divides what two sentences share by the logarithms of their sizes")
{
    public override void Probe(Probe probe)
    {
        foreach ((string a, string b) in new[] { ("a b c", "b c d e"), ("a a b", "a b b"), ("a", "a"), ("a", "a b"), ("", "a b"),
            ("a b", ""), ("", ""), ("a b", "c d"), ("a b c d e f g", "g f e d c b a"), ("a A", "A b") })
            probe.Observe($"'{a}' and '{b}'", TextRank.Similarity(Translating.Words(a), Translating.Words(b)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double);
}

public sealed class RanksOfSentences() : Check("M11.E2.rank", "gives the ranks at which the iteration stands still", points: 2)
{
    private static readonly (int Count, int Words, double Damping)[] Cases =
        [(1, 5, 0.85), (7, 12, 0.85), (25, 40, 0.85), (25, 60, 0.5), (6, 9, 0), (9, 8, 0.99), (12, 200, 0.85)];

    public override void Probe(Probe probe)
    {
        foreach ((int count, int words, double damping) in Cases)
        {
            string[][] sentences = Summarising.Draw(probe.Random, count, words);
            probe.Observe($"{count} of {words} at {damping}: sentences", string.Join('/', sentences.Select(own => string.Join(' ', own))));
            probe.Observe($"{count} of {words} at {damping}", TextRank.Rank(sentences, damping));
        }

        probe.Observe("none", TextRank.Rank([]).Count);
        probe.Observe("nobody is like another", TextRank.Rank([["a", "b"], ["c", "d"], []]));
        probe.Observe("without content words", TextRank.Rank([["a", "b"], [], ["b", "a"], ["c"]]));
        probe.Observe("damping by default", TextRank.Rank([["a", "b"], ["b", "c"], ["c", "d"]]));
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((int count, int words, double damping) in Cases)
        {
            string name = $"{count} of {words} at {damping}";
            string[][] sentences = [.. evidence.Text($"{name}: sentences")!.Split('/').Select(own => own.Split(' '))];
            double[] right = Summarising.Rank(sentences, damping), got = [.. evidence.Tensor(name).Values];
            if (got.Length != count || right.Zip(got).Any(both => Math.Abs(both.First - both.Second) > 2e-7))
                return Verdict.Fail($"The ranks of {count} sentences are not those at which the iteration stands still.");
        }

        return evidence.EqualsExpected(new Tolerance(2e-8, 0, "the iteration stops when the sum of the changes is below 1e-9"));
    }
}

public sealed class RanksOfOthersOrders() : Check("M11.E2.renaming", "ranks sentences alike in every order and under other words")
{
    public override void Probe(Probe probe)
    {
        string[][] sentences = Summarising.Draw(probe.Random, 30, 45);
        int[] order = [.. Enumerable.Range(0, 30).OrderBy(_ => probe.Random.NextDouble())];
        IReadOnlyList<double> ranks = TextRank.Rank(sentences), moved = TextRank.Rank([.. order.Select(i => sentences[i])]);
        IReadOnlyList<double> renamed =
            TextRank.Rank([.. sentences.Select(own => own.Reverse().Select(word => $"{word.Length}x{word}").ToArray())]);
        probe.Observe("the sum", ranks.Sum());
        probe.Observe("another order", Enumerable.Range(0, 30).Max(i => Math.Abs(moved[i] - ranks[order[i]])));
        probe.Observe("other words", ranks.Zip(renamed).Max(both => Math.Abs(both.First - both.Second)));
    }

    public override Verdict Judge(Evidence evidence)
    {
        if (Math.Abs(evidence.Number("the sum") - 1) > 1e-9) return Verdict.Fail("The ranks do not add up to 1.");
        return evidence.Number("another order") < 1e-8 && evidence.Number("other words") < 1e-8
            ? Verdict.Pass
            : Verdict.Fail("The ranks depend on the order of the sentences, or on what words are called.");
    }
}

public sealed class SummariesOfSentences()
    : Check("M11.E2.extract", "takes the best sentences that fit and are new, in the text's order", points: 2)
{
    private const string Text =
        "Rain fell on the town. The river rose after rain fell on the old town. The river rose after rain fell on the old mill. Dr. Orr saw the river. Cats like milk. Nobody in town had seen the river rise like this. "
        + "After rain fell, the river rose on the old town! It was so. Boats left the town by the river at noon. The mill and the town stand by the river.";

    public override void Probe(Probe probe)
    {
        foreach (int words in new[] { 0, 1, 3, 4, 5, 8, 9, 10, 14, 18, 19, 25, 40, 60, 200 })
            probe.Observe($"{words} words", ExtractiveSummariser.Summarise(Text, words, Summarising.Abbreviations));
        probe.Observe("equal ranks", ExtractiveSummariser.Summarise("Red dogs ran. Blue cats sat. Old cows ate.", 6, []));
        probe.Observe("one sentence", ExtractiveSummariser.Summarise(" Red dogs  ran. ", 3, []));
        probe.Observe("nothing", ExtractiveSummariser.Summarise(" ", 3, []));
        probe.Observe("seven of ten words", ExtractiveSummariser.Summarise("K a1 b1 c1 d1 e1 f1 x1 y1. K a1 b1 c1 d1 e1 f1 z1.", 40, []));
        probe.Observe("words between other white space",
            ExtractiveSummariser.Summarise("Red\ndogs\tran\u00A0far. Blue cats sat still today.", 3, []));
        probe.Observe("words between other white space that fit",
            ExtractiveSummariser.Summarise("Red\ndogs\tran\u00A0far. Blue cats sat still today.", 4, []));

        // The third repeats the first, and the second, which is chosen between them, is another.
        probe.Observe("not the last one is repeated", ExtractiveSummariser.Summarise(
            "River rose town rain old fell mill slowly early. Mill rose river slowly boats. River rose town rain old fell mill again. Noon boats early slowly.",
            40, []));

        // All rank alike, but for what rounding leaves.
        foreach (int sentences in new[] { 1, 2, 3, 5, 8 })
            probe.Observe($"a ring of equals: {sentences}", ExtractiveSummariser.Summarise(Ring(), 15 * sentences, []));
        probe.Observe("six of ten words", ExtractiveSummariser.Summarise("K a1 b1 c1 d1 e1 x1 y1. K a1 b1 c1 d1 e1 z1 v1.", 40, []));
    }

    // Eleven sentences; each shares 1, 1, 2 and 3 words with those 1, 2, 3 and 4 places away.
    private static string Ring()
    {
        int[] shared = [1, 1, 2, 3];
        List<string>[] words = [.. Enumerable.Range(0, 11).Select(i => new List<string> { "Say" })];
        for (int away = 1; away <= shared.Length; away++)
        {
            for (int i = 0; i < words.Length; i++)
            {
                for (int k = 0; k < shared[away - 1]; k++)
                {
                    string word = $"w{away}x{i}x{k}";
                    words[i].Add(word);
                    words[(i + away) % words.Length].Add(word);
                }
            }
        }

        return string.Join(' ', words.Select(own => string.Join(' ', own) + "."));
    }
}

public sealed class BetterThanTheBeginning() : Check("M11.E2.lead", "finds what matters where it is not said first")
{
    public override void Probe(Probe probe)
    {
        double own = 0, lead = 0;
        for (int i = 0; i < 12; i++)
        {
            (string text, string summary) = Summarising.Report(probe.Random);
            IReadOnlyList<string> first = [.. text.Split(". ").Take(3)];
            string[] right = Translating.Words(summary);
            own += TextScores.RougeL(right, Translating.Words(ExtractiveSummariser.Summarise(text, 20, [])));
            lead += TextScores.RougeL(right, Translating.Words(string.Join(". ", first)));
        }

        probe.Observe("ROUGE-L", own / 12);
        probe.Observe("ROUGE-L of the first three sentences", lead / 12);
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.Number("ROUGE-L") >= evidence.Number("ROUGE-L of the first three sentences") + 0.3
        ? Verdict.Pass
        : Verdict.Fail($"ROUGE-L is {evidence.Number("ROUGE-L"):F2}, and that of the first three sentences {evidence.Number("ROUGE-L of the first three sentences"):F2}; 0.3 more is asked for.");
}

public sealed class ALongText() : Check("M11.E2.long", "summarises a megabyte in seconds")
{
    public override void Probe(Probe probe)
    {
        // Each sentence shares words with a few others alone: all pairs would be half a billion.
        string text =
            string.Join(' ', Enumerable.Range(0, 30_000).Select(i => $"Item{i / 3} was of part{i} on site{i / 2} by crew{i % 9_999}."));
        string summary = ExtractiveSummariser.Summarise(text, 40, []);
        probe.Observe("words", Summarising.Words(summary));
    }
}

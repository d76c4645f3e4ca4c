using System.Text;

namespace LLMCourse.Checks.M03;

/// <summary>The texts and tokenizers of the checks.</summary>
internal static class Tokenizers
{
    public const string English =
        "The lighthouse keeper counted the ships that passed the lighthouse, and there were thirteen of them.\nNone of them stopped.";

    public const string German =
        "Über den Dächern der Größe nach geordnet: Straßenbahnfahrer, Süßwarenhändler und Bärenführer. Für Übermütige gibt es Stühle.";

    public const string Mixed = "naïve café 🙂🙃 日本語 𝒜𝓑\r\n\tx = y**2  # ok";

    /// <summary>Learns the most frequent pairs of a text, the first of equally frequent ones.</summary>
    public static PairTokenizer Learn(string text, int merges)
    {
        List<int> ids = [.. Encoding.UTF8.GetBytes(text).Select(b => (int)b)];
        List<(int, int)> learned = [];
        for (int m = 0; m < merges; m++)
        {
            (int Left, int Right) best = ids.Zip(ids.Skip(1)).Where(p => p.Second != ' ').GroupBy(p => p).MaxBy(g => g.Count())!.Key;
            learned.Add(best);
            for (int i = 0; i + 1 < ids.Count; i++)
            {
                if ((ids[i], ids[i + 1]) != best) continue;
                ids[i] = 256 + m;
                ids.RemoveAt(i + 1);
            }
        }

        return new PairTokenizer(learned);
    }
}

public sealed class TokenCounts() : VisibleCheck("M03.E7.counts", "counts bytes, tokens and words of an English text", points: 2)
{
    public override void Probe(Probe probe) =>
        Show(probe, TokenStats.Compute(Tokenizers.Learn(Tokenizers.English, 30), Tokenizers.English));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(TokenFertility.Ratio);

    private static void Show(Probe probe, TokenStats stats)
    {
        probe.Observe("bytes", (double)stats.Bytes);
        probe.Observe("tokens", (double)stats.Tokens);
        probe.Observe("words", (double)stats.Words);
        probe.Observe("bytes per token", stats.BytesPerToken);
    }
}

public sealed class TokenFertility()
    : Check("M03.E7.fertility", "counts the tokens of every word alone, by its length in code points, in three languages", points: 3)
{
    internal static Tolerance Ratio { get; } = new(1e-12, 1e-12, "quotients of small whole numbers in float64");

    public override void Probe(Probe probe)
    {
        PairTokenizer english = Tokenizers.Learn(Tokenizers.English, 30), german = Tokenizers.Learn(Tokenizers.German, 30);
        Show("English", TokenStats.Compute(english, Tokenizers.English));
        Show("German by an English tokenizer", TokenStats.Compute(english, Tokenizers.German));
        Show("German by a German tokenizer", TokenStats.Compute(german, Tokenizers.German));
        Show("mixed", TokenStats.Compute(english, Tokenizers.Mixed));
        Show("mixed, by bytes", TokenStats.Compute(new PairTokenizer([]), Tokenizers.Mixed));
        Show("glyphs of several code points", TokenStats.Compute(english, "e\u0301te\u0301 👩🏽‍🚀 und"));
        Show("white space of all kinds", TokenStats.Compute(english, "a\u00A0bc\u2003def\u3000gh\u0085i\vj\u2028kl\u200Bm\uFEFF"));

        void Show(string name, TokenStats stats)
        {
            probe.Observe($"{name}: bytes", (double)stats.Bytes);
            probe.Observe($"{name}: tokens", (double)stats.Tokens);
            probe.Observe($"{name}: words", (double)stats.Words);
            probe.Observe($"{name}: fertility", stats.Fertility);
            probe.Observe($"{name}: lengths of words", stats.TokensByWordLength.Keys);
            probe.Observe($"{name}: tokens by length", stats.TokensByWordLength.Values);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Ratio);
}

public sealed class TokenEdges() : Check("M03.E7.edges", "gives 0 for texts without tokens or words, and refuses null", points: 1)
{
    public override void Probe(Probe probe)
    {
        PairTokenizer tokenizer = Tokenizers.Learn(Tokenizers.English, 10);
        foreach ((string name, string text) in new[] { ("empty", ""), ("white space", " \t\r\n  "), ("one letter", "x") })
        {
            TokenStats stats = TokenStats.Compute(tokenizer, text);
            probe.Observe($"{name}: counts",
                ((int[])[stats.Bytes, stats.Tokens, stats.Words, stats.TokensByWordLength.Count]).AsEnumerable());
            probe.Observe($"{name}: bytes per token", stats.BytesPerToken);
            probe.Observe($"{name}: fertility", stats.Fertility);
        }

        probe.ObserveThrows<ArgumentException>("no text", () => TokenStats.Compute(tokenizer, null!));
        probe.ObserveThrows<ArgumentException>("no tokenizer", () => TokenStats.Compute(null!, "x"));
        probe.ObserveThrows<ArgumentException>("no ids", () => TokenTranslator.Translate(null!, tokenizer, tokenizer));
        probe.ObserveThrows<ArgumentException>("no tokenizer that made the ids", () => TokenTranslator.Translate([65], null!, tokenizer));
        probe.ObserveThrows<ArgumentException>("no tokenizer that is to read ids", () => TokenTranslator.Translate([65], tokenizer, null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(TokenFertility.Ratio);
}

public sealed class TokenTranslation()
    : LateCheck("M03.E7.translation",
        "translates ids to another tokenizer and back without loss, also where tokens cut characters", points: 3)
{
    public override void Probe(Probe probe)
    {
        PairTokenizer english = Tokenizers.Learn(Tokenizers.English, 40), german = Tokenizers.Learn(Tokenizers.German, 25);
        foreach ((string name, string text) in new[] { ("English", Tokenizers.English), ("German", Tokenizers.German),
            ("mixed", Tokenizers.Mixed), ("odd characters", " \uFEFFe\u0301t\uFFFDe \0 \u212B \n"), ("empty", "") })
        {
            int[] ids = english.Encode(text);
            int[] there = TokenTranslator.Translate(ids, english, german);
            probe.Observe($"{name}: there", there.AsEnumerable());
            probe.Observe($"{name}: back again", TokenTranslator.Translate(there, german, english).AsEnumerable());
            probe.Observe($"{name}: at first", ids.AsEnumerable());
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (string name in (string[])["English", "German", "mixed", "odd characters", "empty"])
        {
            Verdict same = ObservationComparer.Tensors(evidence.Tensor($"{name}: at first") with { Name = $"{name}: back again" },
                evidence.Tensor($"{name}: back again"), Tolerance.Exact);
            if (!same.Passed) return same.WithHint("A token may be half of a character: decode all ids together.");
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }
}

using System.Globalization;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.Checks.M12;

/// <summary>What several checks of the problem card share.</summary>
public static class Cards
{
    private static readonly string[] Words =
        ["bus", "tram", "late", "again", "the", "a", "old", "yard", "moved", "closed", "early", "book"];

    public const string Text = """
        task: topic
        metric: macro-f1
        baseline: the first: a count
        margin: 2.50
        budget-flop: 1000000
        budget-seconds: 60
        seed: 7
        splits:
        - train 0.50
        - dev 0.25
        - test 0.25
        source: shop
        - licence: MIT
        - sha256: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
        - rows: 300
        source: town-hall
        - licence: CC0-1.0
        - sha256: 000000000000000000000000000000000000000000000000000000000000000f
        - rows: 1
        intended-use:
        - no
        - 1.10: kept
        out-of-scope:
        - the rest

        """;

    /// <summary>Gets the text with the line breaks that a card is written with.</summary>
    public static string Canonical => Text.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>Reads a text, and writes down what came of it.</summary>
    public static string Try(string text)
    {
        try
        {
            return ProjectCard.Parse(text).Render();
        }
        catch (CardException e)
        {
            return $"{e.Code} in line {e.Line}: {e.What}";
        }
    }

    public static string Write(IReadOnlyList<CardProblem> problems) =>
        string.Join('\n', problems.Select(problem => $"{problem.Code} {problem.Where}"));

    public static Notice Row(string source, int row, string text, string topic = "sport", string tone = "neutral") =>
        new(source, row, text, topic, tone);

    /// <summary>Makes a card by hand, without any reading.</summary>
    public static ProjectCard Card(string task, string metric, (string Name, decimal Fraction)[] splits,
        params CardSource[] sources) => new(
        task, metric, "b", 1m, 1, 1, 1, [.. splits.Select(split => new CardSplit(split.Name, split.Fraction))], sources, ["a"], ["b"]);

    /// <summary>Makes as many rows as are asked for whose topics and tones go round.</summary>
    public static IReadOnlyList<Notice> Rows(string source, int from, int count) =>
        [.. Enumerable.Range(from, count)
            .Select(i => Row(source, i, $"{source} text {i} {i * i} {i * i * i}", NoticeCorpus.Topics[i % 5], NoticeCorpus.Tones[i % 3]))];

    /// <summary>Makes a sentence of common words.</summary>
    public static string Sentence(CheckRandom random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[random.NextInteger(0, Words.Length)]));

    /// <summary>Changes a word, takes one away, puts one in, or changes letters and punctuation alone.</summary>
    public static string Vary(CheckRandom random, string text)
    {
        List<string> words = [.. text.Split(' ')];
        int at = (int)random.NextInteger(0, words.Count);
        switch (random.NextInteger(0, 5))
        {
            case 0: words[at] = "other"; break;
            case 1: words.RemoveAt(at); break;
            case 2: words.Insert(at, "more"); break;
            case 3: words[at] = $"({words[at].ToUpperInvariant()}),"; break;
            default: words.Add("thanks"); break;
        }

        return string.Join(' ', words);
    }

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

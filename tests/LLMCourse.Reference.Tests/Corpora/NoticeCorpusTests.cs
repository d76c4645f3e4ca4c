using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.Reference.Tests.Corpora;

public sealed partial class NoticeCorpusTests
{
    private const int Rows = 200;
    private static readonly (IReadOnlyList<NoticeSource> Sources, IReadOnlyList<IReadOnlyList<NoticeDirt>> Dirt) Planted =
        NoticeCorpus.SourcesWithDirt(7, Rows);

    [Fact]
    public void Sources_SameSeed_AreTheSame()
    {
        IReadOnlyList<NoticeSource> again = NoticeCorpus.Sources(7, Rows);

        Assert.Equal(NoticeCorpus.SourceNames, again.Select(source => source.Name));
        Assert.Equal(["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "unknown"], again.Select(source => source.Licence));
        Assert.Equal(Planted.Sources.Select(source => source.Sha256), again.Select(source => source.Sha256));
        Assert.Equal(4, again.Select(source => source.Sha256).Distinct().Count());
        Assert.NotEqual(again[0].Sha256, NoticeCorpus.Sources(8, Rows)[0].Sha256);
        Assert.All(again, source => Assert.Equal(Enumerable.Range(0, Rows), source.Rows.Select(row => row.Row)));
        Assert.All(again, source => Assert.All(source.Rows, row => Assert.Equal(source.Name, row.Source)));
    }

    [Fact]
    public void Sources_OfNoRows_AreEmpty_AndOfLessThanNone_AreRefused()
    {
        Assert.All(NoticeCorpus.Sources(1, 0), source => Assert.Empty(source.Rows));
        Assert.Empty(NoticeCorpus.Clean(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoticeCorpus.Sources(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoticeCorpus.Clean(1, -1));
    }

    [Fact]
    public void Sha256_OfTwoRows_IsThatOfTheirLines()
    {
        NoticeSource source = new("s", "MIT", [new("s", 0, "a\tb\\n", "sport", "neutral"), new("s", 1, "c\r\nd", "events", "pleased")]);
        byte[] lines = Encoding.UTF8.GetBytes("0\tsport\tneutral\ta\\tb\\\\n\n1\tevents\tpleased\tc\\r\\nd\n");

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(lines)), source.Sha256);
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", new NoticeSource("s", "MIT", []).Sha256);
    }

    [Fact]
    public void Clean_Notices_AreLong_Different_AndEvenlyLabelled()
    {
        IReadOnlyList<Notice> many = NoticeCorpus.Clean(1, 3000);

        Assert.Equal(many.Take(40), NoticeCorpus.Clean(1, 40));
        Assert.NotEqual(many.Take(40), NoticeCorpus.Clean(2, 40));
        Assert.All(many, notice => Assert.InRange(notice.Text.Split(' ').Length, 34, 100));
        Assert.All(many, notice => Assert.DoesNotContain('{', notice.Text));
        // 5 standard deviations of a binomial of 3,000 draws with p = 1/15 are 68.
        foreach (string topic in NoticeCorpus.Topics)
        {
            foreach (string tone in NoticeCorpus.Tones)
                Assert.InRange(many.Count(notice => notice.Topic == topic && notice.Tone == tone), 132, 268);
        }
    }

    [Fact]
    public void Dirt_OfEveryKind_IsInEverySource()
    {
        foreach (IReadOnlyList<NoticeDirt> dirt in Planted.Dirt)
        {
            foreach (NoticeDirt kind in Enum.GetValues<NoticeDirt>()) Assert.InRange(dirt.Take(50).Count(x => x == kind), 1, 25);
        }
    }

    [Fact]
    public void Duplicates_AreOfCleanRows_NearOnesAtLeast80Percent_AndOthersAreFarApart()
    {
        List<(HashSet<string> Grams, string Text)> clean = [.. Of(NoticeDirt.None).Select(row => (Grams(row.Text), row.Text))];
        HashSet<string> texts = [.. clean.Select(row => row.Text)];

        Assert.Equal(clean.Count, texts.Count);
        Assert.All(Of(NoticeDirt.ExactDuplicate), row => Assert.Contains(row.Text, texts));
        Assert.All(Of(NoticeDirt.NearDuplicate), row => Assert.DoesNotContain(row.Text, texts));
        Assert.All(Of(NoticeDirt.NearDuplicate),
            row => Assert.True(clean.Max(other => Jaccard(Grams(row.Text), other.Grams)) >= 0.8, row.Text));
        Assert.Contains(Of(NoticeDirt.ExactDuplicate), row => clean.Count(other => other.Text == row.Text)
            == 1 && Planted.Sources.Count(source => source.Rows.Any(x => x.Text == row.Text)) > 1);
        for (int i = 0; i < clean.Count; i++)
        {
            for (int j = 0; j < i; j++) Assert.True(Jaccard(clean[i].Grams, clean[j].Grams) < 0.5, clean[i].Text + "\n" + clean[j].Text);
        }
    }

    [Fact]
    public void PersonalData_IsWhatItClaims_AndOnlyWhereItWasPlanted()
    {
        Assert.All(Of(NoticeDirt.Mail), row => Assert.Matches(@"[a-z]+[._][a-z]+(\+notice)?@(mail\.)?example\.(org|com|net)", row.Text));
        Assert.All(Of(NoticeDirt.Phone),
            row => Assert.Matches(@"(\+44 20 7946 0\d{3}|\+1 212 555 01\d{2}|\(0114\) 496 0\d{3}) before", row.Text));
        Assert.All(Of(NoticeDirt.Card),
            row => Assert.Equal(0, Luhn(Card().Match(row.Text).Value.Replace(" ", "", StringComparison.Ordinal))));
        Assert.All(Of(NoticeDirt.Iban), row =>
        {
            string iban = Iban().Match(row.Text).Value;
            Assert.Equal(1, (int)(BigInteger.Parse(iban[4..] + "1314" + iban[2..4], CultureInfo.InvariantCulture) % 97));
        });
        Assert.All(Of(NoticeDirt.Address), row => Assert.Matches(@"(192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3} ", row.Text));
        Assert.All(Of(NoticeDirt.None), row => Assert.DoesNotMatch(@"@|\d{3}|\+", row.Text));
    }

    [Fact]
    public void OtherDirt_LooksLikeIt()
    {
        Assert.All(Of(NoticeDirt.Html), row => Assert.Matches("<[a-z]+|&[a-z]+;", row.Text));
        Assert.All(Of(NoticeDirt.Boilerplate), row => Assert.Equal(2, row.Text.Split('\n').Length));
        Assert.All(Of(NoticeDirt.TooShort), row => Assert.InRange(row.Text.Split(' ').Length, 1, 4));
        Assert.All(Of(NoticeDirt.Symbols), row => Assert.InRange(row.Text.Count(char.IsAsciiLetter), 0, row.Text.Length / 5));
        Assert.All(Of(NoticeDirt.Empty), row => Assert.Equal("", row.Text.Trim()));
        Assert.All(Of(NoticeDirt.None), row => Assert.DoesNotMatch("[<&\n»|]", row.Text));
    }

    // Counting words leaves room in the tone; pairs of words show most of it. So a model that sees order can beat a baseline that does not.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Tone_IsHardForWords_AndEasyForPairs_AndTopicIsEasy(ulong seed)
    {
        IReadOnlyList<Notice> train = NoticeCorpus.Clean(seed, 1200), test = NoticeCorpus.Clean(seed + 1000, 1200);

        double words = Accuracy(train, test, notice => notice.Tone, Words), pairs = Accuracy(train, test, notice => notice.Tone, Pairs);
        double topic = Accuracy(train, test, notice => notice.Topic, Words);

        Assert.InRange(words, 0.60, 0.75);
        Assert.InRange(pairs, words + 0.05, 0.97);
        Assert.InRange(topic, 0.85, 0.99);
    }

    private static IEnumerable<Notice> Of(NoticeDirt kind) =>
        Planted.Sources.SelectMany((source, s) => source.Rows.Where((_, row) => Planted.Dirt[s][row] == kind));

    private static double Accuracy(IReadOnlyList<Notice> train, IReadOnlyList<Notice> test, Func<Notice, string> label,
        Func<string, IEnumerable<string>> features)
    {
        string[] labels = [.. train.Select(label).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, double[]> counts = [];
        double[] totals = new double[labels.Length];
        foreach (Notice notice in train)
        {
            int y = Array.IndexOf(labels, label(notice));
            foreach (string feature in features(notice.Text))
            {
                if (!counts.TryGetValue(feature, out double[]? row)) counts[feature] = row = new double[labels.Length];
                row[y]++;
                totals[y]++;
            }
        }

        int right = test.Count(notice =>
        {
            double[] score = [.. labels.Select((_, y) => features(notice.Text).Where(counts.ContainsKey)
                .Sum(feature => Math.Log((counts[feature][y] + 1) / (totals[y] + counts.Count))))];
            return labels[Array.IndexOf(score, score.Max())] == label(notice);
        });
        return (double)right / test.Count;
    }

    private static IEnumerable<string> Pairs(string text)
    {
        string[] words = [.. Words(text)];
        return words.Concat(words.Zip(words.Skip(1), (a, b) => a + " " + b));
    }

    private static IEnumerable<string> Words(string text) => Word().Matches(text.ToLowerInvariant()).Select(match => match.Value);

    private static HashSet<string> Grams(string text)
    {
        string[] words = [.. Words(text)];
        return [.. Enumerable.Range(0, Math.Max(0, words.Length - 2)).Select(i => $"{words[i]} {words[i + 1]} {words[i + 2]}")];
    }

    private static double Jaccard(HashSet<string> a, HashSet<string> b)
    {
        int both = a.Count(b.Contains);
        return (double)both / (a.Count + b.Count - both);
    }

    private static int Luhn(string digits) =>
        digits.Reverse().Select((c, i) => i % 2 == 0 ? c - '0' : (2 * (c - '0') / 10) + (2 * (c - '0') % 10)).Sum() % 10;

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"4\d{3} ?\d{4} ?\d{4} ?\d{4}")]
    private static partial Regex Card();

    [GeneratedRegex(@"DE\d{20}")]
    private static partial Regex Iban();
}

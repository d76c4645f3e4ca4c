using System.Text.RegularExpressions;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.Reference.Tests.Corpora;

public sealed partial class MailCorpusTests
{
    private static readonly IReadOnlyList<Mail> Many = MailCorpus.Generate(1, 3000);

    [Fact]
    public void Generate_SameSeed_GivesTheSameMails()
    {
        Assert.Equal(Many.Take(50), MailCorpus.Generate(1, 50));
        Assert.NotEqual(Many.Take(50), MailCorpus.Generate(2, 50));
        Assert.Empty(MailCorpus.Generate(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MailCorpus.Generate(1, -1));
    }

    [Fact]
    public void Generate_ManyMails_AreHalfSpam_AndHardlyEverTheSame()
    {
        // 5 standard deviations of a binomial of 3,000 draws with p = 1/2 are 137.
        Assert.InRange(Many.Count(mail => mail.IsSpam), 1363, 1637);
        Assert.Equal(3000, Many.Select(mail => mail.Text).Distinct().Count());
        Assert.DoesNotContain(Many, mail => mail.Text.Contains('{', StringComparison.Ordinal));
    }

    [Fact]
    public void Generate_EveryFrequentWord_OccursInBothKinds()
    {
        foreach ((string word, int spam, int other) in Counts(Many)
            .Where(x => x.Spam + x.Other >= 100)) Assert.True(Math.Min(spam, other) >= 10, word);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(20, 2)]
    [InlineData(40, 3)]
    public void Keywords_TheBestOfThem_DoPoorly_AndAllWordsTogetherWell(int keywords, int needed)
    {
        Mail[] train = [.. Many.Take(1500)], test = [.. Many.Skip(1500)];
        Dictionary<string, double> odds = Counts(train).Where(x => x.Spam + x.Other >= 20)
            .ToDictionary(x => x.Word, x => Math.Log((x.Spam + 0.5) / (x.Other + 0.5)));
        HashSet<string> best =
            [.. odds.OrderByDescending(x => x.Value).ThenBy(x => x.Key, StringComparer.Ordinal).Take(keywords).Select(x => x.Key)];

        Assert.InRange(F1(test, mail => Words(mail).Count(best.Contains) >= needed), 0, 0.85);
        Assert.InRange(F1(test, mail => Words(mail).Sum(word => odds.GetValueOrDefault(word)) > 0), 0.94, 1);
    }

    private static double F1(Mail[] mails, Func<Mail, bool> isFlagged)
    {
        int hits = mails.Count(mail => mail.IsSpam && isFlagged(mail));
        return 2.0 * hits / (mails.Count(isFlagged) + mails.Count(mail => mail.IsSpam));
    }

    private static List<(string Word, int Spam, int Other)> Counts(IEnumerable<Mail> mails) =>
        [.. mails.SelectMany(mail => Words(mail).Select(word => (Word: word, mail.IsSpam))).GroupBy(x => x.Word)
            .Select(words => (words.Key, words.Count(x => x.IsSpam), words.Count(x => !x.IsSpam)))];

    private static HashSet<string> Words(Mail mail) =>
        [.. WordPattern().Matches(mail.Text.ToLowerInvariant()).Select(match => match.Value)];

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex WordPattern();
}

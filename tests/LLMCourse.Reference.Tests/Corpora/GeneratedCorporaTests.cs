using LLMCourse.Reference.Corpora;

namespace LLMCourse.Reference.Tests.Corpora;

public sealed class GeneratedCorporaTests
{
    private static readonly GeneratedOptions Many = new() { Lines = 2000, MinLength = 2, MaxLength = 6 };

    [Fact]
    public void SplitMix64_SeedZero_GivesThePublishedNumbers()
    {
        // The first outputs for seed 0, as in the test of Java's SplittableRandom port by Vigna (splitmix64.c).
        var random = new SplitMix64(0);

        Assert.Equal(
            [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC],
            new[] { random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64() });
    }

    [Fact]
    public void SplitMix64_Bounds_AreReachedAndKept()
    {
        var random = new SplitMix64(3);
        int[] seen = new int[5];
        for (int i = 0; i < 10_000; i++)
        {
            seen[random.Between(-2, 2) + 2]++;
            Assert.InRange(random.NextDouble(), 0, 1 - double.Epsilon);
        }

        // 5 standard deviations of a binomial of 10,000 draws with p = 1/5 are 200.
        Assert.All(seen, count => Assert.InRange(count, 1800, 2200));
        Assert.Equal(7, random.Between(7, 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
    }

    [Fact]
    public void EveryCorpus_SameSeed_GivesTheSameLinesAlways()
    {
        var three = new GeneratedOptions { Lines = 3, MinLength = 3, MaxLength = 5 };

        Assert.Equal(Expected.Copy, GeneratedCorpora.Copy(1, three));
        Assert.Equal(Expected.Reverse, GeneratedCorpora.Reverse(1, three));
        Assert.Equal(Expected.Sort, GeneratedCorpora.Sort(1, three));
        Assert.Equal(Expected.Arithmetic, GeneratedCorpora.Arithmetic(1, three));
        Assert.Equal(Expected.Brackets, GeneratedCorpora.Brackets(1, three));
        Assert.NotEqual(Expected.Copy, GeneratedCorpora.Copy(2, three));
    }

    [Fact]
    public void Words_EveryLine_FollowsItsRule()
    {
        foreach ((IEnumerable<string> lines, Func<string, string> rule) in new (IEnumerable<string>, Func<string, string>)[]
        {
            (GeneratedCorpora.Copy(5, Many), word => word),
            (GeneratedCorpora.Reverse(5, Many), word => string.Concat(word.Reverse())),
            (GeneratedCorpora.Sort(5, Many), word => string.Concat(word.Order())),
        })
        {
            string[][] parts = [.. lines.Select(line => line.Split('>'))];
            Assert.Equal(2000, parts.Length);
            Assert.All(parts, part => Assert.Equal([part[0], rule(part[0])], part));
            Assert.Equal([2, 3, 4, 5, 6], parts.Select(part => part[0].Length).Distinct().Order());
            Assert.Equal(26, parts.SelectMany(part => part[0]).Distinct().Count());
        }
    }

    [Fact]
    public void Arithmetic_EveryLine_IsTrue()
    {
        string[] lines = [.. GeneratedCorpora.Arithmetic(5, Many with { MinLength = 1, MaxLength = 9 })];

        Assert.All(lines, line =>
        {
            string[] sides = line.Split('=');
            int sign = sides[0].IndexOfAny(['+', '-']);
            (long left, long right) = (long.Parse(sides[0][..sign]), long.Parse(sides[0][(sign + 1)..]));
            Assert.Equal(sides[0][sign] == '+' ? left + right : left - right, long.Parse(sides[1]));
        });
        Assert.Contains(lines, line => line.Contains("=-", StringComparison.Ordinal));
    }

    [Fact]
    public void Brackets_EveryLine_IsBalanced_AndShapesAreEquallyFrequent()
    {
        string[] lines =
            [.. GeneratedCorpora.Brackets(5, new GeneratedOptions { Lines = 5000, MinLength = 3, MaxLength = 3, Brackets = "()" })];

        Assert.All(lines, line => Assert.True(BracketLanguage.IsBalanced(line)));
        Dictionary<string, int> counts = lines.GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(["((()))", "(()())", "(())()", "()(())", "()()()"], counts.Keys.Order(StringComparer.Ordinal));

        // 5 standard deviations of a binomial of 5,000 draws with p = 1/5 are 141.
        Assert.All(counts.Values, count => Assert.InRange(count, 859, 1141));
        Assert.All(GeneratedCorpora.Brackets(6, Many), line => Assert.True(BracketLanguage.IsBalanced(line)));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("([]{})[]", true)]
    [InlineData("([)]", false)]
    [InlineData("((", false)]
    [InlineData(")", false)]
    [InlineData("(a)", false)]
    public void IsBalanced_HandmadeLines(string text, bool expected) => Assert.Equal(expected, BracketLanguage.IsBalanced(text));

    [Fact]
    public void Options_OutOfRange_AreRefusedBeforeTheFirstLine()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GeneratedCorpora.Copy(1, Many with { Lines = -1 }));
        Assert.Throws<ArgumentException>(() => GeneratedCorpora.Copy(1, Many with { MinLength = 0 }));
        Assert.Throws<ArgumentException>(() => GeneratedCorpora.Sort(1, Many with { MaxLength = 1 }));
        Assert.Throws<ArgumentException>(() => GeneratedCorpora.Copy(1, Many with { Alphabet = "ab>" }));
        Assert.Throws<ArgumentException>(() => GeneratedCorpora.Brackets(1, Many with { Brackets = "(]]" }));
        Assert.Throws<ArgumentException>(() => GeneratedCorpora.Arithmetic(1, Many with { MaxLength = 10 }));
    }

    /// <summary>Computed by a second implementation, in Python.</summary>
    private static class Expected
    {
        public static readonly string[] Copy = ["tzll>tzll", "wnhuk>wnhuk", "lnle>lnle"];
        public static readonly string[] Reverse = ["tzll>llzt", "wnhuk>kuhnw", "lnle>elnl"];
        public static readonly string[] Sort = ["tzll>lltz", "wnhuk>hknuw", "lnle>elln"];
        public static readonly string[] Arithmetic = ["7712+49992=57704", "88961-3569=85392", "6448+5770=12218"];
        public static readonly string[] Brackets = ["{[]}[[]]", "[()(())]", "[[{}{}]]"];
    }
}

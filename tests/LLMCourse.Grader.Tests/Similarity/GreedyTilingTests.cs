using LLMCourse.Classes.Similarity;

namespace LLMCourse.Grader.Tests.Similarity;

public sealed class GreedyTilingTests
{
    // A letter is a token, a bar ends a member.
    [Theory]
    [InlineData("abcdefgh", "abcdefgh", "0,0,8")]
    [InlineData("abcdeXfghij", "fghijYabcde", "0,6,5 6,0,5")]
    [InlineData("abcde", "vwxyz", "")]
    [InlineData("abXcdYef", "abZcdWef", "")]
    // Of two places the longer run is taken first, and what it took is not taken again.
    [InlineData("abcd", "abcXabcd", "0,4,4")]
    // The longest run takes bcde; of abc only a is left, which is too short.
    [InlineData("bcdeZabc", "abcde", "0,1,4")]
    // A run does not go on into the next member.
    [InlineData("abc|def", "abcdef", "0,0,3 3,3,3")]
    [InlineData("ab|cd", "abcd", "")]
    public void Match_HandWorked_IsAsExpected(string a, string b, string expected) =>
        Assert.Equal(expected, string.Join(' ',
            GreedyTiling.Match(Tokens(a), Tokens(b), 3).Select(t => FormattableString.Invariant($"{t.StartA},{t.StartB},{t.Length}"))));

    [Fact]
    public void Match_WhatWasGiven_IsInNoRun()
    {
        CodeTokens a = Tokens("abcdefg"), b = Tokens("abcdefg");
        a.Given[3] = true;

        Assert.Equal([new Tile(0, 0, 3), new Tile(4, 4, 3)], GreedyTiling.Match(a, b, 3));
    }

    [Fact]
    public void Grams_Of_AreEqualWhereTheRunsAre()
    {
        (int Start, ulong Hash)[] grams = [.. Grams.Of(Tokens("abcabc|abc"), 3)];

        Assert.Equal([0, 1, 2, 3, 6], grams.Select(g => g.Start));
        Assert.Equal(grams[0].Hash, grams[3].Hash);
        Assert.Equal(grams[0].Hash, grams[4].Hash);
        Assert.Equal(3, grams.Select(g => g.Hash).Distinct().Count());
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(4, 0.5)]
    [InlineData(8, 0.02)]
    [InlineData(1, 1)]
    public void Rarity_OfEightSubmissions_IsAsComputedByHand(int count, double weight)
    {
        // log(8/4) / log(8/2) = 1/2
        var rarity = new Rarity([.. Enumerable.Range(0, 8).Select(i => (IReadOnlyCollection<ulong>)(i < count ? [7UL] : []))]);

        Assert.Equal(weight, rarity.Of(7), 1e-12);
    }

    private static CodeTokens Tokens(string text)
    {
        List<CodeBlock> blocks = [];
        List<ulong> symbols = [];
        List<int> blockOf = [];
        foreach (string member in text.Split('|'))
        {
            blocks.Add(new CodeBlock("A.cs", $"m{blocks.Count}", symbols.Count, symbols.Count + member.Length));
            foreach (char c in member)
            {
                symbols.Add(c);
                blockOf.Add(blocks.Count - 1);
            }
        }

        return new CodeTokens(blocks, [.. symbols], new int[symbols.Count], [.. blockOf], false);
    }
}

using VerifyXunit;

namespace LLMCourse.M10;

[Trait("Exercise", "M10.E3")]
public sealed class LruCacheTests
{
    [Fact(DisplayName = "M10.E3 Worked by hand: ten bytes, and what was not used goes first")]
    public void Set_WithoutRoom_EvictsTheLeastRecentlyUsed()
    {
        LruCache<string, string> cache = new(10, null, (_, text) => text.Length, TimeProvider.System);
        Assert.True(cache.Set("a", "four"));
        Assert.True(cache.Set("b", "five."));
        Assert.True(cache.TryGet("a", out _));     // now b is the least recently used
        Assert.True(cache.Set("c", "six..."));     // 4 + 6 = 10: b has to go, a may stay
        Assert.False(cache.TryGet("b", out _));
        Assert.Equal((2, 10L), (cache.Count, cache.Bytes));
        Assert.Equal(new CacheStatistics(1, 1, 1), cache.Statistics);
    }

    [Fact(DisplayName = "M10.E3 No request shares a key with another one that may be answered otherwise")]
    public void For_DifferentRequests_Differ()
    {
        ResponseRequest request = new([new("user", "Hello")]);
        string?[] keys =
        [
            ResponseKey.For("ab", "c", request), ResponseKey.For("a", "bc", request), ResponseKey.For("ab", "c", request with { MaxTokens = 5 }),
            ResponseKey.For("ab", "c", new ResponseRequest([new("user", "Hel"), new("user", "lo")])), ResponseKey.For("ab", "c", request with { Temperature = 1, Seed = 7 }),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(keys[0], ResponseKey.For("ab", "c", request with { Seed = 7 }));
        Assert.Null(ResponseKey.For("ab", "c", request with { Temperature = 0.5 }));
    }

    [Fact(DisplayName = "M10.E3 Fifty who ask for the same get it from one generation")]
    public async Task GetOrCreateAsync_FiftyCallers_GenerateOnce()
    {
        ResponseCache cache = new(new LruCache<string, string>(1000, null, (_, text) => text.Length, TimeProvider.System));
        TaskCompletionSource<string> reply = new();
        int generations = 0;
        Task<string>[] callers = [.. Enumerable.Range(0, 50).Select(_ => cache.GetOrCreateAsync("key", _ =>
        {
            Interlocked.Increment(ref generations);
            return reply.Task;
        }))];
        reply.SetResult("Hello!");
        Assert.All(await Task.WhenAll(callers), text => Assert.Equal("Hello!", text));
        Assert.Equal(1, generations);
    }

    [Fact(DisplayName = "M10.E3 The tree of prompts, step by step")]
    public Task Add_SomePrompts_Removes()
    {
        List<string> lines = [];
        PrefixKvCache<string> cache = new(4, block => lines.Add($"  removed {block}"));
        foreach (int[] prompt in (int[][])[[1, 2, 3, 4, 5], [1, 2, 7, 8], [9, 9], [1, 2, 3, 4], [6, 6]])
        {
            IReadOnlyList<string> keys = PrefixBlocks.Keys("ada", prompt, 2);
            IReadOnlyList<string> found = cache.Acquire(keys);
            cache.Release(keys, found.Count);
            lines.Add($"[{string.Join(' ', prompt)}]: found {found.Count}");
            int kept = cache.Add(keys, block => $"{prompt[2 * block]} {prompt[(2 * block) + 1]}");
            lines.Add($"  kept {kept}, {cache.Count} in all");
        }

        return Verifier.Verify(string.Join('\n', lines));
    }
}

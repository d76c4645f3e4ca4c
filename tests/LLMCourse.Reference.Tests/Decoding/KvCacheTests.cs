using LLMCourse.Reference.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Decoding;

public sealed class KvCacheTests
{
    /// <summary>float32 sums of at most a few hundred terms of order 1, taken in another order: a
    /// few times 2⁻²⁴ for each of two layers.</summary>
    private const double Tolerance = 1e-5;

    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    public static TheoryData<NormKind, NormPlacement, Activation, PositionEncoding, int?, bool, bool> Combinations =>
        GptForwardTests.Combinations();

    [Theory]
    [MemberData(nameof(Combinations))]
    public void NextLogits_EveryCombination_EqualsTheUncachedLogitsAtEveryStep(
        NormKind norm, NormPlacement placement, Activation activation, PositionEncoding positions, int? kvHeads, bool tied, bool bias)
    {
        using var scope = NewDisposeScope();
        var config = Configurations.Small with
        {
            Norm = norm,
            NormPlacement = placement,
            Activation = activation,
            Positions = positions,
            KvHeads = kvHeads,
            TieEmbeddings = tied,
            Bias = bias,
        };
        using var model = Models.Random(config);
        using var cache = new KvCache(config, batch: 2);
        Tensor ids = Values.Ids(seed: 2, config.VocabularySize, batch: 2, length: 6);
        Tensor expected = model.forward(ids);

        // A prompt of two tokens, then one token at a time.
        AssertClose(expected.select(1, 1), model.NextLogits(ids.narrow(1, 0, 2), cache), "prompt");
        for (int t = 2; t < 6; t++)
            AssertClose(expected.select(1, t), model.NextLogits(ids.narrow(1, t, 1), cache), $"step {t}");
        Assert.Equal(6, cache.Length);
    }

    public static TheoryData<PositionEncoding, RopeLayout, int?> Positions => new()
    {
        { PositionEncoding.Learned, RopeLayout.Half, null },
        { PositionEncoding.Rope, RopeLayout.Half, 2 },
        { PositionEncoding.Rope, RopeLayout.Interleaved, null },
        { PositionEncoding.Sinusoidal, RopeLayout.Half, 2 },
        { PositionEncoding.Alibi, RopeLayout.Half, null },
        { PositionEncoding.Alibi, RopeLayout.Half, 2 },
        { PositionEncoding.None, RopeLayout.Half, 1 },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public void Logits_PromptInChunks_EqualsTheUncachedLogits(int chunk)
    {
        using var scope = NewDisposeScope();
        using var model = Models.Random(GptConfig.TinyModern with { Layers = 2 });
        using var cache = new KvCache(model.Config, batch: 3);
        Tensor ids = Values.Ids(seed: 3, 65, batch: 3, length: 64), expected = model.forward(ids);

        for (int first = 0; first < 64; first += chunk)
        {
            int length = Math.Min(chunk, 64 - first);
            AssertClose(expected.narrow(1, first, length), model.Logits(ids.narrow(1, first, length), cache), $"chunk at {first}");
        }
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void Logits_RowsPaddedOnTheLeft_EqualEachRowAlone(PositionEncoding positions, RopeLayout layout, int? kvHeads)
    {
        using var scope = NewDisposeScope();
        using var model = Models.Random(GptConfig.Tiny with { Layers = 2, Positions = positions, RopeLayout = layout, KvHeads = kvHeads });
        int[] padding = [0, 3, 7];
        using var cache = new KvCache(model.Config, batch: 3, capacity: 16);
        cache.PadLeft(padding);
        Tensor ids = Values.Ids(seed: 4, 65, batch: 3, length: 12);

        // Chunks of 5, 4, 1, 1 and 1: one ends inside the padding of the last row.
        List<Tensor> parts = [];
        foreach ((int first, int length) in new[] { (0, 5), (5, 4), (9, 1), (10, 1), (11, 1) })
            parts.Add(model.Logits(ids.narrow(1, first, length), cache));
        Tensor actual = cat([.. parts], 1);

        for (int row = 0; row < 3; row++)
        {
            Tensor alone = model.forward(ids.narrow(0, row, 1).narrow(1, padding[row], 12 - padding[row]));
            AssertClose(alone, actual.narrow(0, row, 1).narrow(1, padding[row], 12 - padding[row]), $"row {row}");
        }

        Assert.False(actual.isnan().any().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public void NextLogits_EveryPositionEncoding_EqualsTheUncachedLogitsAtEveryStep(PositionEncoding positions,
        RopeLayout layout, int? kvHeads)
    {
        using var scope = NewDisposeScope();
        using var model = Models.Random(GptConfig.Tiny with { Layers = 2, Positions = positions, RopeLayout = layout, KvHeads = kvHeads });
        using var cache = new KvCache(model.Config, batch: 2);
        Tensor ids = Values.Ids(seed: 16, 65, batch: 2, length: 20), expected = model.forward(ids);

        AssertClose(expected.narrow(1, 0, 3), model.Logits(ids.narrow(1, 0, 3), cache), "prompt");
        AssertClose(expected.narrow(1, 3, 5), model.Logits(ids.narrow(1, 3, 5), cache), "second chunk");
        for (int t = 8; t < 20; t++)
            AssertClose(expected.select(1, t), model.NextLogits(ids.narrow(1, t, 1), cache), $"step {t}");
    }

    [Fact]
    public void RollBack_ToAnEarlierLength_ContinuesAsIfTheRestWereNeverRead()
    {
        using var scope = NewDisposeScope();
        using var model = Models.Random(GptConfig.TinyModern with { Layers = 2 });
        using var cache = new KvCache(model.Config);
        Tensor first = Values.Ids(seed: 5, 65, 1, 20), second = Values.Ids(seed: 6, 65, 1, 9);
        model.Read(first, cache);

        cache.RollBack(11);
        Tensor actual = model.Logits(second, cache);

        AssertClose(model.forward(cat([first.narrow(1, 0, 11), second], 1)).narrow(1, 11, 9), actual, "after the roll-back");
        Assert.Equal(20, cache.Length);
    }

    [Fact]
    public void Fork_RowsTakenTwiceAndSwapped_ContinueIndependently()
    {
        using var scope = NewDisposeScope();
        using var model = Models.Random(GptConfig.Tiny with { Layers = 2 });
        using var cache = new KvCache(model.Config, batch: 2);
        cache.PadLeft(0, 2);
        Tensor prompt = Values.Ids(seed: 7, 65, 2, 8), next = Values.Ids(seed: 8, 65, 3, 1), other = Values.Ids(seed: 9, 65, 2, 1);
        model.Read(prompt, cache);

        using KvCache fork = cache.Fork(1, 0, 1);
        Tensor original = model.NextLogits(other, cache), forked = model.NextLogits(next, fork);

        for (int row = 0; row < 2; row++)
        {
            Tensor text = cat([prompt.narrow(0, row, 1).narrow(1, 2 * row, 8 - (2 * row)), other.narrow(0, row, 1)], 1);
            AssertClose(model.NextLogits(text), original.narrow(0, row, 1), $"original row {row}");
        }

        foreach ((int row, int from) in new[] { (0, 1), (1, 0), (2, 1) })
        {
            Tensor text = cat([prompt.narrow(0, from, 1).narrow(1, 2 * from, 8 - (2 * from)), next.narrow(0, row, 1)], 1);
            AssertClose(model.NextLogits(text), forked.narrow(0, row, 1), $"forked row {row}");
        }
    }

    [Fact]
    public void Clear_AfterAPaddedText_LeavesNoTrace()
    {
        using var scope = NewDisposeScope();
        using var model = Models.Random(GptConfig.Tiny with { Layers = 1 });
        using var cache = new KvCache(model.Config, batch: 2);
        cache.PadLeft(4, 0);
        model.Read(Values.Ids(seed: 10, 65, 2, 30), cache);

        cache.Clear();

        Tensor ids = Values.Ids(seed: 11, 65, 2, 6);
        AssertClose(model.forward(ids), model.Logits(ids, cache), "after Clear");
    }

    [Fact]
    public void Logits_MoreThanFits_ThrowsAndLeavesTheCacheAsItWas()
    {
        using var scope = NewDisposeScope();
        using var model = Models.Random(GptConfig.Tiny with { Layers = 1 });
        using var cache = new KvCache(model.Config, capacity: 8);
        Tensor ids = Values.Ids(seed: 12, 65, 1, 8);
        model.Read(ids.narrow(1, 0, 6), cache);

        string message = Assert.Throws<InvalidOperationException>(() => model.Logits(ids.narrow(1, 0, 3), cache)).Message;

        Assert.Equal("The cache holds 6 of at most 8 positions, so 3 more do not fit; clear it and read the newest tokens again, or make it larger.", message);
        AssertClose(model.forward(ids).narrow(1, 6, 2), model.Logits(ids.narrow(1, 6, 2), cache), "after the exception");
    }

    [Fact]
    public void Members_BadArguments_SayWhatToDo()
    {
        using var scope = NewDisposeScope();
        using var model = Models.Random(GptConfig.Tiny with { Layers = 1 });
        using var cache = new KvCache(model.Config, batch: 2, capacity: 8);
        using var foreign = new KvCache(GptConfig.Tiny);
        Tensor one = zeros(1, 1, ScalarType.Int64), two = zeros(2, 1, ScalarType.Int64);

        Assert.Contains("ids has 1 rows, but the cache has 2", Assert.Throws<ArgumentException>(() => model.Logits(one, cache)).Message,
            StringComparison.Ordinal);
        Assert.Contains("make the cache from the model's configuration",
            Assert.Throws<ArgumentException>(() => model.Logits(one, foreign)).Message, StringComparison.Ordinal);
        Assert.Contains("give one for each of the 2 rows", Assert.Throws<ArgumentException>(() => cache.PadLeft(1)).Message,
            StringComparison.Ordinal);
        Assert.Contains("from 0 to 7", Assert.Throws<ArgumentException>(() => cache.PadLeft(1, 8)).Message, StringComparison.Ordinal);
        Assert.Contains("keep from 0 to 0", Assert.Throws<ArgumentOutOfRangeException>(() => cache.RollBack(1)).Message,
            StringComparison.Ordinal);
        Assert.Contains("rows 0 to 1", Assert.Throws<ArgumentException>(() => cache.Fork(2)).Message, StringComparison.Ordinal);
        Assert.Contains("which is 64", Assert.Throws<ArgumentOutOfRangeException>(() => new KvCache(model.Config, capacity: 65)).Message,
            StringComparison.Ordinal);
        model.Read(two, cache);
        Assert.Contains("call Clear", Assert.Throws<InvalidOperationException>(() => cache.PadLeft(0, 1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void BytesNeeded_Gpt2Small_IsTheFormula()
    {
        // 2 · 12 layers · 1 row · 12 heads · 1024 positions · 64 columns · 4 bytes = 72 MiB.
        Assert.Equal(75_497_472, KvCache.BytesNeeded(GptConfig.Gpt2Small));
        using var cache = new KvCache(GptConfig.TinyModern, batch: 3, capacity: 10);
        Assert.Equal(2 * 4 * 3 * 2 * 10 * 32 * 4, cache.Bytes);
    }

    [Fact]
    public void EveryEntry_LeavesOnlyItsResult()
    {
        using var model = Models.Random(GptConfig.TinyModern with { Layers = 2 });
        using Tensor ids = Values.Ids(seed: 13, 65, 2, 5), one = Values.Ids(seed: 14, 65, 2, 1);
        long before = Live;

        using (var cache = new KvCache(model.Config, batch: 2))
        {
            cache.PadLeft(0, 2);
            model.Read(ids, cache);
            long read = Live;
            model.Logits(ids, cache).Dispose();
            model.NextLogits(one, cache).Dispose();
            using (cache.Fork(1, 1))
                Assert.True(Live > read);
            Assert.Throws<InvalidOperationException>(() => FillUp(model, ids, cache));
            Assert.Equal(read, Live);
        }

        Assert.Equal(before, Live);

        using (NewDisposeScope())
        using (new KvCache(model.Config))
        {
        }

        Assert.Equal(before, Live);
    }

    [Fact]
    public void Constructor_InsideAScope_OutlivesIt()
    {
        using var model = Models.Random(GptConfig.Tiny with { Layers = 1 });
        KvCache cache;
        using (NewDisposeScope())
            cache = new KvCache(model.Config);
        using (cache)
        using (Tensor ids = Values.Ids(seed: 15, 65, 1, 3))
        using (Tensor logits = model.Logits(ids, cache))
            Assert.Equal([1L, 3L, 65L], logits.shape);
    }

    private static void FillUp(Gpt model, Tensor ids, KvCache cache)
    {
        while (true)
            model.Read(ids, cache);
    }

    private static void AssertClose(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        Values.Close(Values.Of(expected), Values.Of(actual), Tolerance, what);
    }
}

using TorchSharp;
using static LLMCourse.M05.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M05;

[Trait("Exercise", "M05.E5")]
public sealed class KvCacheTests
{
    private static readonly CausalConfig Small = new(11, 2, 16, 4, 2);

    [Fact(DisplayName = "M05.E5 Worked by hand: 2 · 2 layers · 3 sequences · 2 heads · 4 wide · 10 slots · 4 bytes = 3,840")]
    public void SizeInBytes_OfASmallCache_IsTheProduct()
    {
        Assert.Equal(3840, KvCache.SizeInBytes(Small, batch: 3, capacity: 10));

        // Llama 3 70B, 16 users with 128 Ki tokens each, in float32.
        Assert.Equal(1_374_389_534_720, KvCache.SizeInBytes(new CausalConfig(128256, 80, 8192, 64, 8), 16, 131072));
    }

    [Theory(DisplayName = "M05.E5 Whatever the pieces, the logits are those of the uncached model")]
    [InlineData(new[] { 9 })]
    [InlineData(new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(new[] { 4, 1, 3, 1 })]
    public void Forward_InPieces_EqualsTheUncachedModel(int[] pieces)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = CausalModel.Random(Small, 1);
        using var cache = new KvCache(Small, 2, 9);
        Tensor ids = Ids(2, 9);

        Tensor logits = Feed(model, cache, ids, pieces);

        AssertClose("Forward", model.Logits(ids), logits, Layer, "positions go on from cache.Seen, and a token sees what is cached and what is before it in its piece.");
        Assert.Equal((9, 9), (cache.Length, cache.Seen));
    }

    [Theory(DisplayName = "M05.E5 Pads on the left are hidden and take no position: each sequence is as it would be alone")]
    [InlineData(new[] { 8 })]
    [InlineData(new[] { 5, 1, 1, 1 })]
    public void Forward_WithLeftPads_EqualsEachSequenceAlone(int[] pieces)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = CausalModel.Random(Small, 2);
        int[] pads = [0, 3];
        using var cache = new KvCache(Small, 2, 8, CacheOverflow.Throw, pads);
        Tensor ids = Ids(2, 8);

        Tensor logits = Feed(model, cache, ids, pieces);

        for (int b = 0; b < 2; b++)
        {
            Tensor alone = model.Logits(ids.narrow(0, b, 1).narrow(1, pads[b], 8 - pads[b]));
            AssertClose($"Sequence {b}", alone, logits.narrow(0, b, 1).narrow(1, pads[b], 8 - pads[b]), Layer, "hide slots below the number of pads, and subtract it from the slot to get the position.");
        }
    }

    [Theory(DisplayName = "M05.E5 A sliding cache of four slots is a window of four tokens")]
    [InlineData(new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(new[] { 3, 3, 4 })]
    [InlineData(new[] { 10 })]
    public void Forward_WhileSliding_EqualsAWindow(int[] pieces)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = CausalModel.Random(Small, 3);
        using var cache = new KvCache(Small, 1, 4, CacheOverflow.Slide);
        Tensor ids = Ids(1, 10);

        AssertClose("Forward", model.Logits(ids, window: 4), Feed(model, cache, ids, pieces), Layer, "the token at slot s sees the slots s − 3 to s, whatever the pieces are.");
        Assert.Equal((4, 10), (cache.Length, cache.Seen));
    }

    [Fact(DisplayName = "M05.E5 A full cache throws, and nothing has changed")]
    public void Forward_IntoAFullCache_ChangesNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = CausalModel.Random(Small, 4);
        using var cache = new KvCache(Small, 1, 5);
        Tensor ids = Ids(1, 8);
        _ = CachedModel.Forward(model, ids.narrow(1, 0, 3), cache);

        AssertRefuses("Three tokens into room for two", () => CachedModel.Forward(model, ids.narrow(1, 3, 3), cache));
        AssertRefuses("The same in pieces", () => CachedModel.Prefill(model, ids.narrow(1, 3, 3), cache, 1));

        Assert.Equal(3, cache.Length);
        AssertClose("Going on", model.Logits(ids.narrow(1, 0, 5)).narrow(1, 3, 2), CachedModel.Forward(model, ids.narrow(1, 3, 2), cache), Layer, "check whether everything fits before anything is appended.");
    }

    [Fact(DisplayName = "M05.E5 Rolled back, the cache goes on from there; cleared, it is as new")]
    public void Rollback_AndClear_ForgetTokens()
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = CausalModel.Random(Small, 5);
        using var cache = new KvCache(Small, 1, 8);
        Tensor ids = Ids(1, 8), others = 10 - Ids(1, 3);
        _ = CachedModel.Forward(model, ids, cache);

        cache.Rollback(5);
        Tensor logits = CachedModel.Forward(model, others, cache);
        AssertClose("After Rollback(5)", model.Logits(cat([ids.narrow(1, 0, 5), others], 1)).narrow(1, 5, 3), logits, Layer, "lower what is held and what was seen.");

        cache.Clear();
        Assert.Equal((0, 0), (cache.Length, cache.Seen));
        AssertClose("After Clear", model.Logits(others), CachedModel.Forward(model, others, cache), Layer, "nothing is held and nothing was seen.");
        AssertRefuses("Rollback(4) of three", () => cache.Rollback(4));
    }

    [Fact(DisplayName = "M05.E5 A fork and its origin go on by themselves")]
    public void Fork_GoesItsOwnWay()
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = CausalModel.Random(Small, 6);
        using var cache = new KvCache(Small, 1, 8);
        Tensor start = Ids(1, 4), one = Ids(1, 2), two = 10 - Ids(1, 2);
        _ = CachedModel.Forward(model, start, cache);

        using KvCache fork = cache.Fork();
        Tensor ofFork = CachedModel.Forward(model, two, fork), ofOrigin = CachedModel.Forward(model, one, cache);

        AssertClose("The fork", model.Logits(cat([start, two], 1)).narrow(1, 4, 2), ofFork, Layer, "copy the tensors.");
        AssertClose("Its origin", model.Logits(cat([start, one], 1)).narrow(1, 4, 2), ofOrigin, Layer, "copy the tensors.");
    }

    [Fact(DisplayName = "M05.E5 Generation makes the text that the uncached model makes")]
    public void Generate_EqualsTheUncachedModel()
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = CausalModel.Random(Small, 7);
        using var cache = new KvCache(Small, 2, 12);
        Tensor text = Ids(2, 4);
        for (int i = 0; i < 9; i++) text = cat([text, model.Logits(text).select(1, text.shape[1] - 1).argmax(-1, keepdim: true)], 1);

        Tensor made = CachedModel.Generate(model, Ids(2, 4), 9, cache);

        AssertClose("Generate", text.narrow(1, 4, 9), made, 0, "prefill, then run each new token alone.");
        Assert.Equal(12, cache.Length); // the last new token has not been run
    }

    [Fact(DisplayName = "M05.E5 Nothing but results stays in memory, and the cache outlives the scope that it was made in")]
    public void Cache_LeavesNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = CausalModel.Random(Small, 8);
        KvCache cache;
        using (NewDisposeScope()) cache = new KvCache(Small, 1, 4, CacheOverflow.Slide);

        Tensor ids = Ids(1, 3);
        AssertNoLeak("Forward", () => CachedModel.Forward(model, ids, cache));
        AssertNoLeak("Generate", () => CachedModel.Generate(model, ids, 4, cache));
        AssertNoLeak("Fork", cache.Fork);
        cache.Dispose();
    }

    [Fact(DisplayName = "M05.E5 Shapes and numbers that do not fit are refused with an ArgumentException")]
    public void Cache_BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = CausalModel.Random(Small, 9);
        using var cache = new KvCache(Small, 1, 4);
        AssertRefuses("Capacity 0", () => new KvCache(Small, 1, 0).Dispose());
        AssertRefuses("Pads for two", () => new KvCache(Small, 1, 4, CacheOverflow.Throw, [0, 1]).Dispose());
        AssertRefuses("Layer 2 of 2", () => cache.Append(2, zeros(1, 2, 1, 4), zeros(1, 2, 1, 4)));
        AssertRefuses("Keys of four heads", () => cache.Append(0, zeros(1, 4, 1, 4), zeros(1, 4, 1, 4)));
        AssertRefuses("Two sequences for one", () => CachedModel.Forward(model, Ids(2, 1), cache));
        AssertRefuses("A token that is not there", () => CachedModel.Forward(model, Ids(1, 1) + 11, cache));
    }

    private static Tensor Ids(int batch, int length) => (arange(batch * length, ScalarType.Int64) * 7 % 11).reshape(batch, length);

    private static Tensor Feed(CausalModel model, KvCache cache, Tensor ids, int[] pieces)
    {
        List<Tensor> logits = [];
        long start = 0;
        foreach (int piece in pieces)
        {
            logits.Add(CachedModel.Forward(model, ids.narrow(1, start, piece), cache));
            start += piece;
        }

        return cat(logits, 1);
    }
}

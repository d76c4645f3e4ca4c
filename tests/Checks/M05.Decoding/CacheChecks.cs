namespace LLMCourse.Checks.M05;

/// <summary>Small models and texts for the checks of the cache.</summary>
internal static class Caches
{
    public static CausalConfig Small { get; } = new(13, 2, 16, 4, 2);

    public static CausalModel Model() => CausalModel.Random(Small, 77);

    /// <summary>Runs pieces of a text through the model, one after the other, and returns all logits, <c>[B, T, V]</c>.</summary>
    public static Tensor Feed(CausalModel model, KvCache cache, Tensor ids, params int[] pieces)
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

    public static int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];
}

public sealed class CacheOneByOne()
    : VisibleCheck("M05.E5.one-by-one", "gives the logits of the uncached model when each token is fed alone", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = Caches.Model();
        using var cache = new KvCache(Caches.Small, 2, 12);
        Tensor ids = probe.Random.Integers(0, 13, 2, 9);
        probe.Observe("logits of every step", Caches.Feed(model, cache, ids, Caches.Ones(9)));
        probe.Observe("length", cache.Length);
        probe.Observe("seen", cache.Seen);
    }
}

public sealed class CacheChunks()
    : Check("M05.E5.chunks", "gives the same logits whatever the pieces are that a prompt is read in", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = Caches.Model();
        Tensor ids = probe.Random.Integers(0, 13, 1, 11);
        foreach (int chunk in new[] { 1, 3, 4, 11, 50 })
        {
            using var cache = new KvCache(Caches.Small, 1, 11);
            probe.Observe($"last logits, pieces of {chunk}", CachedModel.Prefill(model, ids, cache, chunk));
            probe.Observe($"length, pieces of {chunk}", cache.Length);
        }

        using var mixed = new KvCache(Caches.Small, 1, 20);
        probe.Observe("logits of pieces of 4, 1, 1, 3 and 2", Caches.Feed(model, mixed, ids, 4, 1, 1, 3, 2));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance)
            .WithHint("A piece begins at position cache.Seen, and within it every token sees what is in the cache and the tokens before it, but none after.");
}

public sealed class CacheLeftPads()
    : LateCheck("M05.E5.left-pads", "hides the pads on the left of a batch, and counts positions from the first real token", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = Caches.Model();
        int[] pads = [0, 2, 5];
        Tensor ids = probe.Random.Integers(0, 13, 3, 10);
        foreach (int[] pieces in new int[][] { [7, 1, 1, 1], [10], [3, 4, 3] })
        {
            using var cache = new KvCache(Caches.Small, 3, 10, CacheOverflow.Throw, pads);
            Tensor logits = Caches.Feed(model, cache, ids, pieces);
            for (int b = 0; b < pads.Length; b++)
                probe.Observe($"logits behind {pads[b]} pads, pieces of {string.Join(", ", pieces)}",
                    logits[b].narrow(0, pads[b], 10 - pads[b]));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("With p pads the token at slot s has position s − p, and no query sees a slot below p.");
}

public sealed class CacheThrows() : Check("M05.E5.overflow-throws", "refuses what does not fit, and goes on as if nothing had been")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = Caches.Model();
        using var cache = new KvCache(Caches.Small, 1, 6);
        Tensor ids = probe.Random.Integers(0, 13, 1, 8);
        probe.Observe("logits of four tokens", CachedModel.Forward(model, ids.narrow(1, 0, 4), cache));
        probe.ObserveThrows<ArgumentException>("three more than there is room for two",
            () => CachedModel.Forward(model, ids.narrow(1, 4, 3), cache));
        probe.Observe("length afterwards", cache.Length);
        probe.ObserveThrows<ArgumentException>("a prompt in pieces that does not fit",
            () => CachedModel.Prefill(model, ids.narrow(1, 4, 3), cache, 1));
        probe.Observe("length after that", cache.Length);
        probe.ObserveThrows<ArgumentException>("a text that will not fit",
            () => CachedModel.Generate(model, ids.narrow(1, 4, 1), 3, cache));
        probe.ObserveThrows<ArgumentException>("a text of which only the prompt fits",
            () => CachedModel.Generate(model, ids.narrow(1, 4, 2), 2, cache));
        probe.ObserveThrows<ArgumentException>("slots that do not fit", () => cache.Append(0, zeros(1, 2, 3, 4), zeros(1, 2, 3, 4)));
        probe.Observe("length in the end", cache.Length);
        using var exact = new KvCache(Caches.Small, 1, 3);
        probe.Observe("no token after a prompt that fills the cache", CachedModel.Generate(model, ids.narrow(1, 0, 3), 0, exact).shape[1]);
        probe.Observe("logits of two more", CachedModel.Forward(model, ids.narrow(1, 4, 2), cache));
        probe.Observe("length when full", cache.Length);
    }
}

public sealed class CacheSlides()
    : Check("M05.E5.overflow-slides", "forgets the oldest tokens when it slides: each token sees as many as there is room for", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = Caches.Model();
        Tensor ids = probe.Random.Integers(0, 13, 2, 14);
        foreach (int[] pieces in new int[][] { Caches.Ones(14), [4, 4, 6], [14], [3, 8, 1, 1, 1] })
        {
            using var cache = new KvCache(Caches.Small, 2, 5, CacheOverflow.Slide, [0, 1]);
            Tensor logits = Caches.Feed(model, cache, ids, pieces);
            probe.Observe($"logits, pieces of {string.Join(", ", pieces)}", logits[0]);
            probe.Observe($"logits behind a pad, pieces of {string.Join(", ", pieces)}", logits[1].narrow(0, 1, 13));
            probe.Observe($"length and seen, pieces of {string.Join(", ", pieces)}", (IEnumerable<int>)new[] { cache.Length, cache.Seen });
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("Positions go on counting when old slots go. The first token of a piece may still see slots that the last one may not.");
}

public sealed class CacheForks() : Check("M05.E5.fork", "forks into two caches that do not disturb each other", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = Caches.Model();
        Tensor ids = probe.Random.Integers(0, 13, 1, 6), other = probe.Random.Integers(0, 13, 1, 4);
        using var cache = new KvCache(Caches.Small, 1, 8, CacheOverflow.Slide, [1]);
        _ = CachedModel.Forward(model, ids.narrow(1, 0, 3), cache);
        using KvCache fork = cache.Fork();
        probe.Observe("the fork on other tokens", CachedModel.Forward(model, other, fork));
        probe.Observe("the cache on its own", CachedModel.Forward(model, ids.narrow(1, 3, 3), cache));
        probe.Observe("the fork a second time", CachedModel.Forward(model, other, fork));
        probe.Observe("length and seen of both", (IEnumerable<int>)new[] { cache.Length, cache.Seen, fork.Length, fork.Seen });
        probe.Observe("what the fork was made with", $"{fork.Batch} {fork.Capacity} {fork.Overflow} {string.Join(' ', fork.LeftPadding)}");
        KvCache second = cache.Fork();
        second.Clear();
        second.Dispose();
        probe.Observe("the cache after its fork is gone", CachedModel.Forward(model, ids.narrow(1, 0, 1), cache));
        _ = CachedModel.Forward(model, ids, cache);
        using KvCache late = cache.Fork();
        probe.Observe("length and seen of a fork of a cache that has slid", (IEnumerable<int>)new[] { late.Length, late.Seen });
        probe.Observe("a fork of a cache that has slid", CachedModel.Forward(model, other, late));
        int[] pads = [2];
        using var padded = new KvCache(Caches.Small, 1, 8, CacheOverflow.Throw, pads);
        pads[0] = 0;
        probe.Observe("pads when the list that they came in was changed", string.Join(' ', padded.LeftPadding));
    }
}

public sealed class CacheRollsBack() : Check("M05.E5.rollback", "rolls back to a length, and is like new after Clear", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = Caches.Model();
        Tensor ids = probe.Random.Integers(0, 13, 1, 8), other = probe.Random.Integers(0, 13, 1, 4);
        using var cache = new KvCache(Caches.Small, 1, 8);
        _ = CachedModel.Forward(model, ids.narrow(1, 0, 7), cache);
        cache.Rollback(4);
        probe.Observe("length and seen after a rollback", (IEnumerable<int>)new[] { cache.Length, cache.Seen });
        probe.Observe("other tokens after a rollback", CachedModel.Forward(model, other, cache));
        cache.Rollback(cache.Length);
        probe.Observe("length after a rollback to the same", cache.Length);
        probe.ObserveThrows<ArgumentException>("a rollback to more than there is", () => cache.Rollback(9));
        probe.ObserveThrows<ArgumentException>("a rollback to −1", () => cache.Rollback(-1));
        cache.Clear();
        probe.Observe("length and seen after Clear", (IEnumerable<int>)new[] { cache.Length, cache.Seen });
        probe.Observe("the text anew", CachedModel.Forward(model, ids, cache));
        using var sliding = new KvCache(Caches.Small, 1, 4, CacheOverflow.Slide);
        _ = CachedModel.Forward(model, ids, sliding);
        sliding.Rollback(3);
        probe.Observe("length and seen of a sliding one after a rollback", (IEnumerable<int>)new[] { sliding.Length, sliding.Seen });
        probe.Observe("a sliding one after a rollback", CachedModel.Forward(model, other, sliding));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance).WithHint("Positions go back too: what is appended next takes the place of what was forgotten.");
}

public sealed class CacheSize() : Check("M05.E5.size", "computes its size in bytes exactly, without making anything")
{
    public override void Probe(Probe probe)
    {
        probe.Observe("small", KvCache.SizeInBytes(Caches.Small, 3, 7));
        probe.Observe("one head of keys", KvCache.SizeInBytes(new CausalConfig(100, 5, 48, 6, 1), 2, 33));
        probe.Observe("a large model", KvCache.SizeInBytes(new CausalConfig(128256, 80, 8192, 64, 8), 16, 131072));
        probe.ObserveThrows<ArgumentException>("no sequence", () => KvCache.SizeInBytes(Caches.Small, 0, 4));
        probe.ObserveThrows<ArgumentException>("no slot", () => KvCache.SizeInBytes(Caches.Small, 2, 0));
        probe.Observe("one sequence and one slot", KvCache.SizeInBytes(Caches.Small, 1, 1));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Keys and values, G heads of width D = C/H, 4 bytes each; multiply in long.");
}

public sealed class CacheGenerates() : Check("M05.E5.generate", "generates the text of the uncached model", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = Caches.Model();
        Tensor prompt = probe.Random.Integers(0, 13, 3, 4);
        using (var cache = new KvCache(Caches.Small, 3, 15))
        {
            probe.Observe("12 tokens", CachedModel.Generate(model, prompt, 12, cache));
            probe.Observe("length after 12 tokens", cache.Length);
        }

        using (var roomy = new KvCache(Caches.Small, 3, 30))
        {
            probe.Observe("5 tokens with room to spare", CachedModel.Generate(model, prompt, 5, roomy));
            probe.Observe("length after 5 tokens with room to spare", roomy.Length);
            probe.Observe("seen after 5 tokens with room to spare", roomy.Seen);
        }

        using var second = new KvCache(Caches.Small, 3, 6, CacheOverflow.Slide, [0, 3, 1]);
        probe.Observe("15 tokens with a sliding cache and pads", CachedModel.Generate(model, prompt, 15, second));
        probe.Observe("seen after 15 tokens with a sliding cache", second.Seen);
        using var third = new KvCache(Caches.Small, 3, 10);
        probe.Observe("no tokens", CachedModel.Generate(model, prompt, 0, third));
        probe.Observe("one token after more of a prompt", CachedModel.Generate(model, prompt, 1, third));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class CacheAppends()
    : Check("M05.E5.append", "returns what is held and what is new, layer by layer, and copies what it is given")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using var cache = new KvCache(Caches.Small, 2, 5, CacheOverflow.Slide);
        Tensor k = probe.Random.Normal(2, 2, 3, 4), v = probe.Random.Normal(2, 2, 3, 4);
        Tensor given = k.clone();
        (Tensor keys, Tensor values) = cache.Append(0, given, v);
        probe.Observe("keys after the first", keys);
        probe.Observe("values after the first", values);
        probe.Observe("length while a layer is missing", cache.Length);
        probe.Observe("seen while a layer is missing", cache.Seen);
        _ = given.fill_(9);
        _ = cache.Append(1, v, k);
        probe.Observe("length when all layers are there", cache.Length);
        (keys, values) = cache.Append(0, k + 1, v - 1);
        probe.Observe("keys of the first layer, about to slide", keys);
        probe.Observe("values of the first layer, about to slide", values);
        (keys, values) = cache.Append(0, k.narrow(2, 0, 1), v.narrow(2, 0, 1));
        probe.Observe("keys of the first layer after it has slid", keys);
        probe.Observe("values of the first layer after it has slid", values);
        (keys, _) = cache.Append(1, v + 2, k);
        probe.Observe("keys of the second layer", keys);

        // After it has slid it has seen more than it holds.
        _ = cache.Append(1, k.narrow(2, 0, 1), v.narrow(2, 0, 1));
        cache.Rollback(2);
        foreach (int layer in (int[])[0, 1]) _ = cache.Append(layer, k.narrow(2, 0, 1), v.narrow(2, 0, 1));
        probe.Observe("length after a slide, a rollback and one more", cache.Length);
        probe.Observe("seen after a slide, a rollback and one more", cache.Seen);
    }
}

public sealed class CacheLeavesNothing()
    : Check("M05.E5.no-leak", "keeps its own tensors whatever scope it is in, and leaves no others behind")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = Caches.Model();
        Tensor ids = probe.Random.Integers(0, 13, 1, 3);
        KvCache cache;
        using (NewDisposeScope()) cache = new KvCache(Caches.Small, 1, 4, CacheOverflow.Slide);
        probe.ObserveLeak("tensors left by Forward", () => CachedModel.Forward(model, ids, cache));
        probe.ObserveLeak("tensors left by Prefill", () => CachedModel.Prefill(model, ids, cache, 2));
        probe.ObserveLeak("tensors left by Generate", () => CachedModel.Generate(model, ids, 4, cache));
        probe.ObserveLeak("tensors left by a fork that is disposed", () =>
        {
            using KvCache fork = cache.Fork();
            return CachedModel.Forward(model, ids, fork);
        });
        probe.ObserveLeak("tensors left by Rollback and Clear", () =>
        {
            cache.Rollback(cache.Length / 2);
            cache.Clear();
            return zeros(1);
        });
        cache.Dispose();
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Detach the tensors of the cache from the scope when it is made; what you replace, dispose.");
}

public sealed class CacheBadArguments() : Check("M05.E5.bad-arguments", "refuses shapes, tokens, layers and numbers that do not fit")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using CausalModel model = Caches.Model();
        using var cache = new KvCache(Caches.Small, 2, 5);
        Tensor ids = zeros(2, 2, ScalarType.Int64), k = zeros(2, 2, 1, 4);
        probe.ObserveThrows<ArgumentException>("a batch of 0", () => new KvCache(Caches.Small, 0, 4).Dispose());
        probe.ObserveThrows<ArgumentException>("a capacity of 0", () => new KvCache(Caches.Small, 1, 0).Dispose());
        probe.ObserveThrows<ArgumentException>("pads for another batch",
            () => new KvCache(Caches.Small, 2, 4, CacheOverflow.Throw, [1]).Dispose());
        probe.ObserveThrows<ArgumentException>("pads for no sequence",
            () => new KvCache(Caches.Small, 2, 4, CacheOverflow.Throw, []).Dispose());
        probe.ObserveThrows<ArgumentException>("−1 pads", () => new KvCache(Caches.Small, 1, 4, CacheOverflow.Throw, [-1]).Dispose());
        probe.ObserveThrows<ArgumentException>("−1 and 1 pads",
            () => new KvCache(Caches.Small, 2, 4, CacheOverflow.Throw, [1, -1]).Dispose());
        probe.ObserveAccepts("a capacity of 1", () => new KvCache(Caches.Small, 1, 1).Dispose());
        probe.ObserveThrows<ArgumentException>("keys of three axes", () => cache.Append(0, zeros(2, 2, 1), zeros(2, 2, 1)));
        probe.ObserveThrows<ArgumentException>("tokens of one axis", () => CachedModel.Forward(model, zeros(2, ScalarType.Int64), cache));
        probe.ObserveThrows<ArgumentException>("a prompt of one axis",
            () => CachedModel.Generate(model, zeros(2, ScalarType.Int64), 1, cache));
        probe.ObserveThrows<ArgumentException>("token −1 among others",
            () => CachedModel.Forward(model, tensor(new long[] { 3, -1, 0, 2 }).reshape(2, 2), cache));
        probe.ObserveThrows<ArgumentException>("token 13 among others",
            () => CachedModel.Forward(model, tensor(new long[] { 3, 13, 0, 2 }).reshape(2, 2), cache));
        probe.ObserveThrows<ArgumentException>("pieces of −1", () => CachedModel.Prefill(model, ids, cache, -1));
        probe.ObserveThrows<ArgumentException>("layer 2 of 2", () => cache.Append(2, k, k));
        probe.ObserveThrows<ArgumentException>("layer −1", () => cache.Append(-1, k, k));
        probe.ObserveThrows<ArgumentException>("keys of one sequence", () => cache.Append(0, zeros(1, 2, 1, 4), zeros(1, 2, 1, 4)));
        probe.ObserveThrows<ArgumentException>("values of one sequence", () => cache.Append(0, k, zeros(1, 2, 1, 4)));
        probe.ObserveThrows<ArgumentException>("values of another width", () => cache.Append(0, k, zeros(2, 2, 1, 1)));
        probe.ObserveThrows<ArgumentException>("six slots for an empty cache of five",
            () => cache.Append(0, zeros(2, 2, 6, 4), zeros(2, 2, 6, 4)));
        probe.ObserveThrows<ArgumentException>("tokens of int32", () => CachedModel.Forward(model, ids.to(ScalarType.Int32), cache));
        probe.ObserveThrows<ArgumentException>("keys of another width", () => cache.Append(0, zeros(2, 2, 1, 3), zeros(2, 2, 1, 3)));
        probe.ObserveThrows<ArgumentException>("keys of all query heads", () => cache.Append(0, zeros(2, 4, 1, 4), zeros(2, 4, 1, 4)));
        probe.ObserveThrows<ArgumentException>("fewer values than keys", () => cache.Append(0, zeros(2, 2, 2, 4), k));
        probe.ObserveThrows<ArgumentException>("tokens for another batch", () => CachedModel.Forward(model, ids.narrow(0, 0, 1), cache));
        probe.ObserveThrows<ArgumentException>("tokens of float32", () => CachedModel.Forward(model, ids.to(ScalarType.Float32), cache));
        probe.ObserveThrows<ArgumentException>("token 13 of 13", () => CachedModel.Forward(model, ids + 13, cache));
        probe.ObserveThrows<ArgumentException>("no tokens", () => CachedModel.Forward(model, ids.narrow(1, 0, 0), cache));
        probe.ObserveThrows<ArgumentException>("pieces of 0", () => CachedModel.Prefill(model, ids, cache, 0));
        probe.ObserveThrows<ArgumentException>("−1 tokens", () => CachedModel.Generate(model, ids, -1, cache));
        probe.Observe("length after all that", cache.Length);
        probe.ObserveAccepts("tokens that fit", () => CachedModel.Forward(model, ids, cache));
    }
}

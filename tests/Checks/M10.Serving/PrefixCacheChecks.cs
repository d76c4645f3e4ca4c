using System.Globalization;
using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Checks.M10;

public sealed class PrefixKeys() : Check("M10.E3.prefix-keys", "gives a block's key to the block, all before it, and the salt", points: 2)
{
    public override void Probe(Probe probe)
    {
        int[] tokens = [.. Enumerable.Range(0, 35).Select(_ => (int)probe.Random.NextInteger(0, 50_000))];
        IReadOnlyList<string> keys = PrefixBlocks.Keys("ada", tokens, 8);
        probe.Observe("keys of 35 tokens in blocks of 8", keys.Count);
        probe.Observe("of 7", PrefixBlocks.Keys("ada", tokens[..7], 8).Count);
        probe.Observe("of 32", PrefixBlocks.Keys("ada", tokens[..32], 8).Count);
        probe.Observe("of none", PrefixBlocks.Keys("ada", [], 8).Count);
        probe.Observe("the same again", keys.SequenceEqual(PrefixBlocks.Keys("ada", [.. tokens], 8)));
        probe.Observe("a prefix has the same keys", keys.Take(2).SequenceEqual(PrefixBlocks.Keys("ada", tokens[..20], 8)));
        for (int at = 0; at < 35; at += 5)
        {
            int[] changed = [.. tokens];
            changed[at] += 65_536;
            probe.Observe($"the keys before a change at {at} stay",
                keys.Zip(PrefixBlocks.Keys("ada", changed, 8)).Count(pair => pair.First == pair.Second));
        }

        probe.Observe("another salt", keys.Intersect(PrefixBlocks.Keys("bob", tokens, 8)).Count());
        probe.Observe("another size", keys.Intersect(PrefixBlocks.Keys("ada", tokens, 16)).Count());
        probe.Observe("the same tokens in every block", PrefixBlocks.Keys("ada", [.. Enumerable.Repeat(7, 40)], 8).Distinct().Count());
        probe.Observe("two blocks swapped",
            PrefixBlocks.Keys("", [1, 2, 3, 4, 5, 6], 2)[2] == PrefixBlocks.Keys("", [3, 4, 1, 2, 5, 6], 2)[2]);
        probe.Observe("digits that move", PrefixBlocks.Keys("", [1, 23], 2)[0] == PrefixBlocks.Keys("", [12, 3], 2)[0]);
        probe.Observe("digits of the salt", PrefixBlocks.Keys("1", [2, 3], 2)[0] == PrefixBlocks.Keys("", [12, 3], 2)[0]);
        probe.Observe("salts of half a pair", PrefixBlocks.Keys("\ud800", [1], 1)[0] == PrefixBlocks.Keys("\ud801", [1], 1)[0]);
        probe.Observe("blocks of any size", PrefixBlocks.Keys("", tokens, int.MaxValue).Count);
        probe.ObserveThrows<ArgumentException>("blocks of nothing", () => PrefixBlocks.Keys("", tokens, 0));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class PrefixTree()
    : Check("M10.E3.prefix-tree", "finds the longest beginning, and removes the leaf that was not used for the longest time", points: 2)
{
    public override void Probe(Probe probe)
    {
        List<string> removed = [];
        PrefixKvCache<string> cache = new(5, removed.Add);
        int step = 0;
        void Prompt(params string[] keys)
        {
            removed.Clear();
            IReadOnlyList<string> found = cache.Acquire(keys);
            cache.Release(keys, found.Count);
            List<int> made = [];
            int kept = cache.Add(keys, block =>
            {
                made.Add(block);
                return $"block {keys[block]}";
            });
            probe.Observe($"step {++step}: {string.Join(' ', keys)}",
                $"found {string.Join(' ', found)}; made {string.Join(' ', made)}; kept {kept} of {cache.Count}; removed {string.Join(' ', removed)}");
        }

        Prompt("a", "b", "c");
        Prompt("a", "b", "d");
        Prompt("e");
        Prompt("a", "b", "c");
        Prompt("f");                          // d goes: e was used later, a, b and c as well, and a and b are no leaves
        Prompt("g");                          // e
        Prompt("h", "i");                     // c, then f, though b is a leaf by now: it was used with c, and f later
        Prompt("a", "x", "y", "z");
        Prompt("1", "2", "3", "4", "5", "6", "7");
        Prompt("1", "2", "3", "4", "5", "6", "7");
        Prompt("1", "q");
        Prompt();

        PrefixKvCache<string> pair = new(2);
        _ = pair.Add(["a"], _ => "a");
        _ = pair.Add(["b"], _ => "b");
        pair.Release(["a"], pair.Acquire(["a"]).Count);
        _ = pair.Add(["c"], _ => "c");
        probe.Observe("what was acquired stays", pair.Acquire(["a"]).Count);
        pair.Release(["a"], 1);
        _ = pair.Add(["c"], _ => "c");
        _ = pair.Add(["d"], _ => "d");
        probe.Observe("what was added again stays", pair.Acquire(["c"]).Count);

        // To let go of a block is no use of it.
        PrefixKvCache<string> let = new(2);
        foreach (string key in (string[])["a", "b"]) _ = let.Add([key], _ => key);
        foreach (string key in (string[])["a", "b"]) _ = let.Acquire([key]);
        foreach (string key in (string[])["b", "a"]) let.Release([key], 1);
        _ = let.Add(["c"], _ => "c");
        probe.Observe("the first acquired goes, not the first released", $"{let.Acquire(["a"]).Count} {let.Acquire(["b"]).Count}");

        // An addition uses what it goes through, even if there is no room for more.
        removed.Clear();
        PrefixKvCache<string> through = new(2, removed.Add);
        foreach (string key in (string[])["a", "b"]) _ = through.Add([key], _ => key);
        _ = through.Acquire(["b"]);
        probe.Observe("no room behind the first", through.Add(["a", "x"], _ => "x"));
        through.Release(["b"], 1);
        _ = through.Add(["c"], _ => "c");
        probe.Observe("what went", string.Join(' ', removed));

        PrefixKvCache<int> random = new(12, null);
        List<int> found = [];
        for (int i = 0; i < 300; i++)
        {
            string[] keys = new string[probe.Random.NextInteger(1, 5)];
            string key = "";
            for (int k = 0; k < keys.Length; k++) keys[k] = key += probe.Random.NextInteger(0, 3).ToString(CultureInfo.InvariantCulture);
            IReadOnlyList<int> blocks = random.Acquire(keys);
            random.Release(keys, blocks.Count);
            found.Add(blocks.Count);
            found.Add(random.Add(keys, block => block));
            found.Add(random.Count);
        }

        probe.Observe("300 prompts", found);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class HeldBlocks()
    : Check("M10.E3.prefix-held", "removes no block that somebody holds, and no part of the prompt that is being added")
{
    public override void Probe(Probe probe)
    {
        List<string> removed = [];
        PrefixKvCache<string> cache = new(3, removed.Add);
        string[] long3 = ["a", "b", "c"], other = ["x", "y"];
        probe.Observe("added", cache.Add(long3, block => long3[block]));
        probe.Observe("held", string.Join(' ', cache.Acquire(long3)));
        probe.Observe("held twice in part", string.Join(' ', cache.Acquire(["a", "b", "?"])));
        probe.Observe("no room", cache.Add(other, block => other[block]));
        cache.Release(long3, 3);
        probe.Observe("room for one", cache.Add(other, block => other[block]));
        probe.Observe("which went", string.Join(' ', removed));
        cache.Release(["a", "b", "?"], 2);
        probe.Observe("room for both", cache.Add(other, block => other[block]));
        probe.Observe("these went", string.Join(' ', removed));
        probe.Observe("blocks", cache.Count);
        probe.ObserveThrows<InvalidOperationException>("a release too many", () => cache.Release(["a"], 1));
        probe.ObserveThrows<InvalidOperationException>("a release of what is not there", () => cache.Release(["?"], 1));
        probe.ObserveThrows<ArgumentException>("a release of more than there are keys", () => cache.Release(["a"], 2));
        probe.ObserveThrows<ArgumentException>("a release of a negative number", () => cache.Release(["a"], -1));
        probe.ObserveThrows<ArgumentException>("room for nothing", () => new PrefixKvCache<string>(0));
        probe.ObserveAccepts("a release of none", () => cache.Release(["a"], 0));

        // The second is not held: then the first may not lose its hold either.
        _ = cache.Acquire(["a"]);
        probe.ObserveThrows<InvalidOperationException>("a release of two, of which one is held", () => cache.Release(["a", "?"], 2));
        probe.Observe("the one that is held stays", cache.Add(["p", "q", "r"], _ => "new"));
        cache.Release(["a"], 1);
        probe.Observe("and goes then", cache.Add(["p", "q", "r"], _ => "new"));

        // Both are there, and only the first is held.
        PrefixKvCache<string> first = new(3);
        _ = first.Add(["a", "b"], block => $"{block}");
        for (int i = 0; i < 5; i++) _ = first.Acquire(["a"]);
        probe.ObserveThrows<InvalidOperationException>("a release of two that are there, of which one is held", () => first.Release(["a", "b"], 2));
        probe.ObserveAccepts("five releases after five acquisitions", () =>
        {
            for (int i = 0; i < 5; i++) first.Release(["a"], 1);
        });
        probe.ObserveThrows<InvalidOperationException>("a sixth", () => first.Release(["a"], 1));

        // Another adds the same blocks while the first of them is made.
        int made = 0, others = 0;
        PrefixKvCache<string> shared = new(4);
        Thread? another = null;
        int own = shared.Add(long3, block =>
        {
            _ = Interlocked.Increment(ref made);
            if (block == 0)
            {
                another = new Thread(() => others = shared.Add(long3, _ => $"{Interlocked.Increment(ref made)}")) { IsBackground = true };
                another.Start();
                _ = another.Join(TimeSpan.FromMilliseconds(120));
            }

            return long3[block];
        });
        _ = another?.Join(TimeSpan.FromSeconds(5));
        probe.Observe("two who add the same three at once", $"{own} and {others} of {shared.Count}, made {made}");

        // The first is not held any more, but what follows it is.
        PrefixKvCache<string> partly = new(3, removed.Add);
        _ = partly.Add(long3, block => long3[block]);
        _ = partly.Acquire(long3);
        partly.Release(long3, 1);
        removed.Clear();
        probe.Observe("no leaf is free", partly.Add(["z"], _ => "z"));
        probe.Observe("nothing went", string.Join(' ', removed));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class PrefixLogits() : Check("M10.E3.logits", "gives a real model the logits of a prompt read from its start", points: 2)
{
    private const int BlockSize = 4, Prompts = 6;

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        GptConfig config = GptConfig.Tiny;
        Gpt model = probe.Owns(new Gpt(config, 7));
        model.eval();
        PrefixKvCache<KvCache> blocks = new(7, block => block.Dispose());
        int[] system = [.. Enumerable.Range(0, 13).Select(_ => (int)probe.Random.NextInteger(0, config.VocabularySize))];
        List<int> read = [];
        for (int i = 0; i < Prompts; i++)
        {
            // Half of them begin like the others, some with another first token, at the same place the same block.
            int[] prompt = [.. system, .. Enumerable.Range(0, 5).Select(_ => (int)probe.Random.NextInteger(0, config.VocabularySize))];
            if (i % 3 == 2) prompt[0] = (prompt[0] + i) % config.VocabularySize;

            // At least the last token is read: the logits come from it.
            IReadOnlyList<string> keys = PrefixBlocks.Keys("ada", prompt[..^1], BlockSize);
            IReadOnlyList<KvCache> found = blocks.Acquire(keys);
            KvCache cache = probe.Owns(found.Count > 0 ? found[^1].Fork() : new KvCache(config));
            blocks.Release(keys, found.Count);
            read.Add(prompt.Length - cache.Length);
            Tensor logits = model.NextLogits(tensor(prompt[cache.Length..].Select(token => (long)token).ToArray()).unsqueeze(0), cache);
            _ = blocks.Add(keys, block =>
            {
                KvCache part = cache.Fork();
                part.RollBack((block + 1) * BlockSize);
                return part;
            });
            probe.Observe($"prompt {i}", logits);
            probe.Observe($"prompt {i}, from its start",
                model.NextLogits(tensor(prompt.Select(token => (long)token).ToArray()).unsqueeze(0), probe.Owns(new KvCache(config))));
        }

        probe.Observe("tokens read", read);
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int i = 0; i < Prompts; i++)
        {
            TensorObservation with = evidence.Tensor($"prompt {i}"), without = evidence.Tensor($"prompt {i}, from its start");
            if (with.Values.Zip(without.Values).Any(pair => !(Math.Abs(pair.First - pair.Second) <= 1e-4 * (1 + Math.Abs(pair.Second)))))
                return Verdict.Fail("A prompt that begins like an earlier one gets other logits than if it were read from its start.",
                    hint: "A block's key depends on every token before it.");
        }

        return evidence.EqualsExpected("tokens read", Tolerance.Exact);
    }
}

public sealed class CacheArguments() : Check("M10.E3.arguments", "refuses sizes and times that make no sense")
{
    public override void Probe(Probe probe)
    {
        foreach (long bytes in (long[])[0, -1, long.MinValue])
            probe.ObserveThrows<ArgumentException>($"{bytes} bytes", () => Caches.Of(bytes));
        foreach (long ticks in (long[])[0, -1])
            probe.ObserveThrows<ArgumentException>($"a life of {ticks} ticks", () => Caches.Of(1, null, TimeSpan.FromTicks(ticks)));
        probe.ObserveAccepts("a byte and a tick", () => Caches.Of(1, null, TimeSpan.FromTicks(1)));
        probe.ObserveThrows<ArgumentException>("no block", () => new PrefixKvCache<int>(0));
        probe.ObserveThrows<ArgumentException>("fewer than none", () => new PrefixKvCache<int>(-1));
        probe.ObserveThrows<ArgumentException>("blocks of −1 tokens", () => PrefixBlocks.Keys("", [1], -1));
    }
}

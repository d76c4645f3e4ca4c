namespace LLMCourse.Checks.M09;

public sealed class SavedIndexes()
    : Check("M09.E7.saved", "reads back what it saved: the same hits to the bit, also after further changes", points: 2)
{
    public override void Probe(Probe probe)
    {
        const int Width = 5;
        float[][] vectors = [.. Enumerable.Range(0, 400).Select(_ => probe.Random.Vector(Width))],
            queries = [.. Enumerable.Range(0, 20).Select(_ => probe.Random.Vector(Width))];
        foreach (int count in new[] { 0, 1, 300 })
        {
            WeightedDistance distance = new([1, 1, 1, 2, 3]);
            HnswIndex index = new(Width, distance.Between, new HnswOptions { M = 3, EfConstruction = 12, Seed = 77 });
            for (int i = 0; i < count; i++) index.Add($"vé{i}", vectors[i]);
            for (int i = 0; i < count * 3 / 5; i++) _ = index.Remove($"vé{i}");
            using MemoryStream file = new();
            file.Write("before"u8);
            index.Save(file);
            string name = $"{Chunking.Number(count)} vectors";
            probe.Observe($"{name}: the stream is still open", file.CanWrite);
            file.Position = 6;
            HnswIndex read = HnswIndex.Load(file, distance.Between);
            probe.Observe($"{name}: the stream is open after reading", file.CanRead);
            probe.Observe($"{name}: the same size", (read.Count, read.Dimension) == (index.Count, index.Dimension));
            Compare("the same hits");
            foreach (bool seeks in new[] { true, false })
            {
                using TrickleStream trickle = new(file.ToArray()[6..], seeks);
                probe.Observe($"{name}: hits of what a stream gives bit by bit{(seeks ? "" : " that cannot seek")}", ReadFrom(trickle));
            }

            for (int i = 300; i < 400; i++) Both(both => both.Add($"w{i}", vectors[i]));
            Compare("the same hits after more were added");
            probe.Observe($"{name}: the same layers", Enumerable.Range(300, 100).All(i => index.Level($"w{i}") == read.Level($"w{i}")));
            for (int i = 0; i < count; i++) Both(both => both.Remove($"vé{i}"));
            Compare("the same hits after more were removed");
            using MemoryStream again = new(), other = new();
            index.Save(again);
            read.Save(other);
            probe.Observe($"{name}: the same file", again.ToArray().AsSpan().SequenceEqual(other.ToArray()));

            // An exception is written down: the two streams tell different mistakes.
            string ReadFrom(Stream stream)
            {
                try
                {
                    HnswIndex other = HnswIndex.Load(stream, distance.Between);
                    return string.Join('\n', queries.Take(3).Select(query => Say(other.Search(query, 7, 9)))) ==
                        string.Join('\n', queries.Take(3).Select(query => Say(index.Search(query, 7, 9))))
                            ? "those of the index that was saved"
                            : "others than those of the index that was saved";
                }
                catch (Exception e) when (e is not NotImplementedException)
                {
                    return ExceptionName.Of(e);
                }
            }

            void Both(Action<HnswIndex> change)
            {
                change(index);
                change(read);
            }

            void Compare(string what) =>
                probe.Observe($"{name}: {what}", queries.All(query => Say(index.Search(query, 7, 9)) == Say(read.Search(query, 7, 9))));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("A search depends on the links in their order, the entry, and what is removed; the next Add on how many were added before.");

    private static string Say(IReadOnlyList<VectorHit> hits) =>
        string.Join('|', hits.Select(hit => $"{hit.Id} {BitConverter.SingleToInt32Bits(hit.Distance)}"));
}

public sealed class DamagedIndexes()
    : Check("M09.E7.damaged", "refuses a file that is cut off, changed, longer, or none of its own", points: 2)
{
    public override void Probe(Probe probe)
    {
        HnswIndex index = new(3, new WeightedDistance([1, 1, 1]).Between, new HnswOptions { M = 2 });
        for (int i = 0; i < 12; i++) index.Add($"v{i}", probe.Random.Vector(3));
        using MemoryStream file = new();
        index.Save(file);
        byte[] bytes = file.ToArray();
        probe.ObserveAccepts("the whole file", () => Load(bytes));
        Try("nothing", []);
        Try("a text", "This is not an index, and it is long enough to be one. "u8.ToArray());
        Try("zeros", new byte[bytes.Length]);
        Try("one byte more", [.. bytes, 0]);
        Try("the file twice", [.. bytes, .. bytes]);
        Try("one byte less", bytes[..^1]);
        Try("the first byte missing", bytes[1..]);
        int accepted = 0, other = 0;
        for (int i = 0; i < 150; i++)
        {
            byte[] changed = i % 3 == 0 ? bytes[..(int)probe.Random.NextInteger(0, bytes.Length)] : [.. bytes];
            if (i % 3 != 0) changed[probe.Random.NextInteger(0, bytes.Length)] ^= (byte)(1 << (int)probe.Random.NextInteger(0, 8));
            try
            {
                Load(changed);
                accepted++;
            }
            catch (InvalidDataException)
            {
                // As it should.
            }
            catch (Exception e) when (e is not NotImplementedException)
            {
                other++;
            }
        }

        probe.Observe("of 150 files cut off or with one bit changed, accepted", accepted);
        probe.Observe("refused with another exception than InvalidDataException", other);
        probe.Observe("hits of the index itself", index.Search([0, 0, 0], 12, 20).Count);
        probe.ObserveThrows<ArgumentException>("no stream to read", () => HnswIndex.Load(null!, Vectors.Plane));
        probe.ObserveThrows<ArgumentException>("no stream to write", () => index.Save(null!));
        probe.ObserveThrows<ArgumentException>("no distance", () => HnswIndex.Load(new MemoryStream(bytes), null!));

        void Try(string name, byte[] damaged) => probe.ObserveThrows<InvalidDataException>(name, () => Load(damaged));
    }

    private static void Load(byte[] bytes) => HnswIndex.Load(new MemoryStream(bytes), new WeightedDistance([1, 1, 1]).Between);
}

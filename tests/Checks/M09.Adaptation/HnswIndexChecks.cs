namespace LLMCourse.Checks.M09;

public sealed class SelectedNeighbours()
    : Check("M09.E7.select", "keeps candidates nearer to the vector than to those kept before, and fills up with the nearest", points: 2)
{
    public override void Probe(Probe probe)
    {
        // By hand: 1 hides 2 and 3, which lie behind it; 4 lies elsewhere.
        Observe(probe, "on a line and beside it", [0, 0], [[1, 0], [2, 0], [3, 0], [0, 3.5f]], [1, 2, 3, 4]);
        Observe(probe, "no candidates", [0, 0], [], [1]);
        for (int round = 1; round <= 12; round++)
        {
            // Whole numbers make ties; those of equal distance are told apart by their numbers.
            bool isWhole = round % 2 == 0;
            int width = isWhole ? 2 : 5, count = (int)probe.Random.NextInteger(2, 30);
            Observe(probe, $"round {Chunking.Number(round)}", Draw(), [.. Enumerable.Range(0, count).Select(_ => Draw())],
                [1, 3, 8, 16, 40]);

            float[] Draw() =>
                [.. Enumerable.Range(0, width).Select(_ => isWhole ? probe.Random.NextInteger(-3, 4) : (float)probe.Random.NextNormal())];
        }

        probe.ObserveThrows<ArgumentException>("m of 0", () => NeighbourSelection.Select([new Neighbour(0, 1)], 0, (_, _) => 1));
        probe.ObserveThrows<ArgumentException>("no candidates at all", () => NeighbourSelection.Select(null!, 1, (_, _) => 1));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("Draw the first case on paper. Numbers are those of the candidates; equal distances go by number, and \"nearer\" does not mean \"as near\".");

    private static void Observe(Probe probe, string name, float[] vector, float[][] others, int[] sizes)
    {
        WeightedDistance distance = new([.. vector.Select(_ => 1f)]);
        List<Neighbour> candidates =
            [.. Enumerable.Range(0, others.Length).Select(i => new Neighbour(i, distance.Between(vector, others[i]))).Reverse()];
        foreach (int m in sizes)
        {
            IReadOnlyList<Neighbour> chosen = NeighbourSelection.Select(candidates, m, (a, b) => distance.Between(others[a], others[b]));
            probe.Observe($"{name}, {Chunking.Number(m)} of {Chunking.Number(others.Length)}", chosen.Select(neighbour => neighbour.Node));
            if (chosen.Any(neighbour => neighbour.Distance != distance.Between(vector, others[neighbour.Node])))
                probe.Observe($"{name}, {Chunking.Number(m)}: changed distances", true);
        }

        probe.Observe($"{name}: the candidates afterwards", candidates.Select(neighbour => neighbour.Node));
        Neighbour[] array = [.. candidates];
        probe.Observe($"{name}: chosen of an array",
            NeighbourSelection.Select(array, sizes[^1], (a, b) => distance.Between(others[a], others[b])).Select(neighbour => neighbour.Node));
        probe.Observe($"{name}: the array afterwards", array.Select(neighbour => neighbour.Node));
    }
}

public sealed class DrawnLayers() : Check("M09.E7.layers", "draws layers by the formula and the seed, a fraction of 1/M above each one")
{
    public override void Probe(Probe probe)
    {
        foreach ((double u, int m) in new[] { (1.0, 2), (0.5, 2), (0.49, 2), (0.1, 3), (0.0101, 10), (0.0099, 10), (1e-9, 16),
            (0.0625001, 16), (0.06, 16),
            (double.Epsilon, 5) }) probe.Observe(FormattableString.Invariant($"layer for u {u}, M {m}"), HnswIndex.LevelFor(u, m));
        foreach (double u in new[] { 0, -0.5, 1.0001, double.NaN })
            probe.ObserveThrows<ArgumentException>(FormattableString.Invariant($"u of {u}"), () => HnswIndex.LevelFor(u, 16));
        probe.ObserveThrows<ArgumentException>("M of 1", () => HnswIndex.LevelFor(0.5, 1));
        foreach ((int m, ulong seed) in new[] { (2, 5UL), (4, 0UL), (16, ulong.MaxValue) })
        {
            HnswIndex index = new(2, Vectors.Plane, new HnswOptions { M = m, Seed = seed, EfConstruction = 4 });
            for (int i = 0; i < 300; i++) index.Add($"v{i}", [i % 17, i / 17]);
            probe.Observe(FormattableString.Invariant($"layers of 300 vectors, M {m}, seed {seed}"),
                Enumerable.Range(0, 300).Select(i => index.Level($"v{i}")));
            index.Add("v7", [1, 1]);
            probe.Observe(FormattableString.Invariant($"layer after an update, M {m}, seed {seed}"), index.Level("v7"));
            for (int i = 0; i < 250; i++) _ = index.Remove($"v{i}");
            probe.Observe(FormattableString.Invariant($"layers of the fifty that are left, M {m}, seed {seed}"),
                Enumerable.Range(250, 50).Select(i => index.Level($"v{i}")));
            List<int> updates = [];
            for (int i = 0; i < 60; i++)
            {
                index.Add("v280", [i, 1]);
                updates.Add(index.Level("v280"));
            }

            probe.Observe(FormattableString.Invariant($"layers of sixty updates, M {m}, seed {seed}"), updates);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SmallIndexes()
    : Check("M09.E7.small", "finds the very nearest where ef is as large as the index, whatever the distance", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((int number, float[][] vectors, float[][] queries, float[] weights) in Vectors.Cases(Id))
        {
            WeightedDistance distance = new(weights);
            HnswIndex index = new(weights.Length, distance.Between, new HnswOptions { M = 8, EfConstruction = 60 });
            for (int i = 0; i < vectors.Length; i++) index.Add($"v{i}", vectors[i]);
            probe.Observe($"case {Chunking.Number(number)}, vectors", index.Count);
            for (int q = 0; q < queries.Length; q++)
                Vectors.Observe(probe, $"case {Chunking.Number(number)}, query {Chunking.Number(q + 1)}",
                    index.Search(queries[q], 5, vectors.Length));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((int number, float[][] vectors, float[][] queries, float[] weights) in Vectors.Cases(Id))
        {
            if (evidence.Number($"case {Chunking.Number(number)}, vectors") != vectors.Length)
                return Verdict.Fail($"Case {number}: `Count` is wrong.");
            for (int q = 0; q < queries.Length; q++)
            {
                string name = $"case {Chunking.Number(number)}, query {Chunking.Number(q + 1)}";
                (int Index, double Distance)[] expected =
                    [.. vectors.Select((vector, i) => (i, Vectors.Exact(queries[q], vector, weights))).OrderBy(pair => pair.Item2).Take(5)];
                if (evidence.Text($"{name}: ids") != string.Join('|', expected.Select(pair => $"v{pair.Index}")))
                    return Verdict.Fail($"`{name}` of {vectors.Length} vectors finds {evidence.Text($"{name}: ids")}, and the nearest are {string.Join('|', expected.Select(pair => $"v{pair.Index}"))}.");
                IReadOnlyList<double> distances = evidence.Tensor($"{name}: distances").Values;
                if (distances.Where((distance, i) => !Tolerance.Operator.Allows(expected[i].Distance, distance)).Any())
                    return Verdict.Fail($"`{name}`: a distance is not that from the query.");
            }
        }

        return Verdict.Pass;
    }
}

public sealed class TiedVectors() : Check("M09.E7.hits", "sorts equally near vectors by id, and gives no more than there are")
{
    public override void Probe(Probe probe)
    {
        HnswIndex index = new(2, Vectors.Plane);
        probe.Observe("an empty index", index.Search([0, 0], 3).Count);
        foreach (string id in new[] { "b", "é", "B", "a", "10", "9", "" }) index.Add(id, [1, 1]);
        index.Add("far", [9, 9]);
        index.Add("near", [0.5f, 0]);
        foreach (int k in new[] { 1, 3, 9, 100 }) Vectors.Observe(probe, $"the nearest {Chunking.Number(k)}", index.Search([0, 0], k, 20));
        Vectors.Observe(probe, "ef below k", index.Search([0, 0], 9, 1));
        HnswIndex one = new(1, (a, b) => MathF.Abs(a[0] - b[0]));
        one.Add("only", [3]);
        Vectors.Observe(probe, "an index of one vector", one.Search([1], 4));
        float[] reused = [5];
        one.Add("copied", reused);
        reused[0] = 1000;
        Vectors.Observe(probe, "the caller's array was changed afterwards", one.Search([5], 4));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class Links()
    : Check("M09.E7.links", "keeps at most M links in the upper layers and 2·M in the lowest, to vectors of that layer", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (int m in new[] { 2, 4, 10 })
        {
            HnswIndex index = new(4, new WeightedDistance([1, 2, 1, 3]).Between, new HnswOptions { M = m, EfConstruction = 30 });
            const int Count = 500;
            for (int i = 0; i < Count; i++) index.Add($"v{i}", probe.Random.Vector(4));
            int most = 0, mostAbove = 0, self = 0, twice = 0, outside = 0, alone = 0, first = 0;
            HashSet<string> linked = [];
            for (int i = 0; i < Count; i++)
            {
                for (int layer = 0; layer <= index.Level($"v{i}"); layer++)
                {
                    IReadOnlyList<string> links = index.Neighbours($"v{i}", layer);
                    if (layer == 0) most = Math.Max(most, links.Count);
                    else mostAbove = Math.Max(mostAbove, links.Count);
                    if (links.Contains($"v{i}")) self++;
                    if (links.Distinct().Count() < links.Count) twice++;
                    if (links.Any(id => index.Level(id) < layer)) outside++;
                    if (links.Count == 0 && layer == 0) alone++;
                    if (layer == 0) linked.UnionWith(links);
                    if (layer == 0 && links.Count > m) first++;
                }
            }

            string name = $"M {Chunking.Number(m)}";
            probe.Observe($"{name}: the most links in layer 0", most);
            probe.Observe($"{name}: the most links above", mostAbove);
            probe.Observe($"{name}: vectors linked to themselves", self);
            probe.Observe($"{name}: vectors with a link twice", twice);
            probe.Observe($"{name}: links out of the layer", outside);
            probe.Observe($"{name}: vectors without links", alone);
            probe.Observe($"{name}: share of vectors with more than M links in layer 0", first / (double)Count);
            probe.Observe($"{name}: share of vectors that others are linked to", linked.Count / (double)Count);
        }

        probe.Observe("vectors alone in an upper layer of two to five, which M = 4 lets all be linked", Lonely(probe));
        HnswIndex pair = new(1, (a, b) => MathF.Abs(a[0] - b[0]));
        pair.Add("a", [0]);
        probe.Observe("links of the first vector", pair.Neighbours("a", 0).Count);
        pair.Add("b", [1]);
        probe.Observe("two vectors", $"{string.Join('|', pair.Neighbours("a", 0))} {string.Join('|', pair.Neighbours("b", 0))}");
        probe.ObserveThrows<ArgumentException>("layer above", () => pair.Neighbours("a", pair.Level("a") + 1));
        probe.ObserveThrows<ArgumentException>("layer below", () => pair.Neighbours("a", -1));
        probe.ObserveThrows<ArgumentException>("no such vector", () => pair.Neighbours("c", 0));
        probe.ObserveThrows<ArgumentException>("no level of none", () => pair.Level("c"));
        HnswIndex three = new(1, (a, b) => MathF.Abs(a[0] - b[0]));
        foreach ((string id, float place) in new[] { ("a", 0f), ("b", 1), ("c", 3) }) three.Add(id, [place]);
        probe.Observe("links of one of three", string.Join('|', three.Neighbours("a", 0).Order(StringComparer.Ordinal)));
        _ = three.Remove("b");
        probe.Observe("links of one of three, another of which was removed", string.Join('|', three.Neighbours("a", 0)));
        probe.ObserveThrows<ArgumentException>("links of what was removed", () => three.Neighbours("b", 0));
        probe.ObserveThrows<ArgumentException>("level of what was removed", () => three.Level("b"));
    }

    private static int Lonely(Probe probe)
    {
        int lonely = 0;
        for (ulong seed = 0; seed < 16; seed++)
        {
            HnswIndex index = new(3, new WeightedDistance([1, 2, 1]).Between, new HnswOptions { M = 4, EfConstruction = 30, Seed = 100 * seed });
            string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"v{i}")];
            foreach (string id in ids) index.Add(id, probe.Random.Vector(3));
            for (int layer = 1; layer <= ids.Max(index.Level); layer++)
            {
                string[] there = [.. ids.Where(id => index.Level(id) >= layer)];
                if (there.Length is >= 2 and <= 5) lonely += there.Count(id => index.Neighbours(id, layer).Count == 0);
            }
        }

        return lonely;
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (int m in new[] { 2, 4, 10 })
        {
            string name = $"M {Chunking.Number(m)}";
            if (evidence.Number($"{name}: the most links in layer 0") > 2 * m)
                return Verdict.Fail($"A vector has {evidence.Number($"{name}: the most links in layer 0")} links in layer 0; with M = {m} it may keep {2 * m}.");
            if (evidence.Number($"{name}: the most links above") > m)
                return Verdict.Fail($"A vector has {evidence.Number($"{name}: the most links above")} links in an upper layer; with M = {m} it may keep {m}.");
            foreach (string what
                in new[] { "vectors linked to themselves", "vectors with a link twice", "links out of the layer", "vectors without links" })
            {
                if (evidence.Number($"{name}: {what}") != 0)
                    return Verdict.Fail($"With M = {m} there are {what}: {evidence.Number($"{name}: {what}")} of 500.");
            }

            if (!(evidence.Number($"{name}: share of vectors with more than M links in layer 0") > 0.1))
                return Verdict.Fail(
                    $"Hardly any vector has more than M = {m} links in layer 0; the limit there is 2·M, and links lead both ways.");
            if (!(evidence.Number($"{name}: share of vectors that others are linked to") > 0.95))
                return Verdict.Fail($"With M = {m} only {100 * evidence.Number($"{name}: share of vectors that others are linked to"):0} % of the vectors can be reached over a link.");
        }

        if (evidence.Number("vectors alone in an upper layer of two to five, which M = 4 lets all be linked") != 0)
            return Verdict.Fail("In an upper layer that holds a few vectors some have no links in it. A search begins at a vector of the topmost layer: one that reaches higher takes its place, and no other does.");
        foreach (string name
            in new[] { "links of the first vector", "two vectors", "layer above", "layer below", "no such vector", "no level of none",
                "links of one of three", "links of one of three, another of which was removed", "links of what was removed",
                "level of what was removed" })
        {
            Verdict verdict = evidence.EqualsExpected(name, Tolerance.Exact);
            if (!verdict.Passed) return verdict;
        }

        return Verdict.Pass;
    }
}

public sealed class ClusteredVectors() : Check("M09.E7.clusters", "finds its way between distant clusters, with few distances", points: 2)
{
    public override void Probe(Probe probe)
    {
        const int Count = 2400, Clusters = 60, Width = 8;
        float[][] centres = [.. Enumerable.Range(0, Clusters).Select(_ => probe.Random.Vector(Width, 8))];
        float[][] vectors = [.. Enumerable.Range(0, Count).Select(i => Vectors.Near(centres[i % Clusters], probe.Random))];
        WeightedDistance distance = new([.. Enumerable.Range(0, Width).Select(i => 1f + (i % 3))]);
        HnswIndex index = new(Width, distance.Between, new HnswOptions { M = 8, EfConstruction = 100, Seed = 1 });
        for (int i = 0; i < Count; i++) index.Add($"v{i}", vectors[i]);
        Vectors.ObserveRecall(probe, index, vectors,
            [.. Enumerable.Range(0, 100).Select(i => Vectors.Near(centres[i % Clusters], probe.Random))], distance, 40);
    }

    public override Verdict Judge(Evidence evidence) => Vectors.JudgeRecall(evidence, 0.95, 0.2);
}

public sealed class DistantVectors()
    : Check("M09.E7.distant", "begins at the top layer, and keeps links to other clusters where it chooses links anew", points: 2)
{
    public override void Probe(Probe probe)
    {
        // Added from one end to the other: only upper layers have links that are long enough to get from one to the other in a few steps.
        const int Places = 1000;
        WeightedDistance along = new([1]);
        HnswIndex line = new(1, along.Between, new HnswOptions { M = 8, EfConstruction = 20, Seed = 1 });
        for (int i = 0; i < Places; i++) line.Add($"v{i}", [i]);
        long before = along.Calls;
        int found = 0;
        for (int i = 9; i < Places; i += 20) found += line.Search([i + 0.1f], 1, 4)[0].Id == $"v{i}" ? 1 : 0;
        probe.Observe("on a line: found", found);
        probe.Observe("on a line: share of the distances computed", (along.Calls - before) / 50.0 / Places);

        // Clusters of twice as many vectors as one has links in layer 0: whoever keeps the nearest alone cuts some of them off.
        const int Clusters = 100, Size = 40, Width = 4;
        int right = 0;
        for (int round = 0; round < 3; round++)
        {
            float[][] centres = [.. Enumerable.Range(0, Clusters).Select(_ => probe.Random.Vector(Width, 20))];
            float[][] vectors = [.. Enumerable.Range(0, Clusters * Size).Select(i => Vectors.Near(centres[i % Clusters], probe.Random))];
            WeightedDistance distance = new([1, 1, 1, 1]);
            HnswIndex index = new(Width, distance.Between, new HnswOptions { M = 10, EfConstruction = 40, Seed = (ulong)round });
            for (int i = 0; i < vectors.Length; i++) index.Add($"v{i}", vectors[i]);
            for (int c = 0; c < Clusters; c++) right += index.Search(centres[c], 10, 20)
                .Count(hit => int.Parse(hit.Id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) % Clusters == c);
        }

        probe.Observe("hits of the right cluster", right / 3000.0);
    }

    public override Verdict Judge(Evidence evidence)
    {
        double share = evidence.Number("on a line: share of the distances computed"), right = evidence.Number("hits of the right cluster");
        if (evidence.Number("on a line: found") != 50)
            return Verdict.Fail($"Of 50 queries beside vectors of a line {evidence.Number("on a line: found")} find the nearest.");
        if (!(share <= 0.15))
            return Verdict.Fail(FormattableString.Invariant(
                $"On a line of 1,000 vectors a search computes {100 * share:0.#} % of the distances; from the top layer it takes 15 % at most."));
        return right >= 0.96
            ? Verdict.Pass
            : Verdict.Fail(FormattableString.Invariant(
                $"{100 * right:0.#} % of the hits at the centres of clusters are of that cluster; it should be 96 %. A vector that has too many links keeps those that lead in different directions."));
    }
}

public sealed class TwentyThousandVectors : Check
{
    public TwentyThousandVectors()
        : base("M09.E7.recall", "finds 95 % of the ten nearest of 20,000 vectors, computing at most 15 % of the distances", points: 4) =>
            TimeLimit = TimeSpan.FromSeconds(40);

    public override void Probe(Probe probe)
    {
        const int Count = 20_000, Width = 64, Inner = 12;

        // Like the vectors of texts: of 64 numbers, near a space of fewer.
        float[][] axes = [.. Enumerable.Range(0, Inner).Select(_ => probe.Random.Vector(Width))];
        float[][] all = [.. Enumerable.Range(0, Count + 100).Select(_ => Vectors.Mix(axes, probe.Random))];
        WeightedDistance distance = new([.. Enumerable.Range(0, Width).Select(i => 0.5f + (i % 2))]);
        HnswIndex index = new(Width, distance.Between, new HnswOptions { EfConstruction = 40 });
        for (int i = 0; i < Count; i++)
        {
            index.Add($"v{i}", all[i]);
            if (i % 1000 == 0) probe.Progress(i / (double)Count, "adding vectors");
        }

        probe.Observe("distances for each vector added, over the number of vectors", distance.Calls / (double)Count / Count);
        Vectors.ObserveRecall(probe, index, all[..Count], all[Count..], distance, 64);
    }

    public override Verdict Judge(Evidence evidence) =>
        !(evidence.Number("distances for each vector added, over the number of vectors") < 0.25)
            ? Verdict.Fail($"Adding a vector computes the distance to {100 * evidence.Number("distances for each vector added, over the number of vectors"):0.#} % of all; 25 % are more than enough.")
            : Vectors.JudgeRecall(evidence, 0.95, 0.15);
}

public sealed class RemovedVectors()
    : Check("M09.E7.removed", "never finds what was removed or replaced, and still finds the rest", points: 3)
{
    public override void Probe(Probe probe)
    {
        const int Count = 600, Width = 6;
        float[][] vectors = [.. Enumerable.Range(0, Count).Select(_ => probe.Random.Vector(Width))];
        WeightedDistance distance = new([1, 1, 2, 2, 1, 1]);
        HnswIndex index = new(Width, distance.Between, new HnswOptions { M = 8, EfConstruction = 40 });
        for (int i = 0; i < Count; i++) index.Add($"v{i}", vectors[i]);
        List<int> left = [.. Enumerable.Range(0, Count)];
        foreach (int share in new[] { 40, 70, 97 })
        {
            // A whole region goes first: the way to its other side has to stay open.
            left = [.. left.OrderByDescending(i => vectors[i][0])];
            int keep = Count * (100 - share) / 100;
            int denied = 0;
            for (int i = left.Count - 1; i >= keep; i--) denied += index.Remove($"v{left[i]}") ? 0 : 1;
            left = left[..keep];
            int found = 0, wrong = 0, short_ = 0;
            for (int q = 0; q < 40; q++)
            {
                float[] query = probe.Random.Vector(Width);
                HashSet<string> nearest =
                    [.. left.OrderBy(i => Vectors.Exact(query, vectors[i], [1, 1, 2, 2, 1, 1])).Take(10).Select(i => $"v{i}")];
                IReadOnlyList<VectorHit> hits = index.Search(query, 10, 60);
                found += hits.Count(hit => nearest.Contains(hit.Id));
                wrong += hits.Count(hit => !left.Contains(int.Parse(hit.Id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)));
                if (hits.Count != 10) short_++;
            }

            string name = $"{Chunking.Number(share)} % removed";
            probe.Observe($"{name}: vectors left", index.Count);
            probe.Observe($"{name}: vectors that Remove says were not there", denied);
            probe.Observe($"{name}: removed ones found", wrong);
            probe.Observe($"{name}: searches with fewer than ten hits", short_);
            probe.Observe($"{name}: recall", found / 400.0);
        }

        probe.Observe("removed again", index.Remove("v" + Enumerable.Range(0, Count).First(i => !left.Contains(i))));
        probe.Observe("removed what never was", index.Remove("x"));
        string moved = $"v{left[0]}";
        index.Add(moved, [50, 50, 50, 50, 50, 50]);
        probe.Observe("vectors after an update", index.Count);
        Vectors.Observe(probe, "the updated one", index.Search([50, 50, 50, 50, 50, 50], 1));
        probe.Observe("at its old place", index.Search(vectors[left[0]], 1)[0].Id == moved);
        foreach (int i in left) _ = index.Remove($"v{i}");
        probe.Observe("all removed", index.Count + index.Search(vectors[0], 3).Count);
        index.Add("new", vectors[0]);
        Vectors.Observe(probe, "one added afterwards", index.Search(vectors[0], 3));
        for (int i = 0; i < 200; i++) index.Add("new", vectors[i]);
        Vectors.Observe(probe, "updated 200 times", index.Search(vectors[199], 3));
        long before = distance.Calls;
        _ = index.Search(vectors[5], 3);
        probe.Observe("distances for a search in an index of one, updated 200 times", distance.Calls - before);
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (int share in new[] { 40, 70, 97 })
        {
            string name = $"{Chunking.Number(share)} % removed";
            foreach (string what in new[] { "vectors left", "vectors that Remove says were not there", "removed ones found", "searches with fewer than ten hits" })
            {
                Verdict verdict = evidence.EqualsExpected($"{name}: {what}", Tolerance.Exact);
                if (!verdict.Passed) return verdict;
            }

            if (!(evidence.Number($"{name}: recall") >= 0.95))
                return Verdict.Fail($"With {name} a search finds {100 * evidence.Number($"{name}: recall"):0.#} % of the ten nearest that are left; it should be 95 %.");
        }

        foreach (string name in new[] { "removed again", "removed what never was", "vectors after an update", "the updated one: ids",
            "at its old place", "all removed", "one added afterwards: ids", "updated 200 times: ids" })
        {
            Verdict verdict = evidence.EqualsExpected(name, Tolerance.Exact);
            if (!verdict.Passed) return verdict;
        }

        return evidence.Number("distances for a search in an index of one, updated 200 times") > 10
            ? Verdict.Fail("A vector was updated 200 times, and a search still meets its old versions. Build the graph anew when more vectors are removed than are left.")
            : Verdict.Pass;
    }
}

public sealed class RefusedVectors() : Check("M09.E7.refused", "refuses what makes no sense, and leaves the index as it was")
{
    public override void Probe(Probe probe)
    {
        HnswIndex index = new(2, Vectors.Plane);
        index.Add("a", [1, 2]);
        probe.ObserveThrows<ArgumentException>("an update of another length", () => index.Add("a", [1, 2, 3]));
        probe.ObserveThrows<ArgumentException>("an update that is NaN", () => index.Add("a", [1, float.NaN]));
        probe.ObserveThrows<ArgumentException>("a vector that is infinite", () => index.Add("b", [float.NegativeInfinity, 1]));
        probe.ObserveThrows<ArgumentException>("an empty vector", () => index.Add("b", []));
        probe.ObserveThrows<ArgumentException>("no id", () => index.Add(null!, [1, 2]));
        probe.ObserveThrows<ArgumentException>("no id to remove", () => index.Remove(null!));
        probe.ObserveThrows<ArgumentException>("a query of another length", () => index.Search([1], 1));
        probe.ObserveThrows<ArgumentException>("a query that is NaN", () => index.Search([1, float.NaN], 1));
        probe.ObserveThrows<ArgumentException>("k of 0", () => index.Search([1, 2], 0));
        probe.ObserveThrows<ArgumentException>("ef of 0", () => index.Search([1, 2], 1, 0));
        probe.ObserveThrows<ArgumentException>("an empty index is asked for NaN",
            () => new HnswIndex(1, Vectors.Plane).Search([float.NaN], 1));
        Vectors.Observe(probe, "the index afterwards", index.Search([1, 2], 5));
        probe.ObserveThrows<ArgumentException>("dimension 0", () => new HnswIndex(0, Vectors.Plane));
        probe.ObserveThrows<ArgumentException>("no distance", () => new HnswIndex(1, null!));
        probe.ObserveThrows<ArgumentException>("M of 1", () => new HnswIndex(1, Vectors.Plane, new HnswOptions { M = 1 }));
        probe.ObserveThrows<ArgumentException>("EfConstruction of 0",
            () => new HnswIndex(1, Vectors.Plane, new HnswOptions { EfConstruction = 0 }));
        probe.ObserveAccepts("the least options",
            () => new HnswIndex(1, Vectors.Plane, new HnswOptions { M = 2, EfConstruction = 1 }).Add("a", [1]));
    }
}

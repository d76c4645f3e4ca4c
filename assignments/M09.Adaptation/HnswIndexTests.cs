namespace LLMCourse.M09;

[Trait("Exercise", "M09.E7")]
public sealed class HnswIndexTests
{
    [Fact(DisplayName = "M09.E7 Worked by hand: a candidate behind another one is passed over")]
    public void Select_OnALine_KeepsOtherDirections()
    {
        // The vector is at 0; 1 and 2 lie behind each other on one side, -3 on the other. From 2 it is nearer to 1 than to 0.
        float[] places = [1, 2, -3];
        Neighbour[] candidates = [new(0, 1), new(1, 2), new(2, 3)];
        Assert.Equal([0, 2], Numbers(2));
        Assert.Equal([0, 2, 1], Numbers(3)); // the place that is left goes to the nearest of the others

        IEnumerable<int> Numbers(int m) => NeighbourSelection.Select(candidates, m, (a, b) => Math.Abs(places[a] - places[b])).Select(chosen => chosen.Node);
    }

    [Theory(DisplayName = "M09.E7 Of sixteen vectors one is in the next layer")]
    [InlineData(1.0, 0)]
    [InlineData(0.07, 0)]
    [InlineData(0.06, 1)]
    [InlineData(0.003, 2)]
    public void LevelFor_M16(double u, int layer) => Assert.Equal(layer, HnswIndex.LevelFor(u, 16));

    [Fact(DisplayName = "M09.E7 A thousand vectors: nearly all of the nearest, for a part of the distances")]
    public void Search_AThousandVectors_FindsTheNearest()
    {
        int calls = 0;
        HnswIndex index = new(8, Counted, new HnswOptions { M = 8, EfConstruction = 40 });
        Random random = new(1);
        float[][] vectors = [.. Enumerable.Range(0, 1050).Select(_ => Enumerable.Range(0, 8).Select(_ => random.NextSingle()).ToArray())];
        for (int i = 0; i < 1000; i++) index.Add($"{i}", vectors[i]);
        calls = 0;
        int found = 0;
        foreach (float[] query in vectors[1000..])
        {
            HashSet<string> exact = [.. ExactSearch.Nearest(vectors[..1000], query, 10, Distances.SquaredEuclidean).Select(near => $"{near.Node}")];
            found += index.Search(query, 10, 40).Count(hit => exact.Contains(hit.Id));
        }

        Assert.InRange(found, 475, 500);
        Assert.InRange(calls, 1, 50 * 400);

        float Counted(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        {
            calls++;
            return Distances.SquaredEuclidean(a, b);
        }
    }

    [Fact(DisplayName = "M09.E7 What is removed or moved is not found at its old place")]
    public void Remove_AndUpdate()
    {
        HnswIndex index = new(1, Distances.SquaredEuclidean);
        for (int i = 0; i < 20; i++) index.Add($"{i}", [i]);
        Assert.True(index.Remove("3"));
        Assert.False(index.Remove("3"));
        index.Add("4", [100]);
        Assert.Equal(19, index.Count);
        Assert.Equal(["2", "5", "1"], index.Search([3.4f], 3).Select(hit => hit.Id));
        Assert.Equal(new VectorHit("4", 0), Assert.Single(index.Search([100], 1)));
    }

    [Fact(DisplayName = "M09.E7 A saved index gives the same hits, and a damaged one an error")]
    public void Load_WhatWasSaved()
    {
        HnswIndex index = new(2, Distances.Cosine, new HnswOptions { M = 2 });
        for (int i = 0; i < 50; i++) index.Add($"{i}", [MathF.Sin(i), MathF.Cos(i)]);
        using MemoryStream file = new();
        index.Save(file);
        byte[] bytes = file.ToArray();
        Assert.Equal(index.Search([1, 2], 10), HnswIndex.Load(new MemoryStream(bytes), Distances.Cosine).Search([1, 2], 10));
        bytes[bytes.Length / 2] ^= 1;
        _ = Assert.Throws<InvalidDataException>(() => HnswIndex.Load(new MemoryStream(bytes), Distances.Cosine));
    }
}

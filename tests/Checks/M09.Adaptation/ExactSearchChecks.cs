namespace LLMCourse.Checks.M09;

public sealed class ExactNeighbours()
    : VisibleCheck("M09.E7.exact", "finds the k nearest with one distance for each vector, of equally near ones the first")
{
    public override void Probe(Probe probe)
    {
        float[][] vectors = [[0, 0], [3, 4], [1, 0], [0, -1], [3, 4], [-2, 0]];
        WeightedDistance plain = new([1, 1]), wide = new([1, 100]);
        foreach (int k in new[] { 1, 2, 4, 6, 50 })
            Vectors.Observe(probe, $"the nearest {Chunking.Number(k)}", ExactSearch.Nearest(vectors, [0, 0], k, plain.Between));
        probe.Observe("distances computed", plain.Calls);
        Vectors.Observe(probe, "another distance", ExactSearch.Nearest(vectors, [0, 1], 3, wide.Between));
        Vectors.Observe(probe, "the query comes first", ExactSearch.Nearest(vectors, [1, 1], 6, (a, b) => a[0] - (2 * b[0])));
        Vectors.Observe(probe, "no vectors", ExactSearch.Nearest([], [0, 0], 3, plain.Between));
        probe.ObserveThrows<ArgumentException>("k of 0", () => ExactSearch.Nearest(vectors, [0, 0], 0, plain.Between));
        probe.ObserveThrows<ArgumentException>("another length", () => ExactSearch.Nearest(vectors, [0, 0, 0], 1, (_, _) => 0));
        probe.ObserveThrows<ArgumentException>("one vector of another length",
            () => ExactSearch.Nearest([[0, 0], [1]], [0, 0], 1, (_, _) => 0));
        probe.ObserveThrows<ArgumentException>("the first vector of another length",
            () => ExactSearch.Nearest([[1], [0, 0]], [0, 0], 1, (_, _) => 0));
        probe.ObserveThrows<ArgumentException>("one vector that is longer",
            () => ExactSearch.Nearest([[0, 0], [1, 2, 3]], [0, 0], 1, (_, _) => 0));
        Vectors.Observe(probe, "the nearest of any number", ExactSearch.Nearest(vectors, [0, 0], int.MaxValue, plain.Between));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

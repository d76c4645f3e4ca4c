namespace LLMCourse.Checks.M09;

public sealed class FusedRankings() : Check("M09.E7.fusion", "adds 1/(k + rank) over the rankings, and sorts equal sums by id", points: 2)
{
    public override void Probe(Probe probe)
    {
        Observe(probe, "two rankings", 60, ["a", "b", "c"], ["c", "a", "d"]);
        Observe(probe, "a tie", 60, ["b", "a"], ["a", "b"]);
        Observe(probe, "ids that differ in case", 60, ["b", "B", "é", "_"], ["B", "b"]);
        Observe(probe, "an id twice", 60, ["a", "a", "b", "a", "c"], ["b"]);
        Observe(probe, "k of 0", 0, ["a", "b"], ["b", "c"]);
        Observe(probe, "a large k", 1e6, ["a", "b"], ["b", "c"]);
        Observe(probe, "an empty ranking", 60, [], ["x"]);
        Observe(probe, "no rankings", 60);
        probe.Observe("sums that differ in the last bit alone",
            string.Join('|', ReciprocalRankFusion.Fuse(
                [["p", "b", "q", "r", "s", "t", "a"], ["a", "u", "v", "w", "x", "y", "b"], ["b", "a"]]).Take(2).Select(hit => hit.Id)));
        probe.Observe("the default", ReciprocalRankFusion.Fuse([["a"]])[0].Score);
        for (int round = 1; round <= 6; round++)
        {
            string[][] rankings = [.. Enumerable.Range(0, (int)probe.Random.NextInteger(1, 5))
                .Select(_ => Enumerable.Range(0, (int)probe.Random.NextInteger(0, 12))
                    .Select(_ => $"d{probe.Random.NextInteger(0, 12)}").ToArray())];
            Observe(probe, $"round {Chunking.Number(round)}", 1.5 * round, rankings);
        }

        foreach (double k in new[] { -1, -0.5, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>(FormattableString.Invariant($"k of {k}"), () => ReciprocalRankFusion.Fuse([["a"]], k));
        probe.ObserveThrows<ArgumentException>("nothing", () => ReciprocalRankFusion.Fuse(null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Searching.Scores)
        .WithHint("Ranks count from 1. An id that comes a second time in one ranking adds nothing, and the ranks behind it stay.");

    private static void Observe(Probe probe, string name, double k, params string[][] rankings) =>
        Searching.Observe(probe, name, ReciprocalRankFusion.Fuse(rankings, k));
}

public sealed class RankingMetrics() : Check("M09.E7.metrics", "gives hit rate, reciprocal rank and nDCG of a table of rankings", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, string[] ranking, Dictionary<string, int> grades, int k) in Cases())
        {
            probe.Observe($"{name}: hit", RetrievalMetrics.HitRate(ranking, grades, k));
            probe.Observe($"{name}: reciprocal rank", RetrievalMetrics.ReciprocalRank(ranking, grades, k));
            probe.Observe($"{name}: nDCG", RetrievalMetrics.Ndcg(ranking, grades, k));
        }

        Dictionary<string, int> good = new() { ["a"] = 1 };
        foreach ((string name, Func<IReadOnlyList<string>, IReadOnlyDictionary<string, int>, int, double> metric) in new (string,
            Func<IReadOnlyList<string>, IReadOnlyDictionary<string, int>, int, double>)[] { ("hit", RetrievalMetrics.HitRate),
                ("reciprocal rank", RetrievalMetrics.ReciprocalRank), ("nDCG", RetrievalMetrics.Ndcg) })
        {
            probe.ObserveThrows<ArgumentException>($"{name}, k of 0", () => metric(["a"], good, 0));
            probe.ObserveThrows<ArgumentException>($"{name}, an id twice", () => metric(["a", "b", "b"], good, 1));
            probe.ObserveThrows<ArgumentException>($"{name}, a negative grade",
                () => metric(["a"], new Dictionary<string, int> { ["a"] = 1, ["b"] = -1 }, 1));
            probe.ObserveThrows<ArgumentException>($"{name}, nothing relevant",
                () => metric(["a"], new Dictionary<string, int> { ["a"] = 0 }, 1));
            probe.ObserveThrows<ArgumentException>($"{name}, no grades", () => metric(["a"], new Dictionary<string, int>(), 1));
            probe.ObserveThrows<ArgumentException>($"{name}, no ranking", () => metric(null!, good, 1));
            probe.ObserveAccepts($"{name}, an empty ranking", () => metric([], good, 1));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((string name, string[] ranking, Dictionary<string, int> grades, int k) in Cases())
        {
            double gain = 0, best = 0;
            int first = 0, place = 0;
            foreach (int grade in grades.Values.OrderByDescending(grade => grade).Take(k))
                best += (Math.Pow(2, grade) - 1) * Math.Log(2) / Math.Log(++place + 1);
            for (int i = Math.Min(k, ranking.Length); i >= 1; i--)
            {
                int grade = grades.GetValueOrDefault(ranking[i - 1]);
                gain += (Math.Pow(2, grade) - 1) * Math.Log(2) / Math.Log(i + 1);
                if (grade > 0) first = i;
            }

            foreach ((string what, double expected) in new[] { ("hit", first > 0 ? 1.0 : 0),
                ("reciprocal rank", first > 0 ? 1.0 / first : 0), ("nDCG", gain / best) })
            {
                double got = evidence.Number($"{name}: {what}");
                if (!Searching.Scores.Allows(expected, got))
                    return Verdict.Fail(
                        FormattableString.Invariant($"`{name}: {what}` is {got:0.######}, and should be {expected:0.######}."));
            }
        }

        return evidence.EqualsExpected(Searching.Scores);
    }

    private IEnumerable<(string Name, string[] Ranking, Dictionary<string, int> Grades, int K)> Cases()
    {
        Dictionary<string, int> graded = new() { ["a"] = 3, ["b"] = 0, ["c"] = 1, ["d"] = 2, ["e"] = 1 };
        yield return ("the best ranking", ["a", "d", "c", "e"], graded, 4);
        yield return ("the best ranking, cut off", ["a", "d"], graded, 4);
        yield return ("the worst first", ["b", "x", "c", "d", "a"], graded, 5);
        yield return ("behind the cut", ["b", "x", "a"], graded, 2);
        yield return ("at the cut", ["b", "x", "a"], graded, 3);
        yield return ("k beyond the ranking", ["x", "d"], graded, 100);
        yield return ("an empty ranking", [], graded, 3);
        yield return ("grades beyond the bits of an int", ["b", "x", "a"], new() { ["a"] = 40, ["b"] = 1, ["c"] = 39 }, 3);
        yield return ("grades beyond the bits of a long", ["b", "x", "a"], new() { ["a"] = 70, ["b"] = 3, ["c"] = 69 }, 3);
        yield return ("ids that differ in case", ["a", "A", "b"], new() { ["A"] = 1, ["b"] = 2 }, 3);
        CheckRandom random = CheckRandom.For(Id + " rankings");
        for (int i = 1; i <= 12; i++)
        {
            string[] ids = [.. Enumerable.Range(0, 12).Select(n => $"d{n}").OrderBy(_ => random.NextDouble())];
            Dictionary<string, int> grades = ids.Take((int)random.NextInteger(1, 9))
                .ToDictionary(id => id, _ => (int)random.NextInteger(0, 4));
            grades["d3"] = 1;
            yield return ($"random ranking {Chunking.Number(i)}",
                [.. ids.OrderBy(_ => random.NextDouble()).Take((int)random.NextInteger(1, 12))], grades, (int)random.NextInteger(1, 10));
        }
    }
}

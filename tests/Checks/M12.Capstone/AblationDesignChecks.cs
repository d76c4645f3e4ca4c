namespace LLMCourse.Checks.M12;

public sealed class PointsOfGrids() : VisibleCheck("M12.E5.points", "lists the combinations of both designs in order, with their ids")
{
    public override void Probe(Probe probe)
    {
        (string Name, AblationFactor[] Factors)[] grids =
        [
            ("one factor", [new("f", ["off", "on"])]),
            ("two factors, the names not in order", [new("rate", ["0.1", "0.2"]), new("features", ["none", "words", "pairs"])]),
            ("three factors", [new("b", ["1", "2", "3"]), new("c", ["x", "y"]), new("a", ["p", "q"])]),
            ("the same three in another order", [new("a", ["p", "q"]), new("b", ["1", "2", "3"]), new("c", ["x", "y"])]),
            ("names and levels with signs",
                [new("k=v;", ["50%", "a=b", "c;d", "%3B", "a|b c"]), new("K", ["Ä", "ä"]), new("a", ["1", "2"])]),
            ("names whose order signs decide", [new("a1", ["x", "y"]), new("a=", ["x", "y"]), new("a;", ["x", "y"])]),
        ];
        foreach ((string name, AblationFactor[] factors) in grids)
        {
            foreach (AblationGrid grid in new AblationGrid[] { new(factors), new(factors, AblationDesign.FullFactorial) })
            {
                string how = grid.Design == AblationDesign.FullFactorial ? "all" : "one at a time";
                AblationPoint[] points = [.. Ablation.Points(grid)];
                probe.Observe($"{name}, {how}: ids", string.Join('\n', points.Select(point => point.Id)));
                probe.Observe($"{name}, {how}: levels", string.Join('\n', points.Select(point => string.Join(" / ", point.Levels))));
            }
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("The baseline first; all combinations count like an odometer, the last factor fastest; ids name the factors in ordinal order.");
}

public sealed class RefusesBadGrids() : Check("M12.E5.bad-grids", "refuses grids that are no study")
{
    public override void Probe(Probe probe)
    {
        (string Name, AblationFactor[] Factors)[] grids =
        [
            ("no factor", []),
            ("two factors of one name", [new("a", ["1", "2"]), new("a", ["3", "4"])]),
            ("one level", [new("a", ["1", "2"]), new("b", ["1"])]),
            ("no level", [new("a", [])]),
            ("a level twice", [new("a", ["1", "2", "1"])]),
            ("an empty level", [new("a", ["1", ""])]),
            ("an empty name", [new("", ["1", "2"]), new("b", ["1", "2"])]),
        ];
        foreach ((string name, AblationFactor[] factors) in grids) probe.ObserveThrows<ArgumentException>(name,
            () => Ablation.Points(new AblationGrid(factors)));
        probe.ObserveThrows<ArgumentException>("null", () => Ablation.Points(null!));
        probe.ObserveAccepts("names that differ in case",
            () => Ablation.Points(new AblationGrid([new("a", ["x", "X"]), new("A", ["1", "2"])])));
        probe.ObserveAccepts("white space is not empty",
            () => Ablation.Points(new AblationGrid([new(" ", ["\t", " "]), new("  ", ["1", "2"])])));
        probe.ObserveThrows<ArgumentException>("compare: a bad grid", () => AblationStatistics.Compare(new AblationGrid([]), []));
    }
}

namespace LLMCourse.Checks.M08;

/// <summary>Sheets with one thing wrong, and what is observed of them.</summary>
internal static class Sheets
{
    public static readonly DateOnly Day = new(2025, 6, 30);

    public static readonly Fact[] Table =
    [
        new("a-licence", "a", "free", new(2020, 2, 29), "x"),
        new("a-price", "a", "1", new(2025, 6, 30), "x", 10),
        new("b-licence", "b", "free but", new(2024, 1, 1), "x"),
        new("b-price", "b", "2", new(2025, 6, 20), "x", 10),
        new("c-licence", "c", "none", new(2023, 12, 31), "x"),
        new("rack", "rack", "3 an hour", new(2025, 6, 1), "x", 29),
        new("old-rack", "rack", "9 an hour", new(2025, 5, 31), "x", 29),
        new("tomorrow", "a", "0.5", new(2025, 7, 1), "x", 100),
        new("first-day", "b", "7", new(2025, 6, 30), "x", 0),
    ];

    public static Decision Good() => new(
        Day,
        ["a", "b", "c"],
        [new("licence", 0.1m, IsRequired: true), new("price", 0.2m), new("room", 0.7m, IsRequired: true)],
        [
            new("a", "licence", 1, "a-licence"), new("a", "price", 5, "a-price", "rack"), new("a", "room", 1, "a-licence"),
            new("b", "licence", 5, "b-licence"), new("b", "price", 0, "b-price"), new("b", "room", 3, "rack", "b-licence"),
            new("c", "licence", 0, "c-licence"), new("c", "price", 5, "c-licence"), new("c", "room", 5, "c-licence"),
        ],
        new Dictionary<string, decimal> { ["a"] = 1.8m, ["b"] = 2.6m, ["c"] = 4.5m },
        "b");

    /// <summary>Puts another score in the place of one.</summary>
    public static Decision With(Score score, Dictionary<string, decimal>? totals = null)
    {
        Decision good = Good();
        return good with
        {
            Scores = [.. good.Scores.Select(other => other.Option == score.Option && other.Criterion == score.Criterion ? score : other)],
            Totals = totals ?? good.Totals
        };
    }

    public static void Observe(Probe probe, string name, Decision decision) => probe.Observe(
        name,
        string.Join("; ", DecisionSheet.Check(decision, Table).Select(flaw => $"{flaw.Kind} {flaw.About}".TrimEnd())
            .Order(StringComparer.Ordinal)) is { Length: > 0 } flaws ? flaws : "no flaw");
}

public sealed class MonthlyCosts() : VisibleCheck("M08.E8.cost", "counts what a month costs behind an API and on machines")
{
    public override void Probe(Probe probe)
    {
        (string Name, Workload Workload, ApiPrice Price, Machine Machine)[] cases =
        [
            ("a small service", new(100_000, 700, 250, 3), new(0.15m, 0.60m), new(2.49m, 900)),
            ("nothing is asked", new(0, 700, 250, 3), new(0.15m, 0.60m), new(2.49m, 900)),
            ("replies alone", new(7, 0, 3), new(1, 3), new(0, 1)),
            ("exactly one machine", new(2_592_000, 10, 100), new(0, 1), new(1.5m, 100)),
            ("one request more", new(2_592_001, 10, 100), new(0, 1), new(1.5m, 100)),
            ("a peak makes four", new(2_592_000, 10, 100, 3.5m), new(0.1m, 0.2m), new(0.125m, 100)),
            ("prices that end in a fraction", new(700_003, 701, 251), new(0.15m, 0.61m), new(2.49m, 900)),
            ("nine machines, exactly", new(1, 0, 1, 2.3328m), new(0, 1), new(1, 0.0000001m)),
            ("a large one", new(4_000_000_000, 12_000, 900, 2), new(2.5m, 10), new(31.20m, 48_000)),
        ];
        foreach ((string name, Workload workload, ApiPrice price, Machine machine) in cases)
        {
            probe.Observe($"{name}: API", (double)ServingCost.ApiPerMonth(workload, price));
            probe.Observe($"{name}: machines", ServingCost.Machines(workload, machine));
            probe.Observe($"{name}: own", (double)ServingCost.OwnPerMonth(workload, machine));
        }

        probe.ObserveThrows<ArgumentException>("no price", () => ServingCost.ApiPerMonth(new Workload(1, 1, 1), null!));
    }
}

public sealed class BreakEvens()
    : Check("M08.E8.break-even", "finds the smallest number of requests for which machines cost no more", points: 2)
{
    public override void Probe(Probe probe)
    {
        (string Name, Workload Shape, ApiPrice Price, Machine Machine)[] cases =
        [
            ("one machine is enough", new(5, 700, 250, 3), new(0.15m, 0.60m), new(2.49m, 900)),
            ("another number of requests", new(50_000_000, 700, 250, 3), new(0.15m, 0.60m), new(2.49m, 900)),
            ("a peak eats the gain", new(5, 700, 250, 40), new(0.15m, 0.60m), new(2.49m, 900)),
            ("never", new(5, 10, 1000), new(0.01m, 0.02m), new(4, 500)),
            ("exactly at full load", new(5, 0, 100), new(0, 10), new(3.6m, 100)),
            ("a little below it", new(5, 0, 100), new(0, 10), new(3.600001m, 100)),
            ("no whole number on one machine", new(5, 0, 1_000_000), new(0, 1), new(0.001736111m, 0.5m)),
            ("a whole number pays for it", new(5, 1_000, 500), new(0.50m, 2.00m), new(2, 1_000)),
            ("machines for nothing", new(5, 10, 10), new(1, 1), new(0, 10)),
            ("both for nothing", new(5, 10, 10), new(0, 0), new(0, 10)),
            ("an API for nothing", new(5, 10, 10), new(0, 0), new(1, 10)),
        ];
        foreach ((string name, Workload shape, ApiPrice price, Machine machine) in cases)
            probe.Observe(name, ServingCost.BreakEven(shape, price, machine) is { } requests ? requests : double.NaN);
    }

    // One request more or less is another answer.
    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SheetsThatFollow() : Check("M08.E8.good", "finds no flaw where there is none")
{
    public override void Probe(Probe probe)
    {
        Decision good = Sheets.Good();
        Sheets.Observe(probe, "the best is out, since its licence forbids it", good);
        Sheets.Observe(probe, "a fact of today, good for no day", Sheets.With(new("b", "price", 0, "first-day")));
        Sheets.Observe(probe, "0 points where nothing is required", good);
        Sheets.Observe(probe, "scores of others",
            good with { Scores = [.. good.Scores, new("d", "price", 9), new("a", "colour", -1, "nothing")] });
        Sheets.Observe(probe, "a greater sum is out by the second thing that is required",
            good with
            {
                Options = ["a", "c"],
                Criteria = [new("licence", 0.1m, IsRequired: true), new("price", 0.8m), new("room", 0.1m, IsRequired: true)],
                Scores = [new("a", "licence", 1, "a-licence"), new("a", "price", 4, "a-price"), new("a", "room", 1, "a-licence"),
                    new("c", "licence", 1, "c-licence"), new("c", "price", 5, "c-licence"), new("c", "room", 0, "c-licence")],
                Totals = new Dictionary<string, decimal> { ["a"] = 3.4m, ["c"] = 4.1m },
                Choice = "a"
            });
        Sheets.Observe(probe, "two of the same sum", new Decision(
            Sheets.Day, ["a", "b"], [new("price", 1)], [new("a", "price", 3, "a-price"), new("b", "price", 3, "b-price")],
            new Dictionary<string, decimal> { ["a"] = 3, ["b"] = 3 }, "b"));
        Sheets.Observe(probe, "ten weights", new Decision(
            Sheets.Day,
            ["a"],
            [.. Enumerable.Range(0, 10).Select(i => new Criterion($"c{i}", 0.1m))],
            [.. Enumerable.Range(0, 10).Select(i => new Score("a", $"c{i}", i % 6, "a-licence"))],
            new Dictionary<string, decimal> { ["a"] = 2.1m },
            "a"));
    }
}

public sealed class SheetsThatDoNot() : Check("M08.E8.flaws", "finds each kind of flaw, and only that", points: 2)
{
    public override void Probe(Probe probe)
    {
        Decision good = Sheets.Good();
        Sheets.Observe(probe, "weights of 0.9",
            good with
            {
                Criteria = [new("licence", 0.1m, true), new("price", 0.2m), new("room", 0.6m, true)],
                Totals = new Dictionary<string, decimal> { ["a"] = 1.7m, ["b"] = 2.3m, ["c"] = 4.0m }
            });
        Sheets.Observe(probe, "weights of 1.00001",
            good with
            {
                Criteria = [new("licence", 0.1m, true), new("price", 0.2m), new("room", 0.70001m, true)],
                Totals = new Dictionary<string, decimal> { ["a"] = 1.80001m, ["b"] = 2.60003m, ["c"] = 4.50005m }
            });
        Sheets.Observe(probe, "weights of 1 with one below 0",
            good with
            {
                Criteria = [new("licence", -0.1m, true), new("price", 0.4m), new("room", 0.7m, true)],
                Totals = new Dictionary<string, decimal> { ["a"] = 2.6m, ["b"] = 1.6m, ["c"] = 5.5m },
                Choice = "a"
            });
        Sheets.Observe(probe, "a weight of 0",
            good with
            {
                Criteria = [new("licence", 0, true), new("price", 0.3m), new("room", 0.7m, true)],
                Totals = new Dictionary<string, decimal> { ["a"] = 2.2m, ["b"] = 2.1m, ["c"] = 5 },
                Choice = "a"
            });
        Sheets.Observe(probe, "a score is missing",
            good with
            {
                Scores = [.. good.Scores.Skip(1)],
                Totals = new Dictionary<string, decimal> { ["a"] = 1.7m, ["b"] = 2.6m, ["c"] = 4.5m }
            });
        Sheets.Observe(probe, "a score stands twice", good with { Scores = [.. good.Scores, new("a", "price", 0, "a-price")] });
        Sheets.Observe(probe, "a score stands twice, and counts twice",
            good with
            {
                Scores = [.. good.Scores, new("a", "price", 5, "a-price")],
                Totals = new Dictionary<string, decimal> { ["a"] = 2.8m, ["b"] = 2.6m, ["c"] = 4.5m },
                Choice = "a"
            });
        Sheets.Observe(probe, "6 points", Sheets.With(new("a", "price", 6, "a-price"), new() { ["a"] = 2.0m, ["b"] = 2.6m, ["c"] = 4.5m }));
        Sheets.Observe(probe, "-1 points",
            Sheets.With(new("a", "price", -1, "a-price"), new() { ["a"] = 0.6m, ["b"] = 2.6m, ["c"] = 4.5m }));
        Sheets.Observe(probe, "no evidence", Sheets.With(new("b", "room", 3)));
        Sheets.Observe(probe, "an id that nothing has", Sheets.With(new("b", "room", 3, "b-licence", "B-licence")));
        Sheets.Observe(probe, "a fact about another option", Sheets.With(new("b", "room", 3, "a-licence")));
        Sheets.Observe(probe, "a fact about another option, twice", Sheets.With(new("b", "room", 3, "a-licence", "a-licence")));
        Sheets.Observe(probe, "a fact that is one day too old", Sheets.With(new("b", "room", 3, "old-rack")));
        Sheets.Observe(probe, "a fact from tomorrow", Sheets.With(new("a", "price", 5, "tomorrow")));
        Sheets.Observe(probe, "decided a day later", good with { Date = Sheets.Day.AddDays(1) });
        Sheets.Observe(probe, "decided ten years later", good with { Date = Sheets.Day.AddYears(10) });
        Sheets.Observe(probe, "decided a day earlier", good with { Date = Sheets.Day.AddDays(-1) });
        Sheets.Observe(probe, "a total is missing", good with { Totals = new Dictionary<string, decimal> { ["a"] = 1.8m, ["c"] = 4.5m } });
        Sheets.Observe(probe, "a total is rounded",
            good with { Totals = new Dictionary<string, decimal> { ["a"] = 2, ["b"] = 2.6m, ["c"] = 4.5m } });
        Sheets.Observe(probe, "totals that would make another the best",
            good with { Totals = new Dictionary<string, decimal> { ["a"] = 4.8m, ["b"] = 2.6m, ["c"] = 4.5m } });
        Sheets.Observe(probe, "what is chosen is out", good with { Choice = "c" });
        Sheets.Observe(probe, "another is better", good with { Choice = "a" });
        Sheets.Observe(probe, "what is chosen is no option", good with { Choice = "d" });
        Sheets.Observe(probe, "nobody meets what is required",
            Sheets.With(new("b", "room", 0, "rack"), new() { ["a"] = 1.8m, ["b"] = 0.5m, ["c"] = 4.5m }) with
            {
                Options = ["b", "c"],
                Choice = "b"
            });
        Sheets.Observe(probe, "nothing at all", new Decision(Sheets.Day, [], [], [], new Dictionary<string, decimal>(), "a"));
        probe.ObserveThrows<ArgumentException>("no facts", () => DecisionSheet.Check(good, null!));
    }
}

public sealed class TheirDecision()
    : Check("M08.E8.mine", "decides on the case with a sheet that has no flaw, and with the right costs", points: 2)
{
    private static readonly Dictionary<string, bool> LongEnough =
        new() { [Facts.Gpt4oMini] = true, [Facts.Llama8B] = true, [Facts.Mistral7B] = false, [Facts.Qwen3B] = false };

    // The case of the handout: what a month costs behind the API, and on one machine, which carries the busiest hour.
    private const decimal Api = 600_000m * ((6_000 * 0.15m) + (400 * 0.60m)) / 1_000_000, Own = 2.49m * 24 * 30;

    public override void Probe(Probe probe)
    {
        Decision mine = MyDecision.Decide();
        HashSet<string> known = [Facts.Gpt4oMini, .. Facts.Open];
        decimal Weight(string criterion) => mine.Criteria.FirstOrDefault(c => c.Name == criterion)?.Weight ?? 0;
        int Points(string option, string criterion) =>
            mine.Scores.FirstOrDefault(score => score.Option == option && score.Criterion == criterion)?.Points ?? -1;
        bool Required(string criterion) => mine.Criteria.Any(c => c.Name == criterion && c.IsRequired);
        decimal Sum(string option) => mine.Criteria.Sum(criterion => criterion.Weight * Points(option, criterion.Name));
        bool Out(string option) => mine.Criteria.Any(criterion => criterion.IsRequired && Points(option, criterion.Name) == 0);

        probe.Observe("three options or more, each once, all of them of the table",
            mine.Options.Count >= 3 && mine.Options.Distinct().Count() == mine.Options.Count && mine.Options.All(known.Contains));
        probe.Observe("open and closed options", mine.Options.Contains(Facts.Gpt4oMini) && mine.Options.Any(Facts.Open.Contains));
        probe.Observe("licence and context are required, and cost counts",
            Required("licence") && Required("context") && Weight("cost") > 0);
        probe.Observe("weights above 0, which sum to 1",
            mine.Criteria.All(criterion => criterion.Weight > 0) && mine.Criteria.Sum(criterion => criterion.Weight) == 1);
        probe.Observe("one score of 0 to 5 each",
            mine.Options.All(option =>
                mine.Criteria.All(criterion => mine.Scores.Count(score => score.Option == option && score.Criterion == criterion.Name) == 1
                    && Points(option, criterion.Name) is >= 0 and <= 5)));
        probe.Observe("evidence for each score",
            mine.Scores.All(score => score.Evidence.Count > 0 && score.Evidence.All(id => Facts.All.Any(fact => fact.Id == id))));
        probe.Observe("evidence that is of the option, and holds at the date", mine.Scores.All(score => score.Evidence.All(
            id => Facts.All.FirstOrDefault(fact => fact.Id == id) is { } fact
            && (fact.About == score.Option || !mine.Options.Contains(fact.About))
            && mine.Date >= fact.Date && !(mine.Date.DayNumber - fact.Date.DayNumber > fact.GoodForDays))));
        probe.Observe("a licence that forbids the use gets 0",
            !mine.Options.Contains(Facts.Qwen3B) || Points(Facts.Qwen3B, "licence") == 0);
        probe.Observe("a context that is too short gets 0, and none else",
            mine.Options.All(option => !LongEnough.TryGetValue(option, out bool isLong) || isLong == (Points(option, "context") > 0)));
        probe.Observe("costs to the cent",
            mine.Options.All(option => mine.CostPerMonth.TryGetValue(option, out decimal cost)
                && Math.Abs(cost - (option == Facts.Gpt4oMini ? Api : Own)) <= 0.01m));
        probe.Observe("who costs less gets at least as many points for it",
            mine.Options.All(option => option == Facts.Gpt4oMini || Points(option, "cost") <= Points(Facts.Gpt4oMini, "cost")));
        probe.Observe("totals are sums",
            mine.Options.All(option => mine.Totals.TryGetValue(option, out decimal total) && total == Sum(option)));
        probe.Observe("the choice is the best of those that are not out",
            mine.Options.Contains(mine.Choice) && !Out(mine.Choice)
                && mine.Options.All(option => Out(option) || Sum(option) <= Sum(mine.Choice)));
    }
}

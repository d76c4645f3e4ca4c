namespace LLMCourse.M08;

[Trait("Exercise", "M08.E8")]
public sealed class DecisionSheetTests
{
    private static readonly ApiPrice Price = new(PromptPerMillion: 0.50m, ReplyPerMillion: 2.00m);

    private static readonly Machine Machine = new(PerHour: 2.00m, ReplyTokensPerSecond: 1_000);

    // A coat for a walk, so that it is about nothing but the form.
    private static readonly Fact[] Coats =
    [
        new("wool-rain", "wool", "soaks through in an hour", new(2025, 1, 1), "tried"),
        new("wool-price", "wool", "90", new(2025, 1, 1), "shop", 30),
        new("nylon-rain", "nylon", "stays dry", new(2025, 1, 1), "tried"),
        new("nylon-price", "nylon", "40", new(2025, 1, 1), "shop", 30),
    ];

    private static readonly Decision Walk = new(
        new DateOnly(2025, 1, 20),
        ["wool", "nylon"],
        [new("rain", 0.75m, IsRequired: true), new("price", 0.25m)],
        [new("wool", "rain", 0, "wool-rain"), new("wool", "price", 1, "wool-price"), new("nylon", "rain", 5, "nylon-rain"), new("nylon", "price", 3, "nylon-price")],
        new Dictionary<string, decimal> { ["wool"] = 0.25m, ["nylon"] = 4.5m },
        "nylon");

    [Fact(DisplayName = "M08.E8 Worked by hand: a month of an API and of a machine")]
    public void PerMonth_SmallService_IsCounted()
    {
        // 100,000 prompts of 1,000 tokens are 100 million, replies of 500 tokens 50 million: 50 and 100 dollars.
        Workload workload = new(Requests: 100_000, PromptTokens: 1_000, ReplyTokens: 500, PeakToMean: 4);
        Assert.Equal(150m, ServingCost.ApiPerMonth(workload, Price));

        // 50 million tokens in 2,592,000 seconds are 19 a second, 77 in the busiest hour: one machine, which costs 720 hours at 2 dollars.
        Assert.Equal(1, ServingCost.Machines(workload, Machine));
        Assert.Equal(1_440m, ServingCost.OwnPerMonth(workload, Machine));

        // A request costs 0.0015 dollars behind the API: 960,000 of them pay for the machine, which could do 1,296,000.
        Assert.Equal(960_000, ServingCost.BreakEven(workload, Price, Machine));
    }

    [Fact(DisplayName = "M08.E8 A machine that is slower than its price never breaks even")]
    public void BreakEven_SlowMachine_IsNull()
    {
        Workload workload = new(0, 1_000, 500);
        Assert.Null(ServingCost.BreakEven(workload, Price, Machine with { ReplyTokensPerSecond = 100 }));
        Assert.Equal(1, ServingCost.Machines(workload, Machine));
    }

    [Fact(DisplayName = "M08.E8 A sheet that follows from its facts has no flaw")]
    public void Check_ConsistentSheet_HasNoFlaw() => Assert.Empty(DecisionSheet.Check(Walk, Coats));

    [Fact(DisplayName = "M08.E8 What does not follow is found")]
    public void Check_InconsistentSheets_AreFlawed()
    {
        Assert.Equal([new Flaw(FlawKind.RequiredNotMet, "rain"), new Flaw(FlawKind.NotTheBest, "wool")], Ordered(Walk with { Choice = "wool" }));
        Assert.Equal([new Flaw(FlawKind.Stale, "nylon-price"), new Flaw(FlawKind.Stale, "wool-price")], Ordered(Walk with { Date = new DateOnly(2025, 2, 1) }));
        Assert.Equal([new Flaw(FlawKind.Total, "wool")], Ordered(Walk with { Totals = new Dictionary<string, decimal> { ["wool"] = 1, ["nylon"] = 4.5m } }));
        Assert.Equal([new Flaw(FlawKind.EvidenceOfAnother, "wool-price")], Ordered(Walk with { Scores = [.. Walk.Scores.Take(3), new("nylon", "price", 3, "wool-price")] }));
    }

    [Fact(DisplayName = "M08.E8 Your own decision has no flaw, and its costs are right")]
    public void Decide_YourSheet_HasNoFlaw()
    {
        Decision mine = MyDecision.Decide();
        Assert.Empty(DecisionSheet.Check(mine, Facts.All));
        Assert.True(mine.Options.Count >= 3);
        Assert.Equal(mine.Options.Order(), mine.CostPerMonth.Keys.Order());
    }

    private static Flaw[] Ordered(Decision decision) => [.. DecisionSheet.Check(decision, Coats).OrderBy(flaw => flaw.Kind).ThenBy(flaw => flaw.About, StringComparer.Ordinal)];
}

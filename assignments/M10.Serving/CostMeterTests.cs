namespace LLMCourse.M10;

[Trait("Exercise", "M10.E6")]
public sealed class CostMeterTests
{
    private static readonly Dictionary<string, TokenPrice> Prices = new() { ["large"] = new TokenPrice(3m, 0.3m, 15m) };

    [Fact(DisplayName = "M10.E6 Worked by hand: 100 new tokens, 900 from the cache and 200 of output cost 0.00357")]
    public void Add_OneRequest_IsItsCost()
    {
        // 100 · 3 + 900 · 0.3 + 200 · 15 = 3570, for a million tokens each
        CostMeter meter = new(Prices, budget: 0.01m);
        Assert.Equal(0.00357m, meter.Add("large", new TokenUsage(1000, 900, 200)));
        meter.EnsureWithinBudget();
        _ = meter.Add("large", new TokenUsage(0, 0, 1000));
        Assert.Equal(0.01857m, Assert.Throws<BudgetExceededException>(meter.EnsureWithinBudget).Spent);
    }

    [Fact(DisplayName = "M10.E6 Worked by hand: a machine that pays from 3.1 thousand million tokens a month")]
    public void TokensPerMonth_OfAMachine_IsFixedCostOverSaving()
    {
        // A month costs 36,000 / 36 + 500 = 1500. A million tokens take 10⁶ / (3600 · 2000) h · 0.72 kW · 0.25 = 0.025, and save 0.50 − 0.025 = 0.475.
        OwnHardware machine = new(36_000m, 36, 500m, 720m, 0.25m, 2_000m, 0.8m);
        Assert.Equal(3_157_894_737, BreakEven.TokensPerMonth(machine, 0.50m));

        // It could make 2000 · 3600 · 730 · 0.8 = 4,204,800,000 tokens, for which the API would have to take 0.38.
        Assert.Null(BreakEven.TokensPerMonth(machine, 0.38m));
    }
}

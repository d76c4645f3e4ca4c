using System.Globalization;

namespace LLMCourse.Checks.M10;

/// <summary>What the checks of costs share.</summary>
internal static class Costs
{
    public static Dictionary<string, TokenPrice> Prices() => new()
    {
        ["small"] = new TokenPrice(0.15m, 0.075m, 0.60m),
        ["large"] = new TokenPrice(3m, 0.3m, 15m),
        ["odd"] = new TokenPrice(0.1234567m, 0.0000001m, 77.7777777m),
        ["free"] = new TokenPrice(0, 0, 0),
    };

    // Trailing zeros of a decimal are nobody's business.
    public static string Text(decimal money) => money.ToString("0.############################", CultureInfo.InvariantCulture);

    public static OwnHardware Machine() => new(24_000m, 36, 400m, 700m, 0.30m, 2_500m, 0.5m);
}

public sealed class CostsOfRequests() : VisibleCheck("M10.E6.cost", "prices input, cached input and output apart, to the last digit")
{
    public override void Probe(Probe probe)
    {
        CostMeter meter = new(Costs.Prices(), 1m);
        probe.Observe("before the first", Costs.Text(meter.Total));
        probe.Observe("a model before its first", Costs.Text(meter.TotalOf("large")));
        (string Model, long Input, long Cached, long Output)[] requests =
        [
            ("small", 1000, 0, 200), ("large", 1000, 0, 200), ("large", 1000, 900, 200), ("large", 1, 1, 0), ("odd", 1, 1, 0),
            ("odd", 3, 0, 1), ("odd", 123_456, 7_890, 4_321),
            ("free", 1_000_000, 0, 1_000_000), ("small", 0, 0, 0), ("small", 3_000_000_000, 1, 3_000_000_000),
        ];
        foreach ((int i, (string model, long input, long cached, long output)) in requests.Index())
            probe.Observe($"request {i}", Costs.Text(meter.Add(model, new TokenUsage(input, cached, output))));
        probe.Observe("all", Costs.Text(meter.Total));
        foreach (string model in Costs.Prices().Keys) probe.Observe($"all of {model}", Costs.Text(meter.TotalOf(model)));

        CostMeter tiny = new(new Dictionary<string, TokenPrice> { ["tiny"] = new(0.000000000001m, 0.000000000003m, 0.000000000007m) });
        probe.Observe("a price with twelve decimals", Costs.Text(tiny.Add("tiny", new TokenUsage(2, 1, 1))));
        _ = tiny.Add("tiny", new TokenUsage(1, 0, 0));
        probe.Observe("a price with twelve decimals: all", Costs.Text(tiny.Total));
    }
}

public sealed class CostsAmongThreads() : Check("M10.E6.cost-threads", "adds up exactly when many threads book at once")
{
    private const int Threads = 4, Requests = 100_000;

    public override void Probe(Probe probe)
    {
        CostMeter meter = new(Costs.Prices());
        decimal[] sums = new decimal[Threads];
        using Barrier start = new(Threads);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            for (int i = 0; i < Requests; i++)
                sums[thread] += meter.Add(thread % 2 == 0 ? "odd" : "small", new TokenUsage(i, i / 3, i % 7));
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        probe.Observe("all is the sum of what the calls gave", meter.Total == sums.Sum());
        probe.Observe("all of odd, too", meter.TotalOf("odd") == sums[0] + sums[2]);
        probe.Observe("all of small, too", meter.TotalOf("small") == sums[1] + sums[3]);
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (string name in new[] { "all is the sum of what the calls gave", "all of odd, too", "all of small, too" })
        {
            if (!evidence.Flag(name)) return Verdict.Fail($"`{name}`: it is not.", hint: "Read and write each sum under one lock.");
        }

        return Verdict.Pass;
    }
}

public sealed class Budgets()
    : Check("M10.E6.budget", "refuses the next request when the budget is used up, and books what was spent beyond it")
{
    public override void Probe(Probe probe)
    {
        void Try(string name, decimal? budget, params long[] outputs)
        {
            CostMeter meter = new(Costs.Prices(), budget);
            List<string> log = [];
            foreach (long output in outputs)
            {
                try
                {
                    meter.EnsureWithinBudget();
                    log.Add($"may: {Costs.Text(meter.Add("large", new TokenUsage(0, 0, output)))}");
                }
                catch (BudgetExceededException e)
                {
                    log.Add($"may not: {Costs.Text(e.Spent)} of {Costs.Text(e.Budget)}");
                }
            }

            log.Add($"spent: {Costs.Text(meter.Total)}");
            probe.Observe(name, string.Join('\n', log));
        }

        Try("to the last cent", 0.45m, 10_000, 20_000, 1);
        Try("a little is left", 0.4500001m, 10_000, 20_000, 1, 1);
        Try("beyond it", 0.2m, 10_000, 20_000, 1, 1);
        Try("nothing may be spent", 0m, 1);
        Try("no budget", null, 1_000_000_000, 1_000_000_000);
    }
}

public sealed class CostsOutOfRange()
    : Check("M10.E6.cost-arguments", "refuses unknown models, negative numbers, and more cached than there is, and books nothing then")
{
    public override void Probe(Probe probe)
    {
        Dictionary<string, TokenPrice> prices = Costs.Prices();
        CostMeter meter = new(prices);
        prices["later"] = new TokenPrice(1, 1, 1);
        prices["large"] = new TokenPrice(1, 1, 1);
        probe.ObserveThrows<ArgumentException>("an unknown model", () => meter.Add("Large", new TokenUsage(1, 0, 1)));
        probe.ObserveThrows<ArgumentException>("a model that came later", () => meter.Add("later", new TokenUsage(1, 0, 1)));
        probe.ObserveThrows<ArgumentException>("the sum of an unknown model", () => meter.TotalOf("Large"));
        probe.ObserveThrows<ArgumentException>("negative input", () => meter.Add("large", new TokenUsage(-1, -1, 1)));
        probe.ObserveThrows<ArgumentException>("a negative cache", () => meter.Add("large", new TokenUsage(1, -1, 1)));
        probe.ObserveThrows<ArgumentException>("negative output", () => meter.Add("large", new TokenUsage(1, 0, -1)));
        probe.ObserveThrows<ArgumentException>("more cached than there is", () => meter.Add("large", new TokenUsage(1, 2, 1)));
        probe.Observe("all", Costs.Text(meter.Total));
        probe.Observe("the prices are copied", Costs.Text(meter.Add("large", new TokenUsage(10, 10, 1))));
        foreach ((string name, TokenPrice price) in new (string,
            TokenPrice)[] { ("input", new(-1, 1, 1)), ("cached input", new(1, -1, 1)), ("output", new(1, 1, -1)) })
            probe.ObserveThrows<ArgumentException>($"a negative price of {name}",
                () => new CostMeter(new Dictionary<string, TokenPrice> { ["m"] = price }));
        probe.ObserveThrows<ArgumentException>("a negative budget", () => new CostMeter(Costs.Prices(), -0.01m));
        probe.ObserveAccepts("everything cached", () => meter.Add("large", new TokenUsage(5, 5, 0)));
    }
}

public sealed class BreakEvens() : VisibleCheck("M10.E6.break-even", "counts the tokens a month from which a machine of one's own pays")
{
    public override void Probe(Probe probe)
    {
        OwnHardware machine = Costs.Machine();
        void Try(string name, OwnHardware hardware, decimal price)
        {
            try
            {
                probe.Observe(name, BreakEven.TokensPerMonth(hardware, price)?.ToString(CultureInfo.InvariantCulture) ?? "never");
            }
            catch (OverflowException)
            {
                // Told as a value, so that it says which machine it was, and costs none of the others.
                probe.Observe(name, "a number that no decimal holds");
            }
        }

        Try("a machine", machine, 0.60m);
        Try("a dearer API", machine, 10m);
        Try("a cheaper API", machine, 0.40m);
        Try("no power", machine with { Watts = 0 }, 0.60m);
        Try("much power", machine with { Watts = 10_000, PricePerKilowattHour = 1.50m }, 3m);
        Try("power for more than the API", machine with { Watts = 10_000, PricePerKilowattHour = 1.50m }, 1.5m);
        Try("power for exactly as much as the API", machine with { Watts = 9_000, PricePerKilowattHour = 1m }, 1m);
        Try("hardly any use", machine with { Utilisation = 0.01m }, 0.60m);
        Try("full use", machine with { Utilisation = 1 }, 0.20m);
        Try("written off at once", machine with { LifetimeMonths = 1 }, 10m);
        Try("it costs nothing", machine with { Purchase = 0, FixedPerMonth = 0 }, 0.60m);
        OwnHardware round = new(0, 1, 2_628m, 0, 0, 1_000m, 1);
        Try("just as many as it can make", round, 1m);
        Try("one more than it can make", round with { FixedPerMonth = 2_628.000001m }, 1m);
        Try("a part of a token", round with { FixedPerMonth = 1_000.0000001m }, 1m);
        Try("half a token a second", round with { TokensPerSecond = 0.5m, FixedPerMonth = 0.5m }, 1m);
        Try("a part of a token more than it can make",
            round with { TokensPerSecond = 1_000.0000001m, FixedPerMonth = 2_628.0000002625m }, 1m);
        Try("a part of a token each hour", round with { TokensPerSecond = 1_000.0001m, FixedPerMonth = 2_628.000262m }, 1m);
        Try("a part of a token each hour, and one more than it can make",
            round with { TokensPerSecond = 1_000.0001m, FixedPerMonth = 2_628.000263m }, 1m);
        Try("an API that is free", machine, 0);
        Try("both are free", round with { FixedPerMonth = 0 }, 0);
        Try("a saving next to nothing", round with { Watts = 1, PricePerKilowattHour = 3.6m * 0.9999999999999999999m }, 0.001m);
        (string, OwnHardware)[] wrong =
        [
            ("a negative purchase", machine with { Purchase = -1 }), ("no lifetime", machine with { LifetimeMonths = 0 }),
            ("negative fixed costs", machine with { FixedPerMonth = -1 }),
            ("negative watts", machine with { Watts = -1 }), ("a negative price of power", machine with { PricePerKilowattHour = -1 }),
            ("no tokens", machine with { TokensPerSecond = 0 }),
            ("no use", machine with { Utilisation = 0 }), ("more than full use", machine with { Utilisation = 1.01m }),
        ];
        foreach ((string name, OwnHardware hardware) in wrong) probe.ObserveThrows<ArgumentException>(name,
            () => BreakEven.TokensPerMonth(hardware, 1m));
        probe.ObserveThrows<ArgumentException>("a negative price", () => BreakEven.TokensPerMonth(machine, -0.1m));
    }
}

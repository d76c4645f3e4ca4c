using System.Globalization;
using System.Numerics;

namespace LLMCourse.Checks.M12;

public sealed class LossOfALaw() : VisibleCheck("M12.E4.loss", "computes E + A/N^α + B/D^β")
{
    public override void Probe(Probe probe)
    {
        probe.Observe("Chinchilla's own law and size", new ScalingLaw(1.69, 406.4, 410.7, 0.34, 0.28).Loss(70e9, 1.4e12));
        probe.Observe("one parameter, one token", new ScalingLaw(2, 3, 5, 0.5, 0.25).Loss(1, 1));
        probe.Observe("fractions", new ScalingLaw(2, 3, 5, 0.5, 0.25).Loss(0.25, 0.0625));
        for (int i = 0; i < 5; i++)
        {
            ScalingLaw law = new(probe.Random.NextDouble(), 100 * probe.Random.NextDouble(), 100 * probe.Random.NextDouble(),
                probe.Random.NextDouble(), probe.Random.NextDouble());
            probe.Observe($"law {i}", law.Loss(Math.Exp(20 * probe.Random.NextDouble()), Math.Exp(25 * probe.Random.NextDouble())));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("α belongs to N and β to D; both divide.");
}

public sealed class LossRefuses() : Check("M12.E4.loss-arguments", "refuses sizes that are not finite and positive")
{
    public override void Probe(Probe probe)
    {
        ScalingLaw law = new(1.7, 400, 410, 0.34, 0.28);
        foreach (double wrong in new[] { 0, -1, double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            probe.ObserveThrows<ArgumentException>($"{wrong.ToString(CultureInfo.InvariantCulture)} parameters", () => law.Loss(wrong, 1));
            probe.ObserveThrows<ArgumentException>($"{wrong.ToString(CultureInfo.InvariantCulture)} tokens", () => law.Loss(1, wrong));
        }

        probe.ObserveAccepts("very little", () => law.Loss(1e-3, 1e-3));
        probe.ObserveAccepts("very much", () => law.Loss(1e300, 1e300));
    }
}

public sealed class FlopsAreExact() : VisibleCheck("M12.E4.flops", "counts 6·N·D to the last unit")
{
    public override void Probe(Probe probe)
    {
        foreach ((long n, long d) in new[] { (1, 1), (3, 7), (70_000_000_000, 1_400_000_000_000), (10_000_000_000_019, 100_000_000_000_031),
            (long.MaxValue, long.MaxValue), (1, long.MaxValue), (long.MaxValue, 1),
            (probe.Random.NextInteger(1, 1L << 50), probe.Random.NextInteger(1, 1L << 50)) })
            probe.Observe($"{n} parameters, {d} tokens", ComputeBudget.Flops(n, d).ToString(CultureInfo.InvariantCulture));
        foreach (long wrong in new[] { 0, -1, long.MinValue })
        {
            probe.ObserveThrows<ArgumentException>($"{wrong} parameters", () => ComputeBudget.Flops(wrong, 5));
            probe.ObserveThrows<ArgumentException>($"{wrong} tokens", () => ComputeBudget.Flops(5, wrong));
        }

        probe.ObserveThrows<ArgumentException>("−2 of both", () => ComputeBudget.Flops(-2, -2));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("A long ends at 9.2·10¹⁸, and a double has 16 digits.");
}

public sealed class OptimalAllocation()
    : Check("M12.E4.optimal", "spends a budget where the law foretells the least loss, and all of it", points: 2)
{
    private const int Laws = 8;

    public override void Probe(Probe probe)
    {
        for (int i = 0; i < Laws; i++)
        {
            (double[] law, double flops) = Draw(probe.Random);
            Allocation best = ComputeBudget.Optimal(new ScalingLaw(law[0], law[1], law[2], law[3], law[4]), flops);
            probe.Observe($"law {i}: N and D", [best.Parameters, best.Tokens]);
        }

        Allocation even = ComputeBudget.Optimal(new ScalingLaw(0, 5, 5, 0.5, 0.5), 6e10);
        probe.Observe("equal terms: N and D", [even.Parameters, even.Tokens]);
    }

    public override Verdict Judge(Evidence evidence)
    {
        CheckRandom random = CheckRandom.For(Id);
        for (int i = 0; i <= Laws; i++)
        {
            (double[] law, double flops) = i < Laws ? Draw(random) : ([0, 5, 5, 0.5, 0.5], 6e10);
            string name = i < Laws ? $"law {i}: N and D" : "equal terms: N and D";
            IReadOnlyList<double> best = evidence.Tensor(name).Values;
            if (best.Count != 2) return Verdict.Fail($"`{name}` are not two numbers.");
            (double n, double d) = (best[0], best[1]);
            if (!(Math.Abs((6 * n * d / flops) - 1) <= 1e-12))
                return Verdict.Fail($"`{name}`: 6·N·D is not the budget.", hint: "Compute D as what the budget leaves for N: C/(6N).");

            // At the optimum with N·D fixed: α·A/N^α = β·B/D^β.
            double ofN = law[3] * law[1] * Math.Exp(-law[3] * Math.Log(n)), ofD = law[4] * law[2] * Math.Exp(-law[4] * Math.Log(d));
            if (!(Math.Abs((ofN / ofD) - 1) <= 1e-9))
                return Verdict.Fail($"`{name}`: with another N at the same cost the law foretells a lower loss.",
                    hint: "Equation 4: a is β/(α+β), and the greater α is, the slower N grows.");
        }

        return Verdict.Pass;
    }

    private static (double[] Law, double Flops) Draw(CheckRandom random) =>
        ([2 * random.NextDouble(), Math.Exp(8 * random.NextDouble()), Math.Exp(8 * random.NextDouble()), 0.1 + random.NextDouble(),
            0.1 + random.NextDouble()], Math.Pow(10, 15 + (12 * random.NextDouble())));
}

public sealed class OptimalRefuses()
    : Check("M12.E4.optimal-arguments", "refuses a budget or a constant that is not finite and positive, but not an E of 0")
{
    public override void Probe(Probe probe)
    {
        foreach (double wrong in new[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            string text = wrong.ToString(CultureInfo.InvariantCulture);
            probe.ObserveThrows<ArgumentException>($"A is {text}",
                () => ComputeBudget.Optimal(new ScalingLaw(1.7, wrong, 410, 0.34, 0.28), 1e20));
            probe.ObserveThrows<ArgumentException>($"B is {text}",
                () => ComputeBudget.Optimal(new ScalingLaw(1.7, 400, wrong, 0.34, 0.28), 1e20));
            probe.ObserveThrows<ArgumentException>($"alpha is {text}",
                () => ComputeBudget.Optimal(new ScalingLaw(1.7, 400, 410, wrong, 0.28), 1e20));
            probe.ObserveThrows<ArgumentException>($"beta is {text}",
                () => ComputeBudget.Optimal(new ScalingLaw(1.7, 400, 410, 0.34, wrong), 1e20));
            probe.ObserveThrows<ArgumentException>($"a budget of {text}",
                () => ComputeBudget.Optimal(new ScalingLaw(1.7, 400, 410, 0.34, 0.28), wrong));
        }

        probe.ObserveAccepts("E is 0", () => ComputeBudget.Optimal(new ScalingLaw(0, 400, 410, 0.34, 0.28), 1e20));
        probe.ObserveAccepts("less than one FLOP", () => ComputeBudget.Optimal(new ScalingLaw(1.7, 400, 410, 0.34, 0.28), 0.5));
    }
}

public sealed class RunsWithinABudget()
    : VisibleCheck("M12.E4.affordable", "chooses the cheapest runs as long as the sum stays within the budget")
{
    public override void Probe(Probe probe)
    {
        RunSize[] some = [new(4, 5), new(1, 1), new(5, 4), new(2, 3), new(3, 2), new(10, 10)]; // 120, 6, 120, 36, 36 and 600
        foreach (int budget in new[] { 0, 5, 6, 41, 42, 77, 78, 198, 317, 318, 917, 918, 5000 })
            probe.Observe($"a budget of {budget}", ComputeBudget.Affordable(some, budget));
        probe.Observe("no runs", ComputeBudget.Affordable([], 100));
        RunSize great = new(3_000_000_007, 5_000_000_029), greater = new(3_000_000_007, 5_000_000_030);
        BigInteger both = (6 * (BigInteger)3_000_000_007 * 5_000_000_029) + (6 * (BigInteger)3_000_000_007 * 5_000_000_030);
        probe.Observe("great runs, to the last FLOP", ComputeBudget.Affordable([greater, great], both));
        probe.Observe("great runs, one FLOP short", ComputeBudget.Affordable([greater, great], both - 1));
        RunSize[] many =
            [.. Enumerable.Range(0, 40).Select(_ => new RunSize(probe.Random.NextInteger(1, 9), probe.Random.NextInteger(1, 9)))];
        foreach (int budget in new[] { 300, 1500, 4000 })
            probe.Observe($"many runs, a budget of {budget}", ComputeBudget.Affordable(many, budget));
        probe.ObserveThrows<ArgumentException>("a negative budget", () => ComputeBudget.Affordable(some, -1));
        probe.ObserveThrows<ArgumentException>("a negative budget and no runs", () => ComputeBudget.Affordable([], -1));
        probe.ObserveThrows<ArgumentException>("a run of no tokens", () => ComputeBudget.Affordable([new(1, 1), new(5, 0)], 100));
        probe.ObserveThrows<ArgumentException>("a run of −3 parameters that cannot be paid",
            () => ComputeBudget.Affordable([new(100, 1), new(-3, 1)], 1));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("Cheapest first, at equal cost the first in the list; stop at the first that does not fit; return indices in ascending order.");
}

public sealed class HuberOfLogs() : VisibleCheck("M12.E4.objective", "adds up the Huber losses of the errors of log L", points: 2)
{
    public override void Probe(Probe probe)
    {
        ScalingLaw two = new(2, 0, 0, 1, 1);
        foreach (double r in new[] { 0, 0.05, -0.05, 0.099, 0.101, -0.101, 0.2, -3 })
            probe.Observe($"an error of {r.ToString(CultureInfo.InvariantCulture)}, δ = 0.1",
                ScalingFit.Objective(two, [new(10, 10, 2 * Math.Exp(-r))], 0.1));
        probe.Observe("no runs", ScalingFit.Objective(two, [], 0.1));
        Study study = Study.Draw(probe.Random, 0.01, outlierEvery: 8);
        ScalingLaw law = new(1.8, 350, 500, 0.33, 0.31);
        foreach (double delta in new[] { 1e-4, 1e-3, 0.02, 10 })
            probe.Observe($"64 runs, δ = {delta.ToString(CultureInfo.InvariantCulture)}", ScalingFit.Objective(law, study.ToRuns(), delta));
        foreach (double delta in new[] { 0, -1e-3, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>($"δ = {delta.ToString(CultureInfo.InvariantCulture)}",
                () => ScalingFit.Objective(two, [new(10, 10, 2)], delta));
        foreach (double loss in new[] { 0, -2, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>($"a loss of {loss.ToString(CultureInfo.InvariantCulture)}",
                () => ScalingFit.Objective(two, [new(10, 10, 2), new(10, 10, loss)], 1));
        probe.ObserveThrows<ArgumentException>("the first of two runs has no parameters",
            () => ScalingFit.Objective(two, [new(0, 10, 2), new(10, 10, 2)], 1));
        probe.ObserveThrows<ArgumentException>("a run of no tokens", () => ScalingFit.Objective(two, [new(10, 0, 2)], 1));
        probe.Observe("a loss below 1", ScalingFit.Objective(two, [new(10, 10, 0.01)], 0.1));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-14, 1e-9, "differences of logarithms in float64"))
        .WithHint("r = log L(N, D) − log L; r²/2 up to δ and δ·(|r| − δ/2) above; a sum, not a mean.");
}

public sealed class FitRefuses()
    : Check("M12.E4.fit-arguments", "refuses studies that do not determine the constants, and says what is missing")
{
    public override void Probe(Probe probe)
    {
        Study study = Study.Draw(probe.Random, 0);
        IReadOnlyList<TrainingRun> all = study.ToRuns(), six = [all[0], all[9], all[18], all[27], all[36], all[45]];
        probe.ObserveAccepts("six runs", () => ScalingFit.Fit(six));
        probe.ObserveThrows<ArgumentException>("no runs", () => ScalingFit.Fit([]));
        probe.ObserveThrows<ArgumentException>("five runs", () => ScalingFit.Fit([.. six.Take(5)]));
        probe.ObserveThrows<ArgumentException>("one number of parameters", () => ScalingFit.Fit([.. all.Take(8)]));
        probe.ObserveThrows<ArgumentException>("two numbers of parameters", () => ScalingFit.Fit([.. all.Take(16)]));
        probe.ObserveThrows<ArgumentException>("one number of tokens", () => ScalingFit.Fit([.. all.Where((_, i) => i % 8 == 3)]));
        probe.ObserveThrows<ArgumentException>("two numbers of tokens", () => ScalingFit.Fit([.. all.Where((_, i) => i % 8 < 2)]));
        probe.ObserveAccepts("three numbers of both", () => ScalingFit.Fit([.. all.Where((_, i) => i / 8 % 3 == 0 && i % 8 % 3 == 0)]));
        foreach (double loss in new[] { 0, -2, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>($"a loss of {loss.ToString(CultureInfo.InvariantCulture)}",
                () => ScalingFit.Fit([.. all, new(10, 10, loss)]));
        probe.ObserveThrows<ArgumentException>("a run of no parameters", () => ScalingFit.Fit([.. all, new(0, 10, 2)]));
        probe.ObserveThrows<ArgumentException>("a first run of no parameters", () => ScalingFit.Fit([new(0, 10, 2), .. all]));
        probe.ObserveThrows<ArgumentException>("a run of no tokens", () => ScalingFit.Fit([.. all, new(10, 0, 2)]));
        probe.ObserveThrows<ArgumentException>("a run of −1 tokens", () => ScalingFit.Fit([.. all, new(10, -1, 2)]));
        probe.ObserveAccepts("a run of one parameter and one token",
            () => ScalingFit.Objective(new ScalingLaw(1, 1, 1, 1, 1), [new(1, 1, 2)], 1));
        foreach (double delta in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>($"δ = {delta.ToString(CultureInfo.InvariantCulture)}",
                () => ScalingFit.Fit(all, new ScalingFitOptions(delta)));
    }
}

public sealed class ExactLossesGiveTheirLaw()
    : Check("M12.E4.exact", "finds the constants that losses without noise were made with", points: 2)
{
    private const int Studies = 4;

    public override void Probe(Probe probe)
    {
        for (int i = 0; i < Studies; i++)
            probe.Observe($"study {i}", Study.Constants(ScalingFit.Fit(Study.Draw(probe.Random, 0).ToRuns())));
    }

    public override Verdict Judge(Evidence evidence)
    {
        CheckRandom random = CheckRandom.For(Id);
        return Enumerable.Range(0, Studies)
            .Select(i => Study.Draw(random, 0).Judge($"study {i}", evidence.Tensor($"study {i}").Values, 0.01, 0.001))
                .FirstOrDefault(verdict => !verdict.Passed) ?? Verdict.Pass;
    }
}

public sealed class NoisyLossesGiveNearlyTheirLaw()
    : Check("M12.E4.noisy",
        "finds the constants within 5 percent from losses with 0.1 percent of noise, and no law nearby fits better", points: 2)
{
    private const int Studies = 4;

    public override void Probe(Probe probe)
    {
        for (int i = 0; i < Studies; i++)
            probe.Observe($"study {i}", Study.Constants(ScalingFit.Fit(Study.Draw(probe.Random, 1e-3).ToRuns())));
    }

    public override Verdict Judge(Evidence evidence)
    {
        CheckRandom random = CheckRandom.For(Id);
        for (int i = 0; i < Studies; i++)
        {
            Study study = Study.Draw(random, 1e-3);
            IReadOnlyList<double> law = evidence.Tensor($"study {i}").Values;
            Verdict verdict = study.Judge($"study {i}", law, 0.05, 0.03);
            if (!verdict.Passed) return verdict;
            verdict = study.JudgeMinimum($"study {i}", law);
            if (!verdict.Passed) return verdict;
        }

        return Verdict.Pass;
    }
}

public sealed class OutliersDoNotMatter()
    : Check("M12.E4.outliers", "finds the constants within 5 percent where one run in ten is far off", points: 2)
{
    private const int Studies = 4;

    public override void Probe(Probe probe)
    {
        for (int i = 0; i < Studies; i++)
            probe.Observe($"study {i}", Study.Constants(ScalingFit.Fit(Study.Draw(probe.Random, 1e-3, outlierEvery: 10).ToRuns())));
    }

    public override Verdict Judge(Evidence evidence)
    {
        CheckRandom random = CheckRandom.For(Id);
        return Enumerable.Range(0, Studies)
            .Select(i => Study.Draw(random, 1e-3, outlierEvery: 10).Judge($"study {i}", evidence.Tensor($"study {i}").Values, 0.05, 0.03))
                .FirstOrDefault(verdict => !verdict.Passed)
            ?.WithHint("Squares let the far-off runs decide; the Huber loss of an error above δ grows by its size alone.") ?? Verdict.Pass;
    }
}

public sealed class HeldOutRun()
    : Check("M12.E4.held-out", "foretells a run a thousand times as costly within 3 percent, from a small study and with another δ")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, double? delta) in new[] { ("by default", (double?)null), ("δ = 0.01", 0.01) })
        {
            Study study = Study.Draw(probe.Random, 1e-3, decadesOfN: 3, decadesOfD: 3.5);
            ScalingLaw law = delta is { } wide
                ? ScalingFit.Fit(study.ToRuns(), new ScalingFitOptions(wide))
                : ScalingFit.Fit(study.ToRuns());
            probe.Observe(name, Study.Constants(law));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        CheckRandom random = CheckRandom.For(Id);
        foreach ((string name, double delta) in new[] { ("by default", 1e-3), ("δ = 0.01", 0.01) })
        {
            Study study = Study.Draw(random, 1e-3, decadesOfN: 3, decadesOfD: 3.5);
            IReadOnlyList<double> law = evidence.Tensor(name).Values;
            Verdict verdict = study.Judge(name, law, 0.5, 0.03);
            if (!verdict.Passed) return verdict;
            verdict = study.JudgeMinimum(name, law, delta);
            if (!verdict.Passed) return verdict;
        }

        return Verdict.Pass;
    }
}

public sealed class FitIsAFunction()
    : Check("M12.E4.repeatable", "gives the same law for the same runs, whatever their order, and leaves them as they are")
{
    public override void Probe(Probe probe)
    {
        Study study = Study.Draw(probe.Random, 1e-3, outlierEvery: 10);
        List<TrainingRun> runs = [.. study.ToRuns()], before = [.. runs];
        ScalingLaw first = ScalingFit.Fit(runs), again = ScalingFit.Fit(runs);
        probe.Observe("twice the same, bit for bit", first == again);
        probe.Observe("the runs are as they were", runs.SequenceEqual(before));
        runs.Reverse();
        ScalingLaw reversed = ScalingFit.Fit(runs);
        IReadOnlyList<double> a = Study.Constants(first), b = Study.Constants(reversed);
        probe.Observe("reversed, within 0.1 percent", a.Zip(b).All(pair => Math.Abs((pair.First / pair.Second) - 1) < 1e-3));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

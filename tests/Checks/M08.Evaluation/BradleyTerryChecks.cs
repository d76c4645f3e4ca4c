using System.Globalization;
using LLMCourse.LocalModels;

namespace LLMCourse.Checks.M08;

// Lambdas here capture no Preference: a field of one of the module's enums would keep the checks' types from loading.

/// <summary>What the checks of rankings share.</summary>
internal static class Battles
{
    public static Tolerance Tolerance { get; } =
        new(2e-6, 0, "the strengths may differ from the maximum's by 1e-6, and so may the recorded ones");

    public static IEnumerable<Battle> Fights(string winner, string loser, int times) =>
        Enumerable.Repeat(new Battle(winner, loser, Preference.First), times);

    public static IEnumerable<Battle> Ties(string first, string second, int times) =>
        Enumerable.Repeat(new Battle(first, second, Preference.Tie), times);

    /// <summary>Draws battles between models whose log-strengths are given, of which some end in a tie.</summary>
    public static List<Battle> Draw(CheckRandom random, IReadOnlyList<(string Name, double Strength)> models, int perPair, double ties)
    {
        List<Battle> battles = [];
        for (int i = 0; i < models.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                for (int n = 0; n < perPair; n++)
                {
                    Preference result = random.NextDouble() < ties ? Preference.Tie
                        : random.NextDouble() < 1 / (1 + Math.Exp(models[j].Strength - models[i].Strength))
                            ? Preference.First
                            : Preference.Second;
                    battles.Add(new(models[i].Name, models[j].Name, result));
                }
            }
        }

        return battles;
    }

    /// <summary>The same battles with the sides changed.</summary>
    public static IEnumerable<Battle> Turned(IEnumerable<Battle> battles) => battles.Select(battle => new Battle(
        battle.Second, battle.First, battle.Result == Preference.Tie ? Preference.Tie : battle.Result == Preference.First
            ? Preference.Second
            : Preference.First));

    public static List<Battle> Shuffled(CheckRandom random, IEnumerable<Battle> battles) => [.. battles.OrderBy(_ => random.NextDouble())];

    public static void Observe(Probe probe, string name, IReadOnlyDictionary<string, double> values)
    {
        probe.Observe($"{name}: models", string.Join(", ", values.Keys.Order(StringComparer.Ordinal)));
        foreach (string model in values.Keys.Order(StringComparer.Ordinal)) probe.Observe($"{name}: {model}", values[model]);
    }
}

public sealed class FitsKnownTables() : VisibleCheck("M08.E5.known", "finds the strengths of small tables", points: 2)
{
    public override void Probe(Probe probe)
    {
        Battles.Observe(probe, "two models", BradleyTerry.Fit([.. Battles.Fights("x", "y", 7), .. Battles.Fights("y", "x", 2)]));
        Battles.Observe(probe, "a cycle",
            BradleyTerry.Fit([.. Battles.Fights("x", "y", 3), .. Battles.Fights("y", "z", 3), .. Battles.Fights("z", "x", 3)]));
        Battles.Observe(probe, "a lopsided cycle",
            BradleyTerry.Fit([.. Battles.Fights("x", "y", 30), .. Battles.Fights("y", "z", 5), .. Battles.Fights("z", "x", 1)]));
        Battles.Observe(probe, "a chain", BradleyTerry.Fit(
            [.. Battles.Fights("p", "q", 2), .. Battles.Fights("q", "p", 1), .. Battles.Fights("q", "r", 5), .. Battles.Fights("r", "q", 2),
                .. Battles.Fights("r", "s", 1), .. Battles.Fights("s", "r", 4)]));
        // Strengths go along a chain slowly: a hundred rounds of the iteration are too few.
        Battles.Observe(probe, "a long chain",
            BradleyTerry.Fit([.. Enumerable.Range(0, 11)
                .SelectMany(i => Battles.Fights($"m{i:00}", $"m{i + 1:00}", 2 + (i % 3))
                    .Concat(Battles.Fights($"m{i + 1:00}", $"m{i:00}", 1)))]));
        Battles.Observe(probe, "names",
            BradleyTerry.Fit([.. Battles.Fights("modèle 𝒜", "Modèle 𝒜", 2), .. Battles.Fights("Modèle 𝒜", "🙂", 2),
                .. Battles.Fights("🙂", "modèle 𝒜", 1), .. Battles.Fights("🙂", "Modèle 𝒜", 1)]));
        Battles.Observe(probe, "far apart", BradleyTerry.Fit([.. Battles.Fights("x", "y", 20_000), .. Battles.Fights("y", "x", 1)]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Battles.Tolerance)
        .WithHint("Are the strengths logarithms, is their sum 0, and do you iterate until they stand still?");
}

public sealed class FitsTies() : Check("M08.E5.half-wins", "takes a tie as half a win for each side")
{
    public override void Probe(Probe probe)
    {
        Battles.Observe(probe, "wins and ties",
            BradleyTerry.Fit([.. Battles.Fights("a", "b", 4), .. Battles.Ties("a", "b", 5), .. Battles.Fights("b", "a", 1)]));
        Battles.Observe(probe, "one side never loses", BradleyTerry.Fit([.. Battles.Fights("a", "b", 4), .. Battles.Ties("b", "a", 1)]));
        Battles.Observe(probe, "nothing but ties", BradleyTerry.Fit([.. Battles.Ties("a", "b", 3), .. Battles.Ties("b", "c", 1)]));
        Battles.Observe(probe, "three models",
            BradleyTerry.Fit([.. Battles.Fights("a", "b", 2), .. Battles.Ties("b", "c", 3), .. Battles.Ties("c", "a", 1),
                .. Battles.Fights("c", "a", 2), .. Battles.Fights("b", "a", 1)]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Battles.Tolerance);
}

public sealed class FitsAtTheMaximum() : Check("M08.E5.maximum", "gives each model as many expected wins as it has won", points: 2)
{
    public override void Probe(Probe probe)
    {
        for (int t = 0; t < 4; t++)
        {
            (string Name, double Strength)[] models =
                [.. Enumerable.Range(0, 4 + (2 * t)).Select(i => ($"m{i}", probe.Random.NextNormal()))];
            List<Battle> battles = Battles.Draw(probe.Random, models, 12, 0.2 * t);
            IReadOnlyDictionary<string, double> strengths = BradleyTerry.Fit(battles);
            probe.Observe($"tournament {t}: sum", strengths.Values.Sum());
            double worst = 0;
            foreach ((string name, _) in models)
            {
                double surplus = 0;
                foreach (Battle battle in battles)
                {
                    if (battle.First != name && battle.Second != name) continue;
                    string opponent = battle.First == name ? battle.Second : battle.First;
                    double points = battle.Result == Preference.Tie
                        ? 0.5
                        : (battle.Result == Preference.First) == (battle.First == name) ? 1 : 0;
                    surplus += points - (1 / (1 + Math.Exp(strengths[opponent] - strengths[name])));
                }

                worst = Math.Max(worst, Math.Abs(surplus));
            }

            probe.Observe($"tournament {t}: wins that are not explained", worst);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int t = 0; t < 4; t++)
        {
            if (!(Math.Abs(evidence.Number($"tournament {t}: sum")) < 1e-5))
                return Verdict.Fail("The strengths do not add up to 0.", hint: "Subtract their mean.");
            if (!(evidence.Number($"tournament {t}: wins that are not explained") < 1e-3))
                return Verdict.Fail("Other strengths make the battles more likely than yours.",
                    hint: "At the maximum every model has won as often as its strengths lead to expect. Iterate further, and divide by the sum over all opponents.");
        }

        return Verdict.Pass;
    }
}

public sealed class FitsWhateverTheOrder()
    : Check("M08.E5.order", "gives the same strengths whatever the order of the battles and of their sides")
{
    private static readonly string[] Changes = ["shuffled", "turned", "twice"];

    public override void Probe(Probe probe)
    {
        (string, double)[] models = [("ab", 0.5), ("AB", -1), ("a", 0), ("b", 1), ("ä", 0.2)];
        List<Battle> battles = Battles.Draw(probe.Random, models, 15, 0.2);
        IReadOnlyDictionary<string, double> plain = BradleyTerry.Fit(battles);
        foreach ((string change, List<Battle> changed) in new[] { (Changes[0], Battles.Shuffled(probe.Random, battles)),
            (Changes[1], [.. Battles.Turned(battles)]), (Changes[2], [.. battles, .. battles]) })
        {
            IReadOnlyDictionary<string, double> other = BradleyTerry.Fit(changed);
            probe.Observe(change, plain.Max(pair => Math.Abs(pair.Value - other[pair.Key])));
        }

        Battles.Observe(probe, "strengths", plain);
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (string change in Changes)
        {
            if (!(evidence.Number(change) < 1e-5))
                return Verdict.Fail($"The same battles {change} give other strengths.",
                    hint: "Only counts of wins may matter, and by names, whatever the side.");
        }

        return evidence.EqualsExpected(name => Changes.Contains(name) ? new Tolerance(1e-5, 0, "judged above") : Battles.Tolerance);
    }
}

public sealed class FindsPlantedStrengths() : Check("M08.E5.planted", "finds the order of planted strengths", points: 2)
{
    public override void Probe(Probe probe)
    {
        for (int t = 0; t < 3; t++)
        {
            // Neighbours are 0.35 apart, five standard errors or more.
            (string Name, double Strength)[] models =
                [.. Enumerable.Range(0, 10).Select(i => ($"model {(char)('a' + ((i * 7) % 10))}", 0.35 * i))];
            IReadOnlyDictionary<string, double> strengths =
                BradleyTerry.Fit(Battles.Shuffled(probe.Random, Battles.Draw(probe.Random, models, 200, t * 0.1)));
            int agree = 0, pairs = 0;
            for (int i = 0; i < models.Length; i++)
            {
                for (int j = 0; j < i; j++, pairs++) agree += Math.Sign(strengths[models[i].Name] - strengths[models[j].Name]);
            }

            probe.Observe($"{t}: Kendall's tau", agree / (double)pairs);
            probe.Observe($"{t}: the order is exact",
                models.Select(model => model.Name).SequenceEqual(strengths.OrderBy(pair => pair.Value).Select(pair => pair.Key)));
            probe.Observe($"{t}: span", strengths.Values.Max() - strengths.Values.Min());
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int t = 0; t < 3; t++)
        {
            if (!(evidence.Number($"{t}: Kendall's tau") >= 0.95) || !evidence.Flag($"{t}: the order is exact"))
                return Verdict.Fail("The strengths do not have the order of the planted ones.",
                    hint: "Shuffle the battles of a small example whose answer you know.");
        }

        return evidence.EqualsExpected(name => name.EndsWith("span", StringComparison.Ordinal)
            ? new Tolerance(1e-5, 0, "the strengths may differ from the maximum's by 1e-6")
            : Tolerance.Exact);
    }
}

public sealed class NamesGroups() : Check("M08.E5.groups", "names the groups where there are no finite strengths", points: 2)
{
    public override void Probe(Probe probe)
    {
        observe("one side wins all", [.. Battles.Fights("a", "b", 2)]);
        observe("apart", [.. Battles.Ties("c", "a", 1), .. Battles.Ties("d", "b", 1)]);
        observe("one never loses",
            [.. Battles.Fights("x", "y", 1), .. Battles.Fights("y", "z", 1), .. Battles.Fights("z", "y", 1),
                .. Battles.Fights("x", "z", 4)]);
        observe("one never wins", [.. Battles.Fights("x", "y", 1), .. Battles.Fights("y", "x", 1), .. Battles.Fights("y", "w", 4)]);
        observe("two circles and a way between",
            [.. Battles.Fights("a", "c", 1), .. Battles.Fights("c", "e", 1), .. Battles.Fights("e", "a", 1), .. Battles.Fights("b", "d", 1),
                .. Battles.Fights("d", "b", 1), .. Battles.Fights("e", "b", 9)]);
        observe("a line", [.. Battles.Fights("d", "c", 1), .. Battles.Fights("c", "b", 1), .. Battles.Fights("b", "a", 1)]);
        observe("ordinal order", [.. Battles.Ties("b", "a", 1), .. Battles.Ties("B", "é", 1), .. Battles.Ties("Z", "🙂", 1)]);
        observe("a long circle", [.. Enumerable.Range(0, 30).SelectMany(i => Battles.Fights($"m{i:00}", $"m{(i + 1) % 30:00}", 1))]);

        void observe(string name, Battle[] battles)
        {
            string groups;
            try
            {
                _ = BradleyTerry.Fit(battles);
                groups = "ranked";
            }
            catch (UnrankableException e)
            {
                groups = string.Join(" | ", e.Groups.Select(group => string.Join(", ", group)));
            }

            probe.Observe(name, groups);
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Follow the wins: who reaches whom, and back?");
}

public sealed class ExpectsPoints() : VisibleCheck("M08.E5.expected", "expects the points that the ratings say")
{
    public override void Probe(Probe probe)
    {
        foreach ((double own,
            double opponent) in new[] { (1000.0, 1000.0), (1200, 1000), (1000, 1200), (1612.5, 1850), (0, 400), (-50, 3000), (2800, 100) })
            probe.Observe(string.Create(CultureInfo.InvariantCulture, $"{own} against {opponent}"), Elo.Expected(own, opponent));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Double);
}

public sealed class RatesInOrder() : Check("M08.E5.elo", "moves both ratings after each battle by k times the surprise", points: 2)
{
    public override void Probe(Probe probe)
    {
        List<Battle> battles = Battles.Draw(probe.Random, [("a", 1), ("b", 0), ("c", -0.5)], 4, 0.25);
        Battles.Observe(probe, "k = 4", Elo.Rate(battles));
        Battles.Observe(probe, "k = 32", Elo.Rate(battles, 32));
        Battles.Observe(probe, "k = 1000", Elo.Rate(battles, 1000));
        Battles.Observe(probe, "from 1500", Elo.Rate(battles, 24, 1500));
        Battles.Observe(probe, "one battle", Elo.Rate([.. Battles.Fights("🙂", "b", 1)], 10, 0));
        Battles.Observe(probe, "a tie", Elo.Rate([.. Battles.Fights("a", "b", 1), .. Battles.Ties("b", "a", 1)], 10, -5));
        Battles.Observe(probe, "names that differ in case", Elo.Rate([.. Battles.Fights("a", "A", 2), .. Battles.Ties("A", "b", 1)]));
        Battles.Observe(probe, "no battle", Elo.Rate([]));
        IReadOnlyDictionary<string, double> shuffled = Elo.Rate(Battles.Shuffled(probe.Random, battles), 32);
        Battles.Observe(probe, "shuffled", shuffled);
        Battles.Observe(probe, "turned", Elo.Rate([.. Battles.Turned(battles)], 32));
        probe.Observe("mean", shuffled.Values.Average());
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(new Tolerance(1e-8, 1e-10, "a few dozen operations in float64"))
            .WithHint("Take both expectations from the ratings before the battle.");
}

public sealed class BattlesRefused()
    : Check("M08.E5.bad-arguments", "refuses battles without names, against oneself or without a known result, and bad numbers")
{
    public override void Probe(Probe probe)
    {
        // Ties, so that there would be strengths.
        Battle good = new("a", "b", Preference.Tie);
        foreach ((string name, Battle bad) in new[]
        {
            ("against oneself", new Battle("a", "a", Preference.Tie)),
            ("a victory over oneself", new Battle("a", "a", Preference.First)),
            ("no first name", new("", "b", Preference.Tie)),
            ("no second name", new("a", "", Preference.Tie)),
            ("null as first name", new(null!, "b", Preference.Tie)),
            ("null as second name", new("a", null!, Preference.Tie)),
            ("a result that is none", new("a", "b", (Preference)3)),
            ("a result below them", new("a", "b", (Preference)(-1))),
        })
        {
            probe.ObserveThrows<ArgumentException>($"Fit: {name}", () => BradleyTerry.Fit([good, bad]));
            probe.ObserveThrows<ArgumentException>($"Rate: {name}", () => Elo.Rate([good, bad]));
        }

        probe.ObserveThrows<ArgumentException>("Fit: no battles", () => BradleyTerry.Fit([]));
        probe.ObserveThrows<ArgumentException>("Fit: null", () => BradleyTerry.Fit(null!));
        probe.ObserveThrows<ArgumentException>("Rate: null", () => Elo.Rate(null!));
        foreach (double k in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>(string.Create(CultureInfo.InvariantCulture, $"k = {k}"), () => Elo.Rate([good], k));
        probe.ObserveThrows<ArgumentException>("k = 0 of no battles", () => Elo.Rate([], 0));
        foreach (double initial in new[] { double.NaN, double.NegativeInfinity })
            probe.ObserveThrows<ArgumentException>(string.Create(CultureInfo.InvariantCulture, $"initial = {initial}"),
                () => Elo.Rate([good], 4, initial));
        probe.ObserveAccepts("one tie", () => BradleyTerry.Fit([good]));
        probe.ObserveAccepts("a small k and a rating below 0", () => Elo.Rate([good], 0.5, -100));
    }
}

using System.Globalization;

namespace LLMCourse.Checks.M07;

public sealed class MutatedTexts() : VisibleCheck("M07.E4.mutators", "writes a text in seven ways", points: 2)
{
    public override void Probe(Probe probe)
    {
        string[] texts = ["", "x", "Tell me about zorblat", "ABEGIOST abegiost 4836", "e\u0301a\u0308", "😀𝒜b\r\nß",
            "\uD801\uDC00\uD801\uDC00", "a1b2c3", "--", "\u200B\u200B", "北ab 北c"];
        foreach (RedTeamMutator mutator in RedTeamMutators.All.Append(RedTeamMutators.Affix("frame", "<<", ">>")))
        {
            probe.Observe($"{mutator.Name}: there is a way back", mutator.Invert is not null);
            for (int i = 0; i < texts.Length; i++)
                probe.Observe($"{mutator.Name} of text {i.ToString(CultureInfo.InvariantCulture)}", mutator.Apply(texts[i]));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Characters are code points: an emoji is one, though it is two chars.");
}

public sealed class WaysBack() : Check("M07.E4.inverse", "gives every text back, and refuses what it has not made", points: 2)
{
    public override void Probe(Probe probe)
    {
        string[] pieces = ["a", "B", "-", "\u200B", "😀", "\r\n", " ", "e\u0301", "=", "4", "北", "\uD801\uDC00", "<", ">", "zorblat"];
        RedTeamMutator frame = RedTeamMutators.Affix("frame", "a-", "-a"), suffix = RedTeamMutators.Affix("suffix", "", " now"),
            nothing = RedTeamMutators.Affix("nothing", "", "");
        foreach (RedTeamMutator mutator in RedTeamMutators.All.Concat([frame, suffix, nothing]))
        {
            if (mutator.Invert is not { } invert) continue;
            int lost = 0;
            for (int trial = 0; trial < 60; trial++)
            {
                string text = probe.Random.Text(pieces, (int)probe.Random.NextInteger(0, 9));
                if (invert(mutator.Apply(text)) != text) lost++;
            }

            probe.Observe($"{mutator.Name}: texts that are lost", lost);
        }

        Refuse(RedTeamMutators.Base64, "no base64", "YQ=");
        Refuse(RedTeamMutators.Base64, "no UTF-8", "/w==");
        Refuse(RedTeamMutators.ZeroWidth, "one behind some characters", "a\u200Bb");
        Refuse(RedTeamMutators.ZeroWidth, "something else behind them", "a\u200Bb-");
        Refuse(RedTeamMutators.Hyphens, "one at the end", "a-b-");
        Refuse(RedTeamMutators.Hyphens, "something else between", "a-b+c");
        Refuse(frame, "too short", "a-a");
        Refuse(frame, "another end", "a-x-b");
        Refuse(frame, "another beginning", "b-x-a");
        foreach (RedTeamMutator mutator in new[] { RedTeamMutators.Base64, RedTeamMutators.ZeroWidth, RedTeamMutators.Hyphens })
            probe.ObserveThrows<ArgumentException>($"{mutator.Name} of half a pair", () => mutator.Apply("a\uD83Db"));
        probe.ObserveAccepts("hyphens of two hyphens", () => RedTeamMutators.Hyphens.Invert!("---"));

        void Refuse(RedTeamMutator mutator, string name, string text) =>
            probe.ObserveThrows<FormatException>($"{mutator.Name}: {name}", () => mutator.Invert!(text));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("To leave out every U+200B would also leave out those that the text had.");
}

public sealed class RatesWithIntervals() : Check("M07.E4.rates", "gives Wilson's interval of a rate")
{
    public override void Probe(Probe probe)
    {
        foreach ((int count,
            int total) in new[] { (0, 1), (1, 1), (0, 20), (20, 20), (3, 7), (1, 100), (99, 100), (50, 1000), (70000, 100000), (0, 0) })
        {
            RedTeamRate rate = RedTeamRate.Of("r", count, total);
            string name = string.Create(CultureInfo.InvariantCulture, $"{count} of {total}");
            probe.Observe(name, [rate.Low, rate.High]);
            probe.Observe($"{name}, as it was given", $"{rate.Name} {rate.Count} {rate.Total}");
        }

        probe.Observe("a rate", RedTeamRate.Of("r", 3, 8).Rate);
        probe.ObserveThrows<ArgumentException>("fewer than none", () => RedTeamRate.Of("r", -1, 3));
        probe.ObserveThrows<ArgumentException>("more than all", () => RedTeamRate.Of("r", 4, 3));
        probe.ObserveThrows<ArgumentException>("of less than nothing", () => RedTeamRate.Of("r", 0, -1));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Double).WithHint("The number of successes is not divided by the total before everything is.");
}

public sealed class RedTeamReports() : Check("M07.E4.report", "counts by attack and by mutator, and counts needless refusals", points: 3)
{
    public override void Probe(Probe probe)
    {
        RedTeamOptions options = ToyTarget.Options with { Benign = ToyTarget.Benign };
        RedTeaming.Observe(probe, "a weak guard", RedTeaming.Run(new ToyTarget(false), options));
        RedTeaming.Observe(probe, "a strong guard", RedTeaming.Run(new ToyTarget(true), options));
        RedTeaming.Observe(probe, "another seed", RedTeaming.Run(new ToyTarget(false), options with { Seed = 77 }));
        RedTeaming.Observe(probe, "no attack", RedTeaming.Run(new ToyTarget(false), options, attacks: []));
        RedTeaming.Observe(probe, "no mutator", RedTeaming.Run(new ToyTarget(false), options, mutators: []));
        RedTeaming.Observe(probe, "nothing benign",
            RedTeaming.Run(new ToyTarget(false), options with { Benign = [] },
                mutators: [RedTeamMutators.Identity, RedTeamMutators.Affix("now", "", " now-")]));

        // The judge is told of the attack, and of the answer to it.
        List<string> judged = [];
        _ = RedTeaming.Run(new ToyTarget(false), options with
        {
            ShrinkBudget = 0,
            Judge = (attack, answer) =>
            {
                judged.Add($"{attack.Id}: {answer}");
                return false;
            },
        });
        probe.Observe("what the judge was told", string.Join('\n', judged));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("A rate is of the trials of its attack, or its mutator, alone. What is found while findings are shortened counts in no rate.");
}

public sealed class PlantedHoles()
    : Check("M07.E4.holes", "finds the holes of a weak guard, and says of a strong one that it holds without refusing too much")
{
    public override void Probe(Probe probe)
    {
        RedTeamOptions options = ToyTarget.Options with { Benign = ToyTarget.Benign, Seed = 5 };
        RedTeamReport weak = RedTeaming.Run(new ToyTarget(false), options), strong = RedTeaming.Run(new ToyTarget(true), options);
        foreach (RedTeamRate rate in weak.Mutators) probe.Observe($"the weak guard has a hole for {rate.Name}", rate.Count > 0);
        probe.Observe("the weak guard lets more than a third through", weak.Overall.Rate > 1.0 / 3);
        probe.Observe("the strong guard lets at most 5 % through", strong.Overall.Rate <= 0.05);
        probe.Observe("the strong guard refuses at most 3 % without need", strong.Benign.Rate <= 0.03);
        probe.Observe("each finding works when it is tried again",
            weak.Findings.All(finding => new ToyTarget(false).Answer(finding.Prompt, default).GetAwaiter().GetResult() == finding.Answer
                && finding.Answer.StartsWith("So be it", StringComparison.Ordinal)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("The weak guard knows its words as they are written in its list, and no other way.");
}

public sealed class BudgetsOfCalls()
    : Check("M07.E4.budget", "asks in the order that the seed says, and never more often than the budget allows", points: 3)
{
    public override void Probe(Probe probe)
    {
        RedTeamOptions options = ToyTarget.Options with { Benign = [.. ToyTarget.Benign.Take(3)], Seed = 11 };
        foreach (int budget in new[] { 0, 2, 3, 4, 10, 30, 31, 32, 45, 10_000 })
        {
            ToyTarget target = new(false);
            RedTeamReport report = RedTeaming.Run(target, options with { Budget = budget });
            string name = $"a budget of {budget.ToString(CultureInfo.InvariantCulture)}";
            RedTeaming.Observe(probe, name, report);
            probe.Observe($"{name}: times that the target was asked", target.Asked.Count);
            if (budget == 45) probe.Observe($"{name}: what it was asked", string.Join('\n', target.Asked));
        }

        foreach (ulong seed in new ulong[] { 0, 1, ulong.MaxValue })
        {
            ToyTarget target = new(true);
            _ = RedTeaming.Run(target, options with { Seed = seed, Budget = 12 });
            probe.Observe($"what is asked with seed {seed.ToString(CultureInfo.InvariantCulture)}", string.Join('\n', target.Asked));
        }

        using CancellationTokenSource stop = new();
        ToyTarget stopped = new(false);
        Task<RedTeamReport> run = RedTeam.RunAsync(
            async (prompt, token) =>
            {
                if (stopped.Asked.Count == 6) await stop.CancelAsync();
                return await stopped.Answer(prompt, CancellationToken.None);
            },
            ToyTarget.Attacks, RedTeamMutators.All, options, stop.Token);
        try
        {
            _ = run.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            probe.Observe("cancelled", true);
        }

        probe.Observe("calls before the cancellation", stopped.Asked.Count);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Benign requests first, then the shuffled trials, then the findings in the order of the report: each call counts.");
}

public sealed class ShorterFindings() : Check("M07.E4.shrink", "leaves words out until none can be", points: 2)
{
    public override void Probe(Probe probe)
    {
        // Works where the letters stand in this order; words are the ends of what is looked for.
        foreach ((string name, string text, string needed) in new[]
        {
            ("one word of many", "a b c d e f g", "e"), ("the first and the last", "a b c d e f g", "ag"), ("all", "a b c", "abc"),
            ("one word", "a", "a"), ("what is there twice", "a b a b a b", "ab"),
            ("nothing is needed", "a b c d", ""), ("double spaces", "a  b c", "b"), ("an empty text", "", ""),
        })
        {
            foreach (int limit in new[] { 50, 3, 0 })
            {
                List<string> asked = [];
                RedTeamReport report = RedTeam.RunAsync(
                    (prompt, _) =>
                    {
                        asked.Add(prompt);
                        return Task.FromResult(Works(prompt, needed) ? "yes" : "no");
                    },
                    [new RedTeamAttack("a", text)], [RedTeamMutators.Affix("frame", "<", ">")],
                    new RedTeamOptions { Judge = (_, answer) => answer == "yes", IsRefusal = _ => false, ShrinkBudget = limit })
                        .GetAwaiter().GetResult();
                string of = $"{name}, {limit.ToString(CultureInfo.InvariantCulture)} calls";
                probe.Observe($"{of}: the finding", string.Join('\n', report.Findings.Select(RedTeaming.Say)));
                probe.Observe($"{of}: what was asked", string.Join('\n', asked));
                probe.Observe($"{of}: calls", report.Calls);
            }
        }

        // A judge for which two words need each other, so that a second pass finds more than the first.
        List<string> tried = [];
        RedTeamReport twice = RedTeam.RunAsync(
            (prompt, _) =>
            {
                tried.Add(prompt);
                return Task.FromResult(prompt.Contains('x') && (prompt.Contains('a') || !prompt.Contains('b')) ? "yes" : "no");
            },
            [new RedTeamAttack("a", "a b x"), new RedTeamAttack("b", "x b a a")], [RedTeamMutators.Identity],
            new RedTeamOptions { Judge = (_, answer) => answer == "yes", IsRefusal = _ => false }).GetAwaiter().GetResult();
        probe.Observe("two passes: the findings", string.Join('\n', twice.Findings.Select(RedTeaming.Say)));
        probe.Observe("two passes: what was asked", string.Join('\n', tried));
        probe.Observe("two passes: no single word can be left out", twice.Findings.All(finding => finding.Text == "x"));
    }

    private static bool Works(string prompt, string needed)
    {
        int at = 0;
        foreach (char c in prompt)
        {
            if (at < needed.Length && c == needed[at]) at++;
        }

        return at == needed.Length;
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("After a word was left out, the next one stands at the same place. Go through again until a pass takes nothing out.");
}

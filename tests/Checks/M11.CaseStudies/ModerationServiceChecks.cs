using System.Globalization;

namespace LLMCourse.Checks.M11;

public sealed class ThresholdsOfScores()
    : VisibleCheck("M11.E5.thresholds", "gives the smallest threshold that keeps the false positive rate, with ties and to the last text")
{
    public override void Probe(Probe probe)
    {
        for (int run = 0; run < 10; run++)
        {
            int count = run == 0 ? 1 : run == 1 ? 100 : (int)probe.Random.NextInteger(2, 60), kinds = run % 3 == 0 ? 1000 : 8;
            double[] scores = [.. Enumerable.Range(0, count).Select(_ => ((probe.Random.NextInteger(0, kinds) - 2) / (double)kinds))],
                before = [.. scores];
            double[] rates =
                [0, 0.01, 0.29, 0.57, 0.58, 1, 1.0 / count, (count - 1) / (double)count, probe.Random.NextDouble(), Math.BitDecrement(1)];
            probe.Observe($"scores {run}", scores.AsEnumerable());
            probe.Observe($"rates {run}", rates.AsEnumerable());
            probe.Observe($"thresholds {run}", [.. rates.Select(rate => ModerationThresholds.At(scores, rate))]);
            probe.Observe($"scores {run} stay as they are", scores.SequenceEqual(before));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int run = 0; run < 10; run++)
        {
            IReadOnlyList<double> scores = evidence.Tensor($"scores {run}").Values, rates = evidence.Tensor($"rates {run}").Values,
                thresholds = evidence.Tensor($"thresholds {run}").Values;
            for (int i = 0; i < rates.Count; i++)
            {
                if (thresholds[i] == DriftOracle.Threshold(scores, rates[i])) continue;
                string detail = string.Create(CultureInfo.InvariantCulture,
                    $"Got {thresholds[i]} for a rate of {rates[i]} over {string.Join(", ", scores)}.");
                double share = scores.Count(score => score > thresholds[i]) / (double)scores.Count;
                return share > rates[i]
                    ? Verdict.Fail("A threshold flags more of the harmless texts than the rate allows.", detail)
                    : Verdict.Fail("A smaller threshold would keep the rate, too.", detail);
            }
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }
}

public sealed class RatesHeldOut() : Check("M11.E5.held-out", "chooses thresholds that keep their rate on texts that were not there")
{
    public override void Probe(Probe probe)
    {
        foreach (double rate in (double[])[0.01, 0.05, 0.2])
        {
            double[] calibration = [.. Enumerable.Range(0, 4000).Select(_ => 1 / (1 + Math.Exp(-probe.Random.NextNormal())))];
            double threshold = ModerationThresholds.At(calibration, rate);
            ModerationService service =
                new([new("harm", texts => [.. texts.Select(text => double.Parse(text, CultureInfo.InvariantCulture))], threshold,
                    double.MaxValue)]);
            string[] heldOut = [.. Enumerable.Range(0, 4000)
                .Select(_ => (1 / (1 + Math.Exp(-probe.Random.NextNormal()))).ToString("R", CultureInfo.InvariantCulture))];
            probe.Observe(string.Create(CultureInfo.InvariantCulture, $"flagged at {rate}"),
                service.Moderate(heldOut).Count(decision => decision.Reasons.Count > 0) / 4000.0);
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (double rate in (double[])[0.01, 0.05, 0.2])
        {
            // Both samples are of 4,000: the difference of the two rates has twice the variance of one.
            double got = evidence.Number(string.Create(CultureInfo.InvariantCulture, $"flagged at {rate}"));
            if (Math.Abs(got - rate) > 4 * Math.Sqrt(2 * rate * (1 - rate) / 4000))
                return Verdict.Fail("The share of flagged harmless texts is far from the rate that was asked for.",
                    string.Create(CultureInfo.InvariantCulture, $"Asked for {rate}, got {got}."));
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }
}

public sealed class DecisionsOfBatches()
    : Check("M11.E5.decisions", "decides by both thresholds of each category, in the order of the texts and the categories", points: 2)
{
    public override void Probe(Probe probe)
    {
        List<int> asked = [];
        ModerationCategory Category(string name, int place, double review, double block) => new(name, texts =>
        {
            asked.Add(place);
            return [.. texts.Select(text => double.Parse(text.Split(' ')[place], CultureInfo.InvariantCulture))];
        }, review, block);
        List<ModerationCategory> categories = [Category("spam", 0, 0.5, 0.8), Category("threat", 1, 0.2, 0.2), Category("adult", 2, -1, 3)];
        ModerationService service = new(categories);
        categories.Clear();
        string[] texts = ["0 0 -1", "0.5 0.2 -1", "0.51 0.1 -2", "0.8 0 -1", "0.81 0 0", "0.6 0.21 0", "0.9 0.3 4", "0.7 0.1 3", "0 0.3 0",
            "0.6 0 3.1", "0 0 -1"];
        IReadOnlyList<ModerationDecision> decisions = service.Moderate(texts);
        for (int i = 0; i < decisions.Count; i++)
            probe.Observe($"text {i}: {texts[Math.Min(i, texts.Length - 1)]}", Moderations.Text(decisions[i]));
        probe.Observe("scorers asked", asked);
        probe.Observe("an empty batch", service.Moderate([]).Count);
        probe.Observe("scorers asked for it", asked.Count);
        IReadOnlyList<ModerationDecision> again = service.Moderate([.. texts.Reverse()]);
        probe.Observe("the other way round it is the same",
            again.Reverse().Select(Moderations.Text).SequenceEqual(decisions.Select(Moderations.Text)));
    }
}

public sealed class ClosedOnFailure() : Check("M11.E5.closed", "has a person look at whatever could not be scored", points: 2)
{
    public override void Probe(Probe probe)
    {
        Func<IReadOnlyList<string>, IReadOnlyList<double>> zeros = texts => new double[texts.Count],
            ones = texts => [.. texts.Select(_ => 1.0)];
        foreach ((string name, Func<IReadOnlyList<string>, IReadOnlyList<double>> scorer) in new (string,
            Func<IReadOnlyList<string>, IReadOnlyList<double>>)[]
        {
            ("throws", _ => throw new TimeoutException("No score.")), ("is cancelled", _ => throw new OperationCanceledException()),
            ("gives null", _ => null!), ("gives too few", texts => new double[texts.Count - 1]),
            ("gives too many", texts => new double[texts.Count + 1]), ("gives none", _ => []),
            ("gives NaN", texts => [.. texts.Select((_, i) => i == 1 ? double.NaN : 0.1)]),
            ("gives infinities", texts => [.. texts.Select((_, i) => i == 1 ? double.PositiveInfinity : double.NegativeInfinity)]),
            ("fails late", texts => new Endless(texts.Count)),
        })
        {
            foreach ((string other,
                Func<IReadOnlyList<string>, IReadOnlyList<double>> beside) in new[] { ("zeros", zeros), ("ones", ones) })
            {
                ModerationService service =
                    new([new("first", scorer, 0.5, 0.9), new("second", beside, 0.5, 0.9), new("third", scorer, 0.5, 0.9)]);
                probe.Observe($"a scorer {name}, beside {other}",
                    string.Join('\n', service.Moderate(["a", "b", "c"]).Select(Moderations.Text)));
            }
        }
    }

    /// <summary>A list that can be counted, and not read to its end.</summary>
    private sealed class Endless(int count) : IReadOnlyList<double>
    {
        public int Count => count;

        public double this[int index] => index == 1 ? throw new InvalidOperationException("No score.") : 0;

        public IEnumerator<double> GetEnumerator()
        {
            for (int i = 0; i < count; i++) yield return this[i];
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

public sealed class AppealsInOrder()
    : Check("M11.E5.queue", "gives the gravest appeal first, the oldest among equals, and none to two reviewers", points: 2)
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        AppealQueue queue = new(clock, TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
        probe.Observe("an empty queue", queue.Claim("r")?.Id ?? "nothing");
        foreach ((string id, int severity) in new[] { ("m", 1), ("z", 3), ("b", 1), ("a", 3), ("low", int.MinValue), ("high", int.MaxValue),
            ("y", 2), ("zero", 0), ("minus", -5), ("c", 3) })
        {
            queue.Submit(new Appeal(id, "spam", severity));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        List<string> order = [];
        for (int i = 0; i < 4; i++) order.Add(queue.Claim("r" + (i % 2))?.Id ?? "nothing");
        queue.Submit(new Appeal("late", "spam", 3));
        queue.Submit(new Appeal("B", "spam", 1));
        while (queue.Claim("r") is { } appeal)
            order.Add($"{appeal.Id} {appeal.Category} {appeal.Severity.ToString(CultureInfo.InvariantCulture)}");
        probe.Observe("the order of claims", string.Join(", ", order));
        probe.ObserveThrows<ArgumentException>("an id that is there", () => queue.Submit(new Appeal("b", "threat", 9)));
        probe.Observe("and resolved", queue.Resolve("b", "r", true));
        probe.ObserveThrows<ArgumentException>("an id that was resolved", () => queue.Submit(new Appeal("b", "threat", 9)));
        probe.Observe("nothing came of it", queue.Claim("r")?.Id ?? "nothing");

        // One appeal, whose lease has just ended, and two reviewers of whom either may get it.
        AppealQueue single = new(clock, TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
        single.Submit(new Appeal("one", "spam", 1));
        _ = single.Claim("max");
        clock.Advance(TimeSpan.FromMinutes(10));
        (string kim, string lee) = clock.AtOnce(() => single.Claim("kim")?.Id ?? "nothing", () => single.Claim("lee")?.Id ?? "nothing");
        probe.Observe("what two reviewers get who claim at once", string.Join(", ", ((string[])[kim, lee]).Order(StringComparer.Ordinal)));
        string holder = kim == "one" ? "kim" : "lee";
        (bool first, bool second) = clock.AtOnce(() => single.Resolve("one", holder, true), () => single.Resolve("one", holder, true));
        probe.Observe("how often an appeal ends that is ended twice at once", (first ? 1 : 0) + (second ? 1 : 0));

        // What many get who share what they should not is another thing each time.
        if (kim == lee || first == second) return;
        AppealQueue shared = new(clock, TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
        for (int i = 0; i < 2000; i++) shared.Submit(new Appeal(string.Create(CultureInfo.InvariantCulture, $"{i}"), "spam", i % 7));
        string[][] claimed = new string[4][];
        _ = Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, reviewer =>
        {
            List<string> mine = [];
            while (shared.Claim($"r{reviewer}") is { } appeal)
            {
                mine.Add(appeal.Id);
                _ = shared.Resolve(appeal.Id, $"r{reviewer}", false);
            }

            claimed[reviewer] = [.. mine];
        });
        probe.Observe("appeals of four reviewers at once", claimed.SelectMany(ids => ids).Count());
        probe.Observe("different ones", claimed.SelectMany(ids => ids).Distinct().Count());
        probe.Observe("resolved", shared.Overturned().Sum(rate => rate.Resolved));

        AppealQueue filled = new(clock, TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
        _ = Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, user =>
        {
            for (int i = 0; i < 500; i++)
                filled.Submit(new Appeal(string.Create(CultureInfo.InvariantCulture, $"{user}.{i}"), "spam", i % 7));
        });
        HashSet<string> submitted = [];
        while (filled.Claim("r") is { } appeal && submitted.Add(appeal.Id)) { }
        probe.Observe("appeals of four users at once", submitted.Count);

        // An appeal comes in while those that took too long are looked for.
        AppealQueue growing = new(clock, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
        foreach (string id in (string[])["a", "b", "c"]) growing.Submit(new Appeal(id, "spam", 1));
        clock.Advance(TimeSpan.FromMinutes(2));
        List<int> late = [];
        for (int reading = 1; reading <= 3; reading++)
        {
            string next = string.Create(CultureInfo.InvariantCulture, $"next {reading}");
            late.Add(clock.AtReading(reading, () => growing.Breaches().Count, () => SubmitOf(growing, next)).One);
        }

        probe.Observe("late while others come in", string.Join(", ", late));
    }

    private static int SubmitOf(AppealQueue queue, string id)
    {
        queue.Submit(new Appeal(id, "spam", 1));
        return 0;
    }
}

public sealed class LeasesEnd()
    : Check("M11.E5.leases",
        "takes an appeal back when its lease has ended, to its old place, and hears its old reviewer no more", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (long frequency in (long[])[TimeSpan.TicksPerSecond, 1000])
        {
            RateClock clock = new(frequency);
            void Pass(double seconds) => clock.Stamp += (long)(seconds * frequency);
            AppealQueue queue = new(clock, TimeSpan.FromHours(1), TimeSpan.FromSeconds(60));
            List<string> told = [];
            void Claim(string reviewer) => told.Add($"{reviewer}: {queue.Claim(reviewer)?.Id ?? "nothing"}");
            void Resolve(string id, string reviewer) => told.Add($"{reviewer} ends {id}: {queue.Resolve(id, reviewer, false)}");
            foreach (string id in (string[])["a1", "b1", "c2", "d1"]) queue.Submit(new Appeal(id, "spam", id[1] - '0'));
            Claim("kim");               // c2
            Pass(30);
            Claim("lee");               // a1
            Pass(29.999);
            Claim("max");               // b1, as both leases hold
            Resolve("c2", "lee");
            Resolve("d1", "kim");
            Pass(0.001);
            Resolve("c2", "kim");       // too late, and nobody else has it
            Claim("max");               // c2 once more
            Claim("kim");               // d1
            Resolve("c2", "kim");
            Resolve("c2", "max");
            Resolve("c2", "max");
            Pass(29);
            Resolve("a1", "lee");       // in time
            Claim("lee");               // nothing: only what is claimed or ended
            Pass(200);
            foreach (string id in (string[])["e1", "f3"]) queue.Submit(new Appeal(id, "spam", id[1] - '0'));
            Resolve("b1", "max");
            // f3, then b1 and d1, which are older than e1
            foreach (string reviewer in (string[])["lee", "lee", "lee", "lee", "lee", "lee"]) Claim(reviewer);
            Resolve("d1", "lee");
            Pass(60);
            Claim("lee");
            Resolve("f3", "lee");
            Claim("lee");
            probe.Observe($"what happened, with {frequency} stamps a second", string.Join('\n', told));
        }
    }
}

public sealed class AppealsLate() : Check("M11.E5.sla", "lists the appeals that took too long, and counts what was overturned")
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        AppealQueue queue = new(clock, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(60));
        string Late() => string.Join(", ", queue.Breaches().Select(appeal => appeal.Id));
        string Rates() =>
            string.Join(", ", queue.Overturned()
                .Select(rate =>
                    string.Create(CultureInfo.InvariantCulture, $"{rate.Category} {rate.Overturned}/{rate.Resolved} {rate.Rate:F3}")));
        probe.Observe("late at first", Late());
        string[] categories = ["threat", "spam", "adult", "Spam", "äther"];
        for (int i = 0; i < 10; i++)
        {
            queue.Submit(new Appeal(string.Create(CultureInfo.InvariantCulture, $"a{9 - i}"), categories[i % 5], i % 3));
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        probe.Observe("rates at first", Rates());
        for (int i = 0; i < 6; i++)
        {
            Appeal? appeal = queue.Claim("kim");
            clock.Advance(TimeSpan.FromMinutes(3));
            if (i != 2) probe.Observe($"end {i}", queue.Resolve(appeal?.Id ?? "a0", "kim", i is 0 or 3));
        }

        probe.Observe("late after 28 minutes", Late());
        clock.Advance(TimeSpan.FromMinutes(2));
        probe.Observe("late after 30 minutes", Late());
        clock.Advance(TimeSpan.FromTicks(1));
        probe.Observe("late a moment later", Late());
        clock.Advance(TimeSpan.FromMinutes(5));
        probe.Observe("late after 35 minutes", Late());
        Appeal? last = queue.Claim("lee");
        probe.Observe("the next ends", last is not null && queue.Resolve(last.Id, "lee", true));
        probe.Observe("late although resolved", Late());
        clock.Advance(TimeSpan.FromDays(1));
        probe.Observe("late in the end", Late());
        probe.Observe("rates", Rates());

        queue = new AppealQueue(clock, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(60));
        queue.Submit(new Appeal("a", "spam", 2));
        probe.ObserveThrows<ArgumentException>("submitted again", () => queue.Submit(new Appeal("a", "spam", 1)));
        queue.Submit(new Appeal("b", "Spam", 1));
        clock.Advance(TimeSpan.FromMinutes(31));
        probe.Observe("late of two, one of which was submitted twice", Late());
        foreach (string id in (string[])["a", "b"]) _ = queue.Resolve(queue.Claim("kim")?.Id ?? id, "kim", id == "a");
        probe.Observe("rates of two categories that differ in case", Rates());
    }
}

public sealed class PeopleInTheLoop()
    : Check("M11.E5.people", "runs a day of texts, decisions, appeals and reviewers on a virtual clock", points: 2)
{
    public override void Probe(Probe probe)
    {
        RateClock clock = new();
        double[] harmless = [.. Enumerable.Range(0, 500).Select(_ => probe.Random.NextDouble() * 0.7)];
        ModerationService service =
            new([new("harm", texts => [.. texts.Select(text => double.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture))],
                ModerationThresholds.At(harmless, 0.1), ModerationThresholds.At(harmless, 0.02))]);
        AppealQueue queue = new(clock, TimeSpan.FromMinutes(40), TimeSpan.FromMinutes(15));
        Dictionary<string, bool> isHarmless = [];
        List<string> events = [];
        (string Id, long Until)[] work = [("", 0), ("", 0), ("", 0)];
        for (int minute = 0; minute < 240; minute++)
        {
            if (minute < 120)
            {
                string[] batch = [.. Enumerable.Range(0, 4)
                    .Select(i => string.Create(CultureInfo.InvariantCulture,
                        $"{minute}.{i} {(probe.Random.NextDouble() < 0.9 ? probe.Random.NextDouble() * 0.7 : 0.5 + (probe.Random.NextDouble() * 0.5)):F6}"))];
                IReadOnlyList<ModerationDecision> decisions = service.Moderate(batch);
                for (int i = 0; i < batch.Length; i++)
                {
                    if (decisions[i].Reasons.Count == 0) continue;
                    string id = batch[i].Split(' ')[0];
                    isHarmless[id] = double.Parse(batch[i].Split(' ')[1], CultureInfo.InvariantCulture) < 0.68;
                    queue.Submit(new Appeal(id, decisions[i].Action.ToString(), (int)decisions[i].Action));
                }
            }

            for (int reviewer = 0; reviewer < 3; reviewer++)
            {
                string name = $"r{reviewer}";
                if (work[reviewer].Id.Length > 0 && minute >= work[reviewer].Until)
                {
                    events.Add(string.Create(CultureInfo.InvariantCulture,
                        $"{minute} {name} ends {work[reviewer].Id}: {queue.Resolve(work[reviewer].Id, name, isHarmless[work[reviewer].Id])}"));
                    work[reviewer].Id = "";
                }

                // Now and then a reviewer goes to lunch, and is back when the lease has ended.
                if (work[reviewer].Id.Length == 0 && queue.Claim(name) is { } appeal)
                    work[reviewer] = (appeal.Id, minute + (probe.Random.NextDouble() < 0.1 ? 20 : 2 + probe.Random.NextInteger(0, 5)));
            }

            clock.Advance(TimeSpan.FromMinutes(1));
        }

        for (int i = 0; i < events.Count; i += 40) probe.Observe($"events from {i}", string.Join('\n', events.Skip(i).Take(40)));
        probe.Observe("late", string.Join(", ", queue.Breaches().Select(appeal => appeal.Id)));
        probe.Observe("overturned",
            string.Join(", ", queue.Overturned()
                .Select(rate => string.Create(CultureInfo.InvariantCulture, $"{rate.Category} {rate.Overturned}/{rate.Resolved}"))));
    }
}

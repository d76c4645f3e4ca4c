using System.Globalization;
using System.Text.RegularExpressions;

namespace LLMCourse.Checks.M10;

/// <summary>What the load runs show, judged by their files.</summary>
internal static partial class LoadClaims
{
    private const double Second = TimeSpan.TicksPerSecond;

    /// <summary>The least that the claims say: what is measured exceeds them clearly.</summary>
    private const double Faster = 5, Slower = 3, NotSlower = 1.5;

    public static Verdict Say(bool holds, string otherwise) => holds ? Verdict.Pass : Verdict.Fail(otherwise);

    public static IEnumerable<(string Claim, Verdict Verdict)> OfEveryRun(LoadLine[] lines, LoadSpan[] spans)
    {
        string[] unnamed = [.. lines.Select(line => line.Outcome).Where(outcome => !LoadLine.Outcomes.Contains(outcome)).Distinct()
            .Order(StringComparer.Ordinal)];
        yield return ("Every call ends with an answer or a named error.",
            Say(unnamed.Length == 0, $"Some ended with {string.Join(", ", unnamed)}."));
        LoadLine? wrong = lines.FirstOrDefault(line => line.Reply != (line.Outcome == "answered" ? "right" : "none"));
        yield return ("Every answer is the one that the model gives to this prompt alone, whole or streamed.",
            Say(wrong is null, $"In the run \"{wrong?.Run}\" call {wrong?.Call} was {wrong?.Outcome}, and its reply is {wrong?.Reply}."));
        string[] calm = [.. lines.Where(line => line.Run != LoadPlan.Storm && line.Run != LoadPlan.Limited && line.Outcome != "answered")
            .Select(line => line.Run).Distinct()];
        yield return ("Where nothing is limited and nothing fails every call is answered.",
            Say(calm.Length == 0, $"Not so in the runs {string.Join(", ", calm)}."));
        yield return ("The trace has a request of the server for each attempt of a client, in the client's trace, and no others.",
            Attempts(lines, spans));
        yield return ("Each request has its queue, prefill and decode, one after the other, from its beginning to its end.", Phases(spans));
    }

    public static IEnumerable<(string Claim, Verdict Verdict)> OfBatches(LoadSpan[] spans)
    {
        LoadRow one = Row(spans, LoadPlan.One), sixteen = Row(spans, LoadPlan.Sixteen);
        yield return ($"{LoadPlan.Clients} clients get {Faster} times as many tokens a second in batches of 16 as one at a time.", Say(
            sixteen.TokensPerSecond >= Faster * one.TokensPerSecond,
            FormattableString.Invariant($"They get {sixteen.TokensPerSecond:F0} and {one.TokensPerSecond:F0}.")));
        foreach (string run in new[] { LoadPlan.One, LoadPlan.Sixteen })
        {
            LoadSpan[] steps = [.. spans.Where(span => span.Run == run && span.Name == "step")];
            int links = steps.Sum(step => step.Links.Count);
            long tokens = Row(spans, run).Tokens;
            HashSet<string> served = [.. Roots(spans, run).Select(root => root.Trace)];
            yield return ($"{char.ToUpperInvariant(run[0])}{run[1..]}: the steps' links add up to the tokens that were generated.", Say(
                links == tokens && steps.All(step => step.Links.All(served.Contains)),
                $"The steps have {links} links to requests, and {tokens} tokens were generated."));
        }
    }

    public static IEnumerable<(string Claim, Verdict Verdict)> OfTheCache(LoadLine[] lines, LoadSpan[] spans)
    {
        LoadLine[] calls = [.. lines.Where(line => line.Run == LoadPlan.Cached)];
        int needed = calls.Count(line => line.Draws) + calls.Where(line => !line.Draws).Select(line => (line.Tenant, line.Question))
            .Distinct().Count();
        int generated = Roots(spans, LoadPlan.Cached).Count(root => root.Number("gen_ai.usage.output_tokens") > 0);
        yield return ("With the cache there is one generation for each tenant's question, and one for each reply that is drawn; no more can be saved, and no less is.", Say(generated == needed, $"There were {generated} generations, and {needed} were needed."));
        LoadRow with = Row(spans, LoadPlan.Cached), without = Row(spans, LoadPlan.Uncached);
        int possible = calls.Length - needed, all = calls.Count(line => !line.Draws);
        yield return ("Its hits are those that the requests allow.",
            Say(with.Hits == possible && with.Hits + with.Misses == all,
                $"There were {with.Hits} hits of {with.Hits + with.Misses}; possible were {possible} of {all}."));
        yield return ("The median time to answer is at most half of that without the cache.",
            Say(with.P50 <= without.P50 / 2, FormattableString.Invariant($"It is {with.P50:F3} s, and without {without.P50:F3} s.")));
    }

    public static IEnumerable<(string Claim, Verdict Verdict)> OfLimits(LoadSpan[] spans)
    {
        double Light(string run) =>
            LoadStatistics.Count(run, [.. Roots(spans, run).Where(root => root.Tag("course.tenant") == LoadPlan.Light)]).P99;
        (double alone, double crowded, double limited) = (Light(LoadPlan.Alone), Light(LoadPlan.Crowded), Light(LoadPlan.Limited));
        string times = FormattableString.Invariant(
            $"The p99 is {alone:F3} s alone, {crowded:F3} s beside a heavy tenant, and {limited:F3} s where that one is limited.");
        yield return ($"Beside a heavy tenant the light one's p99 is more than {Slower} times what it is alone.",
            Say(crowded > Slower * alone, times));
        yield return ($"With limits it is at most {NotSlower.ToString(CultureInfo.InvariantCulture)} times that.",
            Say(limited <= NotSlower * alone, times));
        LoadSpan[] tried = Roots(spans, LoadPlan.Limited);
        int refused = tried.Count(root => root.Tag("course.tenant") == LoadPlan.Light && LoadStatistics.IsLimited(root));
        yield return ("Nobody is refused who stays within the limits.",
            Say(refused == 0, $"The light tenant was refused {refused} times."));
        yield return ("Between any two of its requests the heavy tenant gets no more than its burst and what its rate adds meanwhile.",
            WithinLimit(tried));
        yield return ("It does get that much: nine tenths of it at least.", Say(
            tried.Count(root => root.Tag("course.tenant") == LoadPlan.Heavy && !LoadStatistics.IsLimited(root)) is var got
                && got >= 0.9 * Allowed(tried), FormattableString.Invariant($"It got {got} requests of {Allowed(tried):F0}.")));
        yield return ("Who is told when to come back does not come back sooner.", Patience(spans));
    }

    public static IEnumerable<(string Claim, Verdict Verdict)> OfTheStorm(LoadLine[] lines, LoadSpan[] spans)
    {
        LoadSpan[] roots = Roots(spans, LoadPlan.Storm);
        LoadMinute[] minutes = LoadStatistics.Minutes(roots);
        int[] alerts = [.. minutes.Where(minute => minute.IsFiring).Select(minute => minute.Minute + 1)];
        string said = alerts.Length == 0 ? "It never does." : $"It does at the end of minutes {alerts[0]} to {alerts[^1]}.";
        double begin = LoadPlan.StormBegin.TotalMinutes, end = LoadPlan.StormEnd.TotalMinutes, window = LoadPlan.ShortWindow.TotalMinutes;
        yield return ("The alert fires within five minutes of the storm's beginning, and never before.",
            Say(alerts.Length > 0 && alerts[0] > begin && alerts[0] <= begin + 5, said));
        yield return ("It does not stop while the storm lasts, is over five minutes after it, and does not come back.", Say(
            alerts.Length > 0 && alerts[^1] >= end && alerts[^1] <= end + window && alerts.Length == alerts[^1] - alerts[0] + 1, said));
        LoadMinute[] blip = [.. minutes.Where(minute => minute.Minute < begin && minute.Short > LoadPlan.Burn)];
        yield return ("The half minute of faults before wakes nobody: the short window burns, and the long one does not.", Say(
            blip.Length > 0 && blip.All(minute => minute.Minute >= LoadPlan.BlipBegin.TotalMinutes
                && minute.Minute <= LoadPlan.BlipEnd.TotalMinutes + window
                    && minute.Long <= LoadPlan.Burn), "The faults of minute 56 do not show, or show elsewhere."));
        LoadLine[] calls = [.. lines.Where(line => line.Run == LoadPlan.Storm)];
        static bool During(LoadLine line, TimeSpan from, TimeSpan to) => line.Begun >= from.TotalSeconds && line.Begun < to.TotalSeconds;
        LoadLine[] storm = [.. calls.Where(line => During(line, LoadPlan.StormBegin, LoadPlan.StormEnd))];
        int kept = storm.Count(line => line.Outcome == "breaker_open");
        int outside = calls.Count(line => line.Outcome == "breaker_open"
            && !During(line, LoadPlan.StormBegin, LoadPlan.StormEnd + LoadPlan.Break)
                && !During(line, LoadPlan.BlipBegin, LoadPlan.BlipEnd + LoadPlan.Break));
        yield return ("In the storm the breaker answers at least half of the calls itself; where nothing has failed for as long as its break, none.", Say(2 * kept >= storm.Length && outside == 0, $"It answered {kept} of {storm.Length}, and {outside} where nothing failed."));
        int failed = roots.Count(LoadStatistics.IsFailed), unlucky = calls.Count(line => line.Outcome == "server_error");
        LoadLine[] saved = [.. calls.Where(line => line.Outcome == "answered"
            && roots.Any(root => root.Trace == line.Trace && LoadStatistics.IsFailed(root)))];
        yield return ("Another attempt answers calls whose first one failed.",
            Say(saved.Length > 0 && failed > unlucky, $"{failed} attempts failed, and no call was saved by another one."));
        bool Planned(LoadSpan root) => root.End >= LoadPlan.BlipBegin.Ticks && root.Start < LoadPlan.BlipEnd.Ticks
            || root.End >= LoadPlan.StormBegin.Ticks && root.Start < LoadPlan.StormEnd.Ticks;
        yield return ("Nothing fails but what was made to fail.", Say(
            roots.Where(LoadStatistics.IsFailed).All(Planned) && spans.Where(span => span.Run != LoadPlan.Storm)
                .All(span => !span.IsServer || !LoadStatistics.IsFailed(span)), "A request failed while the model worked."));
    }

    /// <summary>Compares the histogram of times to first token with the spans of the same run.</summary>
    public static Verdict Histogram(string text, LoadSpan[] spans)
    {
        (double Bound, long Count)[] buckets = [.. FirstTokenBucket().Matches(text).Select(match =>
            (match.Groups[1].Value == "+Inf" ? double.PositiveInfinity : double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture),
                long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))];
        if (buckets.Length < 2) return Verdict.Fail("The histogram is not there.");
        Dictionary<string, long> begun = Roots(spans, LoadPlan.Storm).ToDictionary(root => root.Id, root => root.Start);
        double[] times = [.. spans.Where(span => span.Run == LoadPlan.Storm && span.Name == "decode" && begun.ContainsKey(span.Parent))
            .Select(span => (span.Start - begun[span.Parent]) / Second)];
        foreach ((double bound, long count) in buckets)
            if (times.Count(time => time <= bound) is var seen && seen != count)
                return Verdict.Fail(
                    FormattableString.Invariant($"{count} times are said to be at most {bound} s, and by the spans it is {seen}."));
        return Verdict.Pass;
    }

    /// <summary>Counts the numbers of the dashboard again, in other ways than those that they were counted in.</summary>
    public static Verdict Dashboard(string page, LoadSpan[] spans)
    {
        Dictionary<string, string> cells = [];
        foreach (Match match in Cell().Matches(page)) _ = cells.TryAdd(match.Groups[1].Value, match.Groups[2].Value);
        foreach ((int i, string run) in LoadPlan.Names.Index())
        {
            LoadSpan[] roots = Roots(spans, run);
            LoadSpan[] answered = [.. roots.Where(root => root.Tag("http.response.status_code") == "200")];
            double Cell(string id) =>
                double.TryParse(cells.GetValueOrDefault(LoadDashboard.IdOf(i, id), "").TrimEnd('%', ' '), NumberStyles.Float,
                    CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
            int failed = roots.Count(root => root.Number("http.response.status_code") >= 500),
                hits = roots.Count(root => root.Tag("course.cache") is "hit" or "joined"),
                    misses = roots.Count(root => root.Tag("course.cache") == "miss");
            double seconds = (roots.Max(root => root.Start + root.Duration) - roots.Min(root => root.Start)) / Second;
            (string Id, double Value, double Within)[] numbers =
            [
                ("requests", roots.Length, 0), ("answered", answered.Length, 0), ("failed", failed, 0),
                ("limited", roots.Count(root => root.Tag("http.response.status_code") == "429"), 0),
                ("rps", roots.Length / seconds, 0.0051),
                ("tokens", roots.Sum(root => root.Number("gen_ai.usage.output_tokens")) / seconds, 0.051),
                ("errors", 100.0 * failed / Math.Max(1, answered.Length + failed), 0.051),
                ("hits", 100.0 * hits / Math.Max(1, hits + misses), 0.051),
            ];
            foreach ((string id, double value, double within) in numbers)
                if (!(Math.Abs(Cell(id) - value) <= within))
                    return Verdict.Fail(
                        FormattableString.Invariant($"\"{id}\" of the run \"{run}\" is {Cell(id)}, and by the spans {value:F3}."));
            foreach ((string id, double share) in new[] { ("p50", 0.5), ("p99", 0.99) })
            {
                double time = Cell(id);
                if (!(answered.Count(root => root.Seconds <= time + 0.00051) >= share * answered.Length
                    && answered.Count(root => root.Seconds < time - 0.00051) < share * answered.Length))
                    return Verdict.Fail(
                        FormattableString.Invariant($"\"{id}\" of the run \"{run}\" is {time} s, and is not by the spans."));
            }
        }

        return Verdict.Pass;
    }

    private static LoadSpan[] Roots(LoadSpan[] spans, string run) => [.. spans.Where(span => span.Run == run && span.IsServer)];

    private static LoadRow Row(LoadSpan[] spans, string run) => LoadStatistics.Count(run, Roots(spans, run));

    private static Verdict Attempts(LoadLine[] lines, LoadSpan[] spans)
    {
        ILookup<(string Run, string Trace), LoadSpan> roots = spans.Where(span => span.IsServer).ToLookup(span => (span.Run, span.Trace));
        foreach (LoadLine line in lines)
        {
            LoadSpan[] own =
                [.. roots[(line.Run, line.Trace)].OrderBy(root => root.Start).ThenBy(root => root.Parent, StringComparer.Ordinal)];
            if (own.Length != line.Attempts)
                return Verdict.Fail(
                    $"In the run \"{line.Run}\" call {line.Call} made {line.Attempts} attempts, and its trace has {own.Length} requests.");
            for (int i = 0; i < own.Length; i++)
                if (own[i].Parent != string.Create(CultureInfo.InvariantCulture, $"cccccccc{line.Call:x6}{i + 1:x2}"))
                    return Verdict.Fail($"In the run \"{line.Run}\" the span of call {line.Call} is not its client's child.");
            if (line.Outcome == "answered" && own[^1].IsError || line.Outcome is "rate_limited" or "server_error" && !own[^1].IsError)
                return Verdict.Fail(
                    $"In the run \"{line.Run}\" call {line.Call} was {line.Outcome}, and its last span says something else.");
        }

        int known = lines.Sum(line => line.Attempts), all = spans.Count(span => span.IsServer);
        return Say(known == all, $"Clients made {known} attempts, and the trace has {all} requests.");
    }

    private static Verdict Phases(LoadSpan[] spans)
    {
        ILookup<(string Run, string Parent), LoadSpan> children = spans.Where(span => !span.IsServer && span.Name != "step")
            .ToLookup(span => (span.Run, span.Parent));
        foreach (LoadSpan root in spans.Where(span => span.IsServer))
        {
            LoadSpan[] own = [.. children[(root.Run, root.Id)].OrderBy(span => Array.IndexOf(LoadSpan.Phases, span.Name))];
            bool isWhole = own.Length > 0 && own.Select(span => span.Name).SequenceEqual(LoadSpan.Phases.Take(own.Length))
                && own[0].Start == root.Start && own[^1].End == root.End
                && own.Zip(own.Skip(1)).All(pair => pair.First.End == pair.Second.Start) && own.All(span => span.Trace == root.Trace)
                    && (own.Length == 3) == root.Number("gen_ai.usage.output_tokens") > 0;
            if (!isWhole)
                return Verdict.Fail($"In the run \"{root.Run}\" a request has the parts {string.Join(", ", own.Select(span => FormattableString.Invariant($"{span.Name} from {span.Start / Second:F3} s to {span.End / Second:F3} s")))}, and is from {(root.Start / Second).ToString("F3", CultureInfo.InvariantCulture)} s to {(root.End / Second).ToString("F3", CultureInfo.InvariantCulture)} s.");
        }

        return Say(spans.Count(span => !span.IsServer && span.Name != "step") == spans.Where(span => span.IsServer)
            .Sum(root => children[(root.Run, root.Id)].Count()), "There are parts of no request.");
    }

    private static Verdict WithinLimit(LoadSpan[] roots)
    {
        double[] times = [.. roots.Where(root => root.Tag("course.tenant") == LoadPlan.Heavy && !LoadStatistics.IsLimited(root))
            .Select(root => root.Start / Second).Order()];
        for (int i = 0; i < times.Length; i++)
        {
            for (int j = i; j < times.Length; j++)
                if (j - i + 1 > LoadPlan.LimitBurst + ((times[j] - times[i]) * LoadPlan.LimitPerMinute / 60) + 1e-6)
                    return Verdict.Fail(
                        FormattableString.Invariant($"From {times[i]:F3} s to {times[j]:F3} s it got {j - i + 1} requests."));
        }

        return Verdict.Pass;
    }

    private static double Allowed(LoadSpan[] roots) =>
        LoadPlan.LimitBurst + ((roots.Max(root => root.Start) - roots.Min(root => root.Start)) / Second * LoadPlan.LimitPerMinute / 60);

    private static Verdict Patience(LoadSpan[] spans)
    {
        foreach (IGrouping<(string Run, string Trace), LoadSpan> call in spans.Where(span => span.IsServer)
            .GroupBy(span => (span.Run, span.Trace)))
        {
            LoadSpan[] attempts = [.. call.OrderBy(root => root.Start).ThenBy(root => root.Parent, StringComparer.Ordinal)];
            foreach ((LoadSpan refused, LoadSpan next) in attempts.Zip(attempts.Skip(1)))
                if (refused.Tag("http.response.status_code") == "429"
                    && (refused.Number("course.retry_after") < 1
                        || next.Start < refused.End + (refused.Number("course.retry_after") * TimeSpan.TicksPerSecond)))
                    return Verdict.Fail($"In the run \"{call.Key.Run}\" somebody who was told to wait {refused.Tag("course.retry_after")} s came back sooner.");
        }

        return Say(spans.Any(span => span.Tag("course.retry_after").Length > 0), "Nobody was told to wait.");
    }

    [GeneratedRegex("""^gen_ai_server_time_to_first_token_bucket\{le="([^"]+)"\} (\d+)$""", RegexOptions.Multiline)]
    private static partial Regex FirstTokenBucket();

    [GeneratedRegex("""<td id="([a-z0-9-]+)">([^<]*)</td>""")]
    private static partial Regex Cell();
}

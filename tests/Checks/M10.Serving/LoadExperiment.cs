using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M10;

/// <summary>The experiment: the module's parts put together to a service and its clients, under eight loads, one of them with a storm of
/// faults. Everything that is shown is counted from the trace.</summary>
public sealed class LoadExperiment : Experiment
{
    private const string TableFile = "requests.csv", TraceFile = "trace.json", MetricsFile = "metrics.txt",
        DashboardFile = "dashboard.html", SummaryFile = "summary.json";
    private const string Again = "Run the experiment again.";
    private const int ChunkLength = 3900;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    public LoadExperiment()
        : base("M10.X.load", "puts the parts together, and shows under load and in a storm what each is for") =>
            TimeLimit = TimeSpan.FromMinutes(4);

    public override void Probe(Probe probe)
    {
        LoadOptions[] runs = [.. LoadPlan.Make(probe.Random)];
        double all = runs.Sum(run => run.Requests.Count), done = 0;
        foreach (LoadOptions options in runs)
        {
            (LoadCall[] calls, List<LoadSpan> spans, ServingMetrics metrics) =
                LoadRun.Of(options, part => probe.Progress((done + (part * options.Requests.Count)) / all, options.Name));
            ObserveLines(probe, $"{options.Name}: calls", calls.Select(call => LoadLine.Of(options.Name, call).Text()));
            ObserveLines(probe, $"{options.Name}: spans", spans.Select(span => span.Line()));
            if (options.Name == LoadPlan.Storm)
                ObserveLines(probe, "metrics", Metrics(metrics).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            done += options.Requests.Count;
        }
    }

    public override IReadOnlyList<Artifact> Render(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        string table =
            LoadLine.Write(LoadPlan.Names.SelectMany(run => ReadLines(evidence, $"{run}: calls").Select(line => LoadLine.Parse(line)!)));
        string trace = LoadTrace.Write(
            [.. LoadPlan.Names.SelectMany(run => ReadLines(evidence, $"{run}: spans")
                .Select((line, i) => LoadSpan.Parse(run, i + 1, line)))]);
        LoadSpan[] spans = LoadTrace.Read(trace)!;
        return
        [
            new Artifact(TableFile, table), new Artifact(TraceFile, trace),
            new Artifact(MetricsFile, string.Concat(ReadLines(evidence, "metrics").Select(line => line + "\n"))),
            new Artifact(DashboardFile, LoadDashboard.Draw(spans)), new Artifact(SummaryFile, WriteSummary(LoadLine.Read(table)!, spans)),
        ];
    }

    public override IReadOnlyList<(string Claim, Verdict Verdict)> Review(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        string Text(string file) => files.TryGetValue(file, out string? text) ? text : "";
        LoadLine[]? lines = LoadLine.Read(Text(TableFile));
        LoadSpan[]? spans = LoadTrace.Read(Text(TraceFile));
        List<(string, Verdict)> claims =
        [
            ($"`{TableFile}` has the columns {LoadLine.Header}, and calls of each of {LoadPlan.Names.Count} runs.",
                LoadClaims.Say(lines is not null && LoadPlan.Names.All(run => lines.Any(line => line.Run == run)),
                    $"`{TableFile}` is not the table that it should be. {Again}")),
            ($"`{TraceFile}` has the spans of each run, in OTLP.",
                LoadClaims.Say(spans is not null && LoadPlan.Names.All(run => spans.Any(span => span.Run == run)),
                    $"`{TraceFile}` is not a trace. {Again}")),
        ];
        if (claims.Any(claim => !claim.Item2.Passed)) return claims;
        claims.AddRange(LoadClaims.OfEveryRun(lines!, spans!));
        claims.AddRange(LoadClaims.OfBatches(spans!));
        claims.AddRange(LoadClaims.OfTheCache(lines!, spans!));
        claims.AddRange(LoadClaims.OfLimits(spans!));
        claims.AddRange(LoadClaims.OfTheStorm(lines!, spans!));
        claims.Add(($"The histogram of times to first token in `{MetricsFile}` counts what the spans say.",
            LoadClaims.Histogram(Text(MetricsFile), spans!)));
        claims.Add(("In the dashboard p50 and p99 are times that half and 99 of 100 of the answered requests do not exceed, and no smaller ones are; its other numbers can be counted again from the spans.", LoadClaims.Dashboard(Text(DashboardFile), spans!)));
        claims.Add(($"`{DashboardFile}` is drawn from `{TraceFile}`.",
            LoadClaims.Say(Text(DashboardFile) == LoadDashboard.Draw(spans!), $"`{DashboardFile}` shows something else. {Again}")));
        claims.Add(($"`{SummaryFile}` can be counted again from the other files.",
            LoadClaims.Say(Text(SummaryFile) == WriteSummary(lines!, spans!), $"`{SummaryFile}` says something else. {Again}")));
        return claims;
    }

    private static string Metrics(ServingMetrics metrics)
    {
        MetricFamily Family(string name, string help, params MetricSeries[] series) => new(name, help, "histogram", series);
        MetricSeries Series(LatencyHistogram histogram, params (string Name, string Value)[] labels) =>
            new(labels.ToDictionary(label => label.Name, label => label.Value), 0, histogram.Snapshot());
        return PrometheusText.Write(
        [
            Family("gen_ai.server.time_to_first_token", "Seconds to the first token.", Series(metrics.TimeToFirstToken)),
            Family("gen_ai.server.time_per_output_token", "Seconds for each token after the first.", Series(metrics.TimePerOutputToken)),
            Family("gen_ai.client.token.usage", "Tokens of a request.", Series(metrics.InputTokens, ("gen_ai.token.type", "input")),
                Series(metrics.OutputTokens, ("gen_ai.token.type", "output"))),
        ]);
    }

    private static void ObserveLines(Probe probe, string name, IEnumerable<string> lines)
    {
        int number = 0;
        StringBuilder chunk = new();
        foreach (string line in lines)
        {
            if (chunk.Length + line.Length > ChunkLength) Flush();
            _ = chunk.Append(line).Append('\n');
        }

        Flush();

        void Flush()
        {
            probe.Observe(string.Create(CultureInfo.InvariantCulture, $"{name} {number++}"), chunk.ToString());
            _ = chunk.Clear();
        }
    }

    private static IEnumerable<string> ReadLines(Evidence evidence, string name) => Enumerable.Range(0, ObservationLimits.Count)
        .TakeWhile(i => evidence.Actual.Any(seen => seen.Name == string.Create(CultureInfo.InvariantCulture, $"{name} {i}")))
        .SelectMany(i =>
            evidence.Text(string.Create(CultureInfo.InvariantCulture, $"{name} {i}"))!.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static string WriteSummary(LoadLine[] lines, LoadSpan[] spans)
    {
        LoadMinute[] minutes = LoadStatistics.Minutes([.. spans.Where(span => span.IsServer && span.Run == LoadPlan.Storm)]);
        return JsonSerializer.Serialize(
            new
            {
                experiment = "M10.X.load",
                step = new
                {
                    milliseconds = LoadModel.Cost(0).TotalMilliseconds,
                    millisecondsPerToken = (LoadModel.Cost(100) - LoadModel.Cost(0)).TotalMilliseconds / 100
                },
                storm = new { from = LoadPlan.StormBegin.TotalMinutes, to = LoadPlan.StormEnd.TotalMinutes },
                alerts = minutes.Where(minute => minute.IsFiring).Select(minute => minute.Minute + 1),
                runs = LoadPlan.Names.ToDictionary(run => run, run =>
                {
                    LoadRow row = LoadStatistics.Count(run, [.. spans.Where(span => span.IsServer && span.Run == run)]);
                    LoadLine[] calls = [.. lines.Where(line => line.Run == run)];
                    return new
                    {
                        calls = calls.Length,
                        outcomes = LoadLine.Outcomes.ToDictionary(outcome => outcome,
                            outcome => calls.Count(line => line.Outcome == outcome)),
                        row.Requests,
                        tokensPerSecond = Math.Round(row.TokensPerSecond, 1),
                        p50 = Math.Round(row.P50, 4),
                        p99 = Math.Round(row.P99, 4),
                        hitShare = Math.Round(row.HitShare, 4),
                        errorShare = Math.Round(row.ErrorShare, 4),
                    };
                }),
            },
            Indented) + "\n";
    }
}

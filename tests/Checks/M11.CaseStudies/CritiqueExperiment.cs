using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M11;

/// <summary>The experiment: all six products at work on inputs that suit them and on inputs that do not, and a critique that is counted
/// from what came out.</summary>
public sealed class CritiqueExperiment : Experiment
{
    private const string ResultsFile = "results.jsonl", CritiqueJson = "critique.json", PageFile = "critique.md",
        SummaryFile = "summary.json";
    private const string Again = "Run the experiment again.";
    private const int ChunkLength = 3900;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    public CritiqueExperiment()
        : base("M11.X.critique", "puts the six products to work, and says of each what it is good for and what not, with the rows that show it") => TimeLimit = TimeSpan.FromMinutes(6);

    public override void Probe(Probe probe)
    {
        ulong seed = (ulong)probe.Random.NextInteger(0, 1 << 30);
        List<CritiqueRow> rows = [];
        foreach ((string name, double done,
            Func<IEnumerable<(string Slice, string Input, string? Expected, string? Got)>> run) in new (string, double,
                Func<IEnumerable<(string, string, string?, string?)>>)[]
        {
            (CritiquePlan.Chat, 0, () => ConversationCase.Run()), (CritiquePlan.Summary, 0.05, () => SummaryCase.Run(probe.Random)),
            (CritiquePlan.Code, 0.1, CodeCase.Run), (CritiquePlan.Moderation, 0.15, () => ModerationCase.Run(seed)),
            (CritiquePlan.Extraction, 0.25, () => ExtractionCase.Run(seed)),
            (CritiquePlan.Translation, 0.3, () => TranslationCase.Run(seed, part => probe.Progress(0.3 + (0.7 * part), "translating"))),
        })
        {
            probe.Progress(done, name);
            int number = 0;
            foreach ((string slice, string input, string? expected, string? got) in run()) rows.Add(
                CritiqueRow.Of(string.Create(CultureInfo.InvariantCulture, $"{name}-{++number:000}"), name, slice, input, expected, got));
        }

        ObserveLines(probe, rows.Select(row => row.Text()));
    }

    public override IReadOnlyList<Artifact> Render(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        string results = string.Concat(Enumerable.Range(0, ObservationLimits.Count)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"rows {i}"))
                .TakeWhile(name => evidence.Actual.Any(seen => seen.Name == name)).Select(evidence.Text));
        CritiqueRow[] rows = CritiqueRow.Read(results) ?? [];
        CritiqueEntry[] entries = [.. CritiquePlan.Points.Select(point => CritiqueEntry.Of(point, rows))];
        return [new Artifact(ResultsFile, results), new Artifact(CritiqueJson, CritiqueFile.Write(entries)),
            new Artifact(PageFile, CritiqueFile.Page(entries, rows)), new Artifact(SummaryFile, WriteSummary(entries, rows))];
    }

    public override IReadOnlyList<(string Claim, Verdict Verdict)> Review(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        string Text(string file) => files.TryGetValue(file, out string? text) ? text : "";
        CritiqueRow[]? rows = CritiqueRow.Read(Text(ResultsFile));
        CritiqueEntry[]? entries = CritiqueFile.Read(Text(CritiqueJson));
        List<(string, Verdict)> claims =
        [
            ($"`{ResultsFile}` has rows of all {CritiquePlan.Slices.Count} slices, each row once.",
                rows is null ? Verdict.Fail($"`{ResultsFile}` does not have a row on each line. {Again}") : CritiqueClaims.Rows(rows)),
            ($"`{CritiqueJson}` is a list of claims.", CritiqueClaims.Say(entries is not null, $"`{CritiqueJson}` is none. {Again}")),
            ("Every row's scores can be computed again from what should have come out and what did.",
                rows is null ? Verdict.Fail("There are no rows.") : CritiqueClaims.Scores(rows)),
        ];
        if (claims.Any(claim => !claim.Item2.Passed)) return claims;
        claims.AddRange(CritiqueClaims.Entries(entries!, rows!));
        claims.Add(($"`{PageFile}` is written from `{CritiqueJson}` and `{ResultsFile}`.",
            CritiqueClaims.Say(Text(PageFile) == CritiqueFile.Page(entries!, rows!), $"`{PageFile}` says something else. {Again}")));
        claims.Add(($"`{SummaryFile}` can be counted again from the other files.",
            CritiqueClaims.Say(Text(SummaryFile) == WriteSummary(entries!, rows!), $"`{SummaryFile}` says something else. {Again}")));
        return claims;
    }

    private static void ObserveLines(Probe probe, IEnumerable<string> lines)
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
            if (chunk.Length > 0) probe.Observe(string.Create(CultureInfo.InvariantCulture, $"rows {number++}"), chunk.ToString());
            _ = chunk.Clear();
        }
    }

    private static string WriteSummary(CritiqueEntry[] entries, CritiqueRow[] rows) => JsonSerializer.Serialize(
        new
        {
            experiment = "M11.X.critique",
            rows = rows.Length,
            strengths = entries.Count(entry => entry.Kind == "strength" && entry.Holds),
            weaknesses = entries.Count(entry => entry.Kind == "weakness" && entry.Holds),
            notShown = entries.Where(entry => !entry.Holds).Select(entry => entry.Id),
            cases = CritiquePlan.Cases.ToDictionary(name => name, name => CritiquePlan.Slices.Where(
                slice => slice.Case == name).ToDictionary(slice => slice.Slice, slice =>
            {
                CritiqueRow[] own = CritiqueStatistics.Slice(rows, name, slice.Slice);
                return new
                {
                    rows = own.Length,
                    means = own.SelectMany(row => row.Scores).GroupBy(score => score.Key)
                    .OrderBy(score => score.Key, StringComparer.Ordinal)
                        .ToDictionary(score => score.Key, score => Math.Round(score.Average(one => one.Value), 4))
                };
            })),
        },
        Indented) + "\n";
}

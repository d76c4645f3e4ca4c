using System.Globalization;

namespace LLMCourse.Classes.Gradebooks;

/// <content>What people decided, all kinds together, and taking it back.</content>
public sealed partial class Gradebook
{
    private const string OfStudents = "JOIN students s ON s.id = d.student", OfTheClass = "JOIN (SELECT '' AS key) s";

    private static readonly DecisionKind[] Kinds =
    [
        new("O", "overrides", "percent", (v, _) => string.Create(CultureInfo.InvariantCulture, $"the grade is {Amount(v):0.00} %")),
        new("E", "extensions", "until_utc", (v, zone) => $"the deadline is {Shown(v, zone)}"),
        new("C", "choices", "content_hash", (v, _) => $"the attempt {v[..Math.Min(12, v.Length)]} counts"),
        new("N", "comments", "about", (v, _) => $"a comment on {v}", Why: "text"),
        new("S", "judgements", "verdict", (v, _) => $"{v}, as for what is alike",
            Other: "(SELECT o.key FROM students o WHERE o.id = d.other)"),
        new("R", "releases", "module", (_, _) => "students may see its grades", Who: OfTheClass),
    ];

    /// <summary>Lists what people decided, also what was taken back, in the order in which it was made.</summary>
    /// <param name="zone">The zone whose clocks the class goes by, for times in words; null for UTC.</param>
    public IReadOnlyList<DecisionEntry> Decisions(TimeZoneInfo? zone = null) =>
    [
        .. Kinds.SelectMany(k => Read(
            $"""
            SELECT d.id, s.key, d.module, d.{k.Value}, d.who, d.{k.Why}, d.made_utc, u.who, u.why, u.made_utc, {k.Other}
            FROM {k.Table} d {k.Who} LEFT JOIN undone u ON u.kind = '{k.Letter}' AND u.decision = d.id ORDER BY d.id
            """,
            r => new DecisionEntry(
                string.Create(CultureInfo.InvariantCulture, $"{k.Letter}{r.GetInt64(0)}"), r.GetString(1), r.GetString(2),
                k.Say(r.GetString(3), zone), r.GetString(4), r.GetString(5), Time(r.GetString(6)),
                r.IsDBNull(7) ? null : $"{r.GetString(7)} on {Shown(r.GetString(9), zone)}: {r.GetString(8)}")
            {
                Other = r.IsDBNull(10) ? null : r.GetString(10),
            }))
            .OrderBy(d => d.MadeUtc),
    ];

    /// <summary>Takes a decision back: what held before it holds again, and both stay on record.</summary>
    /// <param name="id">Which, as <see cref="Decisions"/> has it.</param>
    /// <param name="who">Who takes it back.</param>
    /// <param name="why">The reason.</param>
    /// <param name="madeUtc">When.</param>
    /// <param name="zone">The zone in which times are told; null for UTC.</param>
    /// <returns>What was taken back.</returns>
    /// <exception cref="GradebookException">There is no such decision, or it was taken back before.</exception>
    public DecisionEntry Undo(string id, string who, string why, DateTimeOffset madeUtc, TimeZoneInfo? zone = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        DecisionEntry decision = Decisions(zone).FirstOrDefault(d => d.Id.Equals(id.TrimStart('#'), StringComparison.OrdinalIgnoreCase))
            ?? throw new GradebookException($"{Path} has no decision '{id}'. `grader gradebook decisions` lists them.");
        if (decision.Undone is { } before) throw new GradebookException($"{decision.Id} was taken back already, by {before}.");
        Guard(() => Execute(null, "INSERT INTO undone (kind, decision, who, why, made_utc) VALUES ($kind, $decision, $who, $why, $made)",
            ("$kind", decision.Id[..1]), ("$decision", long.Parse(decision.Id[1..], CultureInfo.InvariantCulture)), ("$who", who),
            ("$why", why), ("$made", Text(madeUtc))));
        return decision;
    }

    private static string Held(string kind) => $"NOT EXISTS (SELECT 1 FROM undone u WHERE u.kind = '{kind}' AND u.decision = d.id)";

    // What a kind of decision is called, where it stands, and whom it is about.
    private sealed record DecisionKind(string Letter, string Table, string Value, Func<string, TimeZoneInfo?, string> Say,
        string Why = "why", string Who = OfStudents, string Other = "NULL");
}

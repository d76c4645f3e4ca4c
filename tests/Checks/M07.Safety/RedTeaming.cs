using System.Globalization;

namespace LLMCourse.Checks.M07;

/// <summary>Runs red teams, and writes what they found.</summary>
internal static class RedTeaming
{
    public static RedTeamReport Run(ToyTarget target, RedTeamOptions options, IReadOnlyList<RedTeamAttack>? attacks = null,
        IReadOnlyList<RedTeamMutator>? mutators = null) =>
        RedTeam.RunAsync(target.Answer, attacks ?? ToyTarget.Attacks, mutators ?? RedTeamMutators.All, options).GetAwaiter().GetResult();

    /// <summary>Adds a hint to a verdict: one about tensors where these are what is wrong.</summary>
    public static Verdict Hint(Verdict verdict, string otherwise) =>
        verdict.WithHint(verdict.Message?.Contains("left alive", StringComparison.Ordinal) == true
            ? "Everything that makes a tensor out of another, a conversion too, makes one to dispose of; a DisposeScope does it for all."
            : otherwise);

    public static string Say(RedTeamRate rate) =>
        string.Create(CultureInfo.InvariantCulture, $"{rate.Name} {rate.Count}/{rate.Total} [{rate.Low:F6}, {rate.High:F6}]");

    public static string Say(RedTeamFinding finding) =>
        $"{finding.AttackId} by {finding.Mutator}: '{finding.Text}' as '{finding.Prompt}' gives '{finding.Answer}'{(finding.IsMinimal ? ", minimal" : "")}";

    public static void Observe(Probe probe, string name, RedTeamReport report)
    {
        probe.Observe($"{name}: rates",
            string.Join('\n', report.Attacks.Concat(report.Mutators).Prepend(report.Overall).Append(report.Benign).Select(Say)));
        probe.Observe($"{name}: findings", string.Join('\n', report.Findings.Select(Say)));
        probe.Observe($"{name}: calls", report.Calls);
    }
}

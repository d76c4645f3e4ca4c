namespace LLMCourse.Checks.M11;

/// <summary>The summariser beside the first three sentences, on texts that repeat what matters and on texts that say it once.</summary>
internal static class SummaryCase
{
    private const int Texts = 20, MaxWords = 20;

    public static IEnumerable<(string Slice, string Input, string? Expected, string? Got)> Run(CheckRandom random)
    {
        for (int i = 0; i < Texts; i++)
        {
            (string text, string summary) = Summarising.Report(random);
            yield return (CritiquePlan.Repeated, text, summary, ExtractiveSummariser.Summarise(text, MaxWords, []));
            yield return (CritiquePlan.RepeatedLead, text, summary, Lead(text));
            (text, summary) = News(random);
            yield return (CritiquePlan.Once, text, summary, ExtractiveSummariser.Summarise(text, MaxWords, []));
            yield return (CritiquePlan.OnceLead, text, summary, Lead(text));
        }
    }

    private static string Lead(string text) => string.Join(". ", text.Split(". ").Take(3)) + ".";

    /// <summary>Makes a message whose first two sentences say everything, once, before it turns to what has long been known.</summary>
    private static (string Text, string Summary) News(CheckRandom random)
    {
        string Pick(params string[] list) => list[random.NextInteger(0, list.Length)];
        string team = Pick("Rovers", "Wanderers", "Harriers", "Albion"), ground = Pick("Mill Park", "Hope Street", "Castle Field"),
            sponsor = Pick("a brewery", "a bank", "an airline");
        string main = $"{Pick("Mayor", "Councillor", "Professor")} {Pick("Ana Brito", "Lars Holm", "Eva Kranz")} resigned {Pick("today", "yesterday", "at noon")}. {Pick("Illness", "Debt", "Fatigue")} was given as reason.";
        string[] background =
        [
            $"The {team} play football at {ground}.", $"Football at {ground} draws crowds when the {team} play.",
            $"The {team} have {sponsor} for sponsor at {ground}.", $"Crowds at {ground} sing when the {team} score.",
            $"The ground of the {team}, {ground}, is old.", $"Tickets for {ground} are sold when the {team} play.",
        ];
        return ($"{main} {string.Join(' ', background)}", main);
    }
}

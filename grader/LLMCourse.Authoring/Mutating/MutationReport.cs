using System.Globalization;
using System.Text;

namespace LLMCourse.Authoring.Mutating;

/// <summary>Tells what became of mutants: as Markdown, all of it.</summary>
internal static class MutationReport
{
    private const string SurvivedIn = "Survived in ";

    /// <summary>Writes the report.</summary>
    /// <param name="modules">The modules.</param>
    /// <param name="goal">What has to be caught.</param>
    public static string Markdown(IReadOnlyList<ModuleMutation> modules, MutationGoal goal)
    {
        StringBuilder text = new("# Mutants\n\n");
        text.Append(CultureInfo.InvariantCulture,
            $"A mutant is a small change of the solution. At least {goal.Total:0.##} % have to cost a submission points");
        text.Append(goal.Member is { } least
            ? string.Create(CultureInfo.InvariantCulture, $", and {least:0.##} % of each member's.\n\n")
            : ".\n\n");
        text.Append("| module | mutants | caught | timed out | survived | broken checks | equivalent | share |\n|---|--:|--:|--:|--:|--:|--:|--:|\n");
        foreach (ModuleMutation module in modules)
            text.Append(CultureInfo.InvariantCulture,
                $"| {module.Module} | {module.Score.Total} | {module.Score.Caught} | {module.Score.TimedOut} | {module.Score.Survived} | {module.Score.Broken} | {module.Equivalent.Count} | {Percent(module.Score)} |\n");
        foreach (ModuleMutation module in modules) Module(text, module);
        return text.ToString();
    }

    /// <summary>Reads which mutants survived from a report.</summary>
    /// <returns>Each by its member and its change.</returns>
    public static IReadOnlySet<(string Member, string Change)> Survivors(string markdown)
    {
        HashSet<(string, string)> found = [];
        string? member = null;
        foreach (string line in markdown.Split('\n'))
        {
            if (line.StartsWith(SurvivedIn, StringComparison.Ordinal)) member = Uncode(line[SurvivedIn.Length..].TrimEnd(':'));
            else if (line.StartsWith('#') || line.StartsWith("Equivalent", StringComparison.Ordinal)) member = null;
            else if (member is not null && line.IndexOf('`', StringComparison.Ordinal) is > 0 and var at)
                _ = found.Add((member, Uncode(line[at..])));
        }

        return found;
    }

    private static string Uncode(string text) =>
        text.StartsWith("`` ", StringComparison.Ordinal) ? text[3..text.IndexOf(" ``", 3, StringComparison.Ordinal)] : text.Split('`')[1];

    private static void Module(StringBuilder text, ModuleMutation module)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {module.Module}\n\n| member | mutants | survived | share |\n|---|--:|--:|--:|\n");
        foreach ((string member, MutationScore score) in module.Members)
            text.Append(CultureInfo.InvariantCulture,
                $"| {Code(member)} | {score.Total} | {score.Survived + score.Broken} | {Percent(score)} |\n");

        foreach (IGrouping<string, MutantResult> member in module.Results.Where(r => r.Counts && !r.IsCaught).GroupBy(r => r.Mutant.Member))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{SurvivedIn}{Code(member.Key)}:\n\n");
            foreach (MutantResult result in member)
            {
                text.Append(CultureInfo.InvariantCulture, $"- {result.Mutant.File}:{result.Mutant.Line} {Code(result.Mutant.Change)}");
                text.Append(result.Message is null ? "\n" : $", {result.Check} broke: {Code(result.Message)}\n");
            }
        }

        foreach (IGrouping<(string Member, string Reason), (Mutant Mutant, string Reason)> reason
            in module.Equivalent.GroupBy(e => (e.Mutant.Member, e.Reason)))
        {
            text.Append(CultureInfo.InvariantCulture, $"\nEquivalent in {Code(reason.Key.Member)}: {reason.Key.Reason}\n\n");
            foreach ((Mutant mutant, _) in reason) text.Append(CultureInfo.InvariantCulture, $"- {Code(mutant.Change)}\n");
        }
    }

    // Rounded down, so that what is below the goal never looks as if it reached it.
    public static string Percent(MutationScore score) =>
        (Math.Floor(score.Percent * 10) / 10).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    // The text is the course's own; a back-tick in it would end the code.
    private static string Code(string text) => text.Contains('`', StringComparison.Ordinal) ? $"`` {text} ``" : $"`{text}`";
}

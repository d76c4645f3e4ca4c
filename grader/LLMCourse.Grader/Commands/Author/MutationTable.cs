using System.Globalization;
using LLMCourse.Authoring.Mutating;
using LLMCourse.Grading.Reports;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Author;

/// <summary>Tells on the console what became of mutants: what is below the goal, the sums, and what survived.</summary>
internal static class MutationTable
{
    private const int MostShown = 20;

    /// <summary>Writes the members that are below the goal, the sums, and the first mutants that survived.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<ModuleMutation> modules, MutationGoal goal)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("member");
        foreach (string column in (string[])["mutants", "caught", "timed out", "survived", "share"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (ModuleMutation module in modules)
        {
            foreach ((string member, MutationScore score) in module.Members.Where(m => goal.Member is { } least
                && m.Score.Percent < least)) Row(table, $"  {member}", score);
            Row(table, module.Module, module.Score);
        }

        if (modules.Count > 1) Row(table, "all", MutationScore.Of(modules.SelectMany(m => m.Results)));
        console.Write(table);
        MutantResult[] survivors = [.. modules.SelectMany(m => m.Results).Where(r => r.End == MutantEnd.Survived)];
        if (survivors.Length > 0) console.WriteLine("Survived:");
        foreach (MutantResult survivor in survivors.Take(MostShown))
            console.WriteLine($"  {survivor.Mutant.Member}, {survivor.Mutant.File}:{survivor.Mutant.Line}, {survivor.Mutant.Change}");
        if (survivors.Length > MostShown)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  and {survivors.Length - MostShown} more; --report FILE.md names all."));
        foreach (MutantResult broken in modules.SelectMany(m => m.Results).Where(r => r.End == MutantEnd.GraderError))
            console.WriteLine(
                $"{broken.Check} breaks on {broken.Mutant.Member}, {broken.Mutant.Change}: {StudentText.Terminal(broken.Message)}");
    }

    private static void Row(Table table, string name, MutationScore score) => table.AddRow(
        Markup.Escape(name), Number(score.Total), Number(score.Caught), Number(score.TimedOut), Number(score.Survived + score.Broken),
        MutationReport.Percent(score));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

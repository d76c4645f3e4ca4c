using LLMCourse.Authoring.Mutating;
using LLMCourse.Grader.Commands.Author;
using Spectre.Console;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Mutating;

public sealed class MutationReportTests
{
    private static readonly MutationGoal Goal = new(98, 95);

    [Fact]
    public Task Markdown_OfARun_NamesWhatSurvived() => Verifier.Verify(MutationReport.Markdown([Mutants.Some], Goal), extension: "md");

    [Fact]
    public Task Write_OfTwoModules_ShowsMembersBelowTheGoal()
    {
        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(text),
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No
            });
        console.Profile.Width = 90;

        MutationTable.Write(console, [Mutants.Some, new ModuleMutation("M02.Empty", [new(Mutants.Boundary, MutantEnd.Caught)], [])], Goal);

        return Verifier.Verify(text.ToString());
    }

    [Fact]
    public void Survivors_OfAReport_AreThoseThatItNames() => Assert.Equal(
        Mutants.Some.Results.Where(r => r.Counts && !r.IsCaught).Select(r => (r.Mutant.Member, r.Mutant.Change)).Order(),
        MutationReport.Survivors(MutationReport.Markdown([Mutants.Some], Goal)).Order());

    [Fact]
    public void Reaches_AMemberBelowItsGoal_DoesNotEvenIfTheWholeDoes()
    {
        Assert.False(Mutants.Some.Reaches(Goal));
        Assert.False(Mutants.Some.Reaches(new MutationGoal(50, 50)));
        Assert.True(Mutants.Some.Reaches(new MutationGoal(50, 30)));
        Assert.True(Mutants.Some.Reaches(new MutationGoal(60, null)));
        Assert.Equal(60, Mutants.Some.Score.Percent);
    }
}

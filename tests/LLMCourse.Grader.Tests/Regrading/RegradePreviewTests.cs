using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Regrading;
using LLMCourse.Grader.Commands;
using LLMCourse.Grader.Commands.Class;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grader.Tests.Gradebooks;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Regrading;

public sealed class RegradePreviewTests
{
    [Fact]
    public Task Write_Changes_CanBeRead()
    {
        List<RegradeOutcome> outcomes = [Outcome("ada", 4), Outcome("bob\u001b[31m[red]", 0), Outcome("cem", 1), Kept("dee")];
        var plan = new RegradePlan([.. outcomes.Select(o => o.Case)],
            [new LeftAlone("eve.zip", "It is not in the gradebook."), new LeftAlone("fay", "It is not in the gradebook.")], 7);
        using var writer = new StringWriter();

        RegradePreview.Write(ConsoleReport.CreateConsole(writer, redirected: true, width: 100), "M02", plan, outcomes);

        return Verifier.Verify(string.Join('\n', writer.ToString().ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())));
    }

    private static RegradeOutcome Outcome(string student, decimal earned)
    {
        RegradeCase one = Case(student);
        GradeResult before = Grades.Of("c1", ("M02.E1", 2, 2), ("M02.E4", 1, 4)), again = Grades.Of("c2", ("M02.E4", earned, 4)),
            after = CombinedGrade.Of(before, again);
        return new RegradeOutcome(one,
            CombinedGrade.Change(one.Attempt, before, again, after, TemporaryGradebook.Noon, "a fixed check"), [], null);
    }

    private static RegradeOutcome Kept(string student) => new(Case(student), null, null, "A check could not be carried out.");

    private static RegradeCase Case(string student)
    {
        Attempt attempt = TemporaryGradebook.Attempt(student);
        return new RegradeCase(new FoundSubmission(new Student(student), attempt.Source, [new HandedInPart(student, student)]), attempt,
            ["M02.E4"], false);
    }
}

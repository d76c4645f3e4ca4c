using LLMCourse.Authoring.Samples;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>Module 2 has a golden submission for each kind of thing that is handed in. Those of the other modules belong to their proofs:
/// <c>grader verify</c> grades them.</summary>
[Collection(EndToEndCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed class GoldenSubmissionTests(GoldenGrades grades) : IClassFixture<GoldenGrades>
{
    public static TheoryData<string> Samples => GradingFixture.Names("M02");

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Grade_Sample_GivesExactlyItsGrade(string name) =>
        GradingFixture.AssertGrade(GradingFixture.Sample("M02", name), await grades.OfAsync(name));

    // What stands between a proof and a wrong grade.
    [Theory]
    [InlineData(99, "M02.E1", "passed", "M02.E1 passed")]
    [InlineData(100, "M02.E1", "failed", "M02.E1 failed")]
    public async Task Difference_AnotherGradeThanExpected_TellsBoth(int percent, string exercise, string outcome, string line)
    {
        SampleSubmission sample = GradingFixture.Sample("M02", "01-complete");
        sample.Expect.Percent = percent;
        sample.Expect.Outcomes[exercise] = outcome;

        string? difference = GoldenGrade.Difference(sample, await grades.OfAsync("01-complete"));

        Assert.NotNull(difference);
        Assert.StartsWith($"01-complete must get\n{percent}.00 %\n{line}\n", difference, StringComparison.Ordinal);
        Assert.Contains("\nand got\n100.00 %\nM02.E1 passed\n", difference, StringComparison.Ordinal);
    }
}

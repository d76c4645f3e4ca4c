using LLMCourse.Grader.Results;
using LLMCourse.Grader.Samples;

namespace LLMCourse.Grader.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed class GoldenSubmissionTests(Grading grading)
{
    public static TheoryData<string> Samples => Grading.Names("M02");

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Grade_Sample_GivesExactlyItsGrade(string name)
    {
        SampleSubmission sample = Grading.Sample("M02", name);

        GradeResult result = await grading.GradeAsync(sample);

        Grading.AssertGrade(sample, result);
    }
}

using LLMCourse.Grader.Results;
using LLMCourse.Grader.Samples;

namespace LLMCourse.Grader.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed class GoldenSubmissionTests(Grading grading)
{
    public static TheoryData<string, string> Samples => Grading.Golden();

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Grade_Sample_GivesExactlyItsGrade(string module, string name)
    {
        SampleSubmission sample = Grading.Sample(module[..3], name);

        GradeResult result = await grading.GradeAsync(sample, module);

        Grading.AssertGrade(sample, result);
    }
}

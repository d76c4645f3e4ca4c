using LLMCourse.Authoring.Samples;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed class GoldenSubmissionTests(GoldenGrades grades) : IClassFixture<GoldenGrades>
{
    public static TheoryData<string, string> Samples => GradingFixture.Golden();

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Grade_Sample_GivesExactlyItsGrade(string module, string name)
    {
        SampleSubmission sample = GradingFixture.Sample(module[..3], name);

        GradeResult result = await grades.OfAsync(module, name);

        GradingFixture.AssertGrade(sample, result);
    }
}

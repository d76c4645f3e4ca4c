using LLMCourse.Authoring.Samples;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Pipeline;
using Xunit;

namespace LLMCourse.Grader.Tests.Samples;

public class MadeUpClassTests
{
    // By what it learns a mistake is not recognised, since that differs between processors; points it loses all the same.
    [Fact]
    public void Draw_MistakeInTraining_LosesThePointsOfWhatIsLearnt()
    {
        MadeUpStudent student = Draw("M07.Safety", count: 17, seed: 7)[^1];

        Assert.Equal("M07.E6.exchanged", student.Kind);
        Assert.Equal(87.78m, student.Percent);
    }

    [Fact]
    public void Draw_NothingOfTheModule_HasNoGrade()
    {
        IReadOnlyList<MadeUpStudent> students = Draw("M02.Attention", count: 1000, seed: 1);

        Assert.Contains(students, s => s.Kind == "06-nothing");
        Assert.All(students, s => Assert.Equal(s.Kind == "06-nothing", s.Percent is null));
    }

    private static IReadOnlyList<MadeUpStudent> Draw(string name, int count, ulong seed)
    {
        ModuleContent module = ModuleContent.Load(GradingFixture.Layout, name);
        return [.. new MadeUpClass(GradingFixture.Layout, module).Draw(count, seed)];
    }
}

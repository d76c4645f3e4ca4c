using LLMCourse.Checks;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Judging;

/// <summary>What another kind of processor rounds otherwise changes no grade, and no mistake's name.</summary>
public sealed class ProcessorTests
{
    public static TheoryData<string> Modules() => [.. GradingFixture.Layout.Modules];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Mistakes_FailedByMoreThanTraining_AreKnownWithoutIt(string name)
    {
        ModuleContent module = ModuleContent.Load(GradingFixture.Layout, name);
        HashSet<string> trained = [.. module.Checks.Where(check => check.IsTrained).Select(check => check.Id)];

        foreach (RecordedMistake mistake in module.Mistakes.Where(m => m.Behaviour.Keys.Any(trained.Contains)))
            Assert.DoesNotContain(mistake.Behaviour, b => !trained.Contains(b.Key) && b.Value.Outcome != Outcome.Passed);
    }

    [Theory]
    [InlineData("M07.Safety", "M07.E6.end-left-out", "M07.E6.learns")]
    [InlineData("M09.Adaptation", "M09.E5.kl-the-other-way", "M09.E5.learns")]
    [InlineData("M11.CaseStudies", "M11.E3.no-end", "M11.E3.learns")]
    public void Mistake_ThatLearnsOtherwiseHere_IsRecognised(string name, string id, string learns)
    {
        ModuleContent module = ModuleContent.Load(GradingFixture.Layout, name);
        RecordedMistake[] mistakes = [.. module.Mistakes.Where(m => m.Mistake.Exercise.Text == id[..6])];
        Dictionary<string, CheckBehaviour> behaviour = new(mistakes.Single(m => m.Mistake.Id == id).Behaviour)
        {
            [learns] = CheckBehaviour.From(Outcome.Passed, null, []),
        };

        Assert.Contains(MistakeMatcher.Match(behaviour, mistakes), mistake => mistake.Id == id);
    }

    [Fact]
    public void EmptySoftmax_LogarithmRoundedDown_Passes()
    {
        // 1 − log(exp 1) in float32: 0 by AVX2's logarithm, this by AVX-512's.
        const double Rounding = 5.9604645E-08;
        ModuleContent module = ModuleContent.Load(GradingFixture.Layout, GradingFixture.Module);
        Check check = module.Checks.Single(c => c.Id == "M02.E1.empty");
        IReadOnlyList<Observation> expected = module.Expectations.Read(check.Id)!;

        Observation[] observed = [.. expected.Select(o => o is TensorObservation { Values.Count: 1 } one ? one with { Values = [Rounding] } : o)];

        Assert.NotEqual(expected, observed);
        Assert.True(check.Judge(new Evidence(observed, expected)).Passed);
    }
}

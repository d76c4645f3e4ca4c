using LLMCourse.Authoring.Mutating;
using LLMCourse.Checks;
using LLMCourse.Grader.Tests.EndToEnd;

namespace LLMCourse.Grader.Tests.Mutating;

[Collection(EndToEndCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed class MutationRunTests(GradingFixture grading)
{
    [Fact]
    public async Task RunAsync_ASampleOfOneExercise_IsCaught()
    {
        ModuleMutation masks = await grading.MutateAsync(new MutationOptions { Only = [ExerciseId.Parse("M02.E3")], Sample = 6, Seed = 3 });

        Assert.Equal(6, masks.Results.Count);
        Assert.All(masks.Results, r => Assert.Equal("M02.E3", r.Mutant.Exercises[0].Text));
        Assert.True(masks.Score.Caught >= 4, string.Join('\n', masks.Results.Select(r => $"{r.Mutant.Change}: {r.End} {r.Check}")));
        Assert.All(masks.Results.Where(r => r.End == MutantEnd.Caught), r => Assert.StartsWith("M02.", r.Check, StringComparison.Ordinal));
        Assert.NotEmpty(masks.Equivalent);
    }

    [Fact]
    public async Task RunAsync_EachEnd_IsTold()
    {
        IReadOnlyList<MutantResult> results = await grading.RunMutantsAsync(all =>
        {
            Mutant equivalent = all.First(m => m.Member == "Masks.Padding" && m.Operator == "removed call"
                && m.Original.EndsWith(".contiguous()", StringComparison.Ordinal));
            Mutant wrong = all.First(m => m.Member.StartsWith("Masks.", StringComparison.Ordinal) && m.Operator == "returned");
            return [equivalent, wrong, wrong with { Replacement = "§" }];
        });

        Assert.Equal([MutantEnd.Survived, MutantEnd.Caught, MutantEnd.DoesNotCompile], results.Select(r => r.End));
        Assert.Equal([null, "M02.E3", null], results.Select(r => r.Check?[..6]));
    }
}

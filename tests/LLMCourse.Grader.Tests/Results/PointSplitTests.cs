using LLMCourse.Grader.Tests.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Results;

public sealed class PointSplitTests
{
    [Theory]
    [InlineData(10, new[] { 1, 1, 1 }, new[] { 3.3334, 3.3333, 3.3333 })]
    [InlineData(1, new[] { 3, 0, 4 }, new[] { 0.4286, 0, 0.5714 })]
    [InlineData(0, new[] { 1, 2 }, new[] { 0.0, 0.0 })]
    [InlineData(5, new[] { 0, 0 }, new[] { 0.0, 0.0 })]
    public void Divide_Weights_SumsExactly(int amount, int[] weights, double[] expected) =>
        Assert.Equal(expected.Select(e => (decimal)e), PointSplit.Divide(amount, weights));

    [Fact]
    public void Divide_SeededAmounts_SumExactly()
    {
        Random random = new(2017);
        for (int i = 0; i < 500; i++)
        {
            int[] weights = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(1, 7))];
            decimal amount = Math.Round((decimal)random.NextDouble() * 40, random.Next(0, 4));

            Assert.Equal(amount, PointSplit.Divide(amount, weights).Sum());
        }
    }

    [Fact]
    public void Over_EveryMixOfOutcomes_SumsToTheExercise()
    {
        Random random = new(5);
        Outcome[] outcomes = [Outcome.Passed, Outcome.Failed, Outcome.Blocked, Outcome.GraderError];
        for (int i = 0; i < 500; i++)
        {
            CheckResult[] checks = [.. Enumerable.Range(0, random.Next(1, 8))
                .Select(n =>
                    new CheckResult { Id = $"M02.E1.{n}", Title = "t", Points = random.Next(1, 5), Outcome = outcomes[random.Next(4)] })];
            int counted = checks.Where(c => c.Outcome != Outcome.GraderError).Sum(c => c.Points),
                passed = checks.Where(c => c.Outcome == Outcome.Passed).Sum(c => c.Points);
            decimal maximum = counted == 0 ? 0 : random.Next(1, 30);
            decimal earned = counted == 0 ? 0 : Math.Round(maximum * passed / counted, 2);

            IReadOnlyList<CheckPoints> split = PointSplit.Over(Exercise(earned, maximum, checks));

            Assert.Equal(earned, split.Sum(s => s.Earned));
            Assert.Equal(maximum, split.Sum(s => s.Maximum));
            Assert.All(split.Zip(checks),
                pair => Assert.Equal(pair.Second.Outcome == Outcome.Passed ? pair.First.Maximum : 0, pair.First.Earned));
        }
    }

    [Fact]
    public void Over_PassedChecksThatEarnNothing_StillSums()
    {
        ExerciseResult banned = SampleResults.Perfect().Exercises[1] with { Earned = 0, Outcome = Outcome.Banned };

        IReadOnlyList<CheckPoints> split = PointSplit.Over(banned);

        Assert.Equal(0, split.Sum(s => s.Earned));
        Assert.Equal(banned.Maximum, split.Sum(s => s.Maximum));
        Assert.All(split, s => Assert.True(s.Maximum > 0));
    }

    private static ExerciseResult Exercise(decimal earned, decimal maximum, CheckResult[] checks) =>
        new() { Id = "M02.E1", Title = "t", Earned = earned, Maximum = maximum, Outcome = Outcome.Failed, Checks = checks };
}

using LLMCourse.Grader.Commands.Play;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Playing;

/// <summary>The curve of a training in a terminal.</summary>
public sealed class LossCurveTests
{
    [Fact]
    public async Task Lines_OfTrainings_ReadAsBefore()
    {
        string[] curves =
        [
            Curve([.. Enumerable.Range(0, 400).Select(i => 2.5 + (2 / (1 + (i / 40.0))))], 60, 8),
            Curve([4.5, 3.5, 3], 60, 4),
            Curve([3, 3, 3, 3], 30, 3),
            Curve([3], 30, 3),
        ];

        await Verifier.Verify(string.Join("\n----\n", curves));
    }

    [Fact]
    public void Lines_OfNothing_AreNone() => Assert.Empty(LossCurve.Lines([], 60, 8));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public void Lines_AnyWidth_AreNotWider(int width) =>
        Assert.All(LossCurve.Lines([.. Enumerable.Range(0, 90).Select(i => 5.0 - (i / 30.0))], width, 5),
            line => Assert.InRange(line.Length, 1, Math.Max(width, 8)));

    private static string Curve(double[] losses, int width, int height) => string.Join('\n', LossCurve.Lines(losses, width, height));
}

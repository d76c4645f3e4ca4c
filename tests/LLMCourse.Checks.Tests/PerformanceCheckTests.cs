using System.Reflection;
using TorchSharp;

namespace LLMCourse.Checks.Tests;

/// <summary>
/// Timed work gets inputs from seeds that nobody knows before, so that a check which is wrong about one input in a thousand takes points
/// from right submissions now and then.
/// </summary>
public sealed class PerformanceCheckTests
{
    /// <summary>Inputs for each check: enough to meet what happens once in a hundred.</summary>
    private const int Seeds = 50;

    /// <summary>Inputs where one takes a second, because a text is generated with and without a cache.</summary>
    private const int SeedsOfGeneration = 3;

    private static readonly Dictionary<string, PerformanceCheck> Checks = Directory
        .EnumerateFiles(AppContext.BaseDirectory, "LLMCourse.Checks.M*.dll")
        .SelectMany(file => Assembly.LoadFrom(file).GetTypes())
        .Where(type => type.IsSubclassOf(typeof(PerformanceCheck)) && !type.IsAbstract)
        .Select(type => (PerformanceCheck)Activator.CreateInstance(type)!)
        .ToDictionary(check => check.Id);

    public static TheoryData<string> Ids => [.. Checks.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void Checks_OfEveryModule_AreFound() =>
        Assert.Equal(["M01", "M02", "M03", "M04", "M05", "M09"], Checks.Keys.Select(id => id[..3]).Distinct().Order());

    [Theory]
    [MemberData(nameof(Ids))]
    public void Prepare_ManySeeds_SolutionAgreesWithTheReference(string id)
    {
        PerformanceCheck check = Checks[id];
        int seeds = id.StartsWith("M05.E5.", StringComparison.Ordinal) ? SeedsOfGeneration : Seeds;
        for (int seed = 0; seed < seeds; seed++)
            AssertAgrees(check, check.Sizes[0], seed);
    }

    // A text after which the greatest number of a vector was on either side of a limit, and two equal logits at the nucleus's border.
    [Theory]
    [InlineData("M03.E5.speed", 1000, 998 * 7919)]
    [InlineData("M05.E1.speed", 32768, 43611)]
    public void Prepare_SeedsThatOnceDiffered_SolutionAgreesWithTheReference(string id, int size, long seed) =>
        AssertAgrees(Checks[id], size, seed);

    private static void AssertAgrees(PerformanceCheck check, int size, long seed)
    {
        Verdict verdict = ObservationComparer.Compare(Result(check, size, seed, Implementation.Reference),
            Result(check, size, seed, Implementation.Submission), check.Tolerance);
        Assert.True(verdict.Passed, $"size {size}, seed {seed}: {verdict.Message}");
    }

    private static Observation Result(PerformanceCheck check, int size, long seed, Implementation implementation)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var probe = new Probe($"{check.Id}#{seed}"); // as the worker names it
        probe.Observe("result", check.Prepare(probe, size, implementation)());
        return probe.Observations[^1];
    }
}
